import { bytesOfBase64, saltedSha256, sha256 } from '../../platform/node.ts';
import canonicalize from 'canonicalize';

import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { valueAt } from '../../machines/recordFields.ts';
import { erasableSlots, kindOf, replacedAt } from './erasable.ts';

/** The `previousHash` of the first record of an execution. */
export const firstPreviousHash = '0000000000000000000000000000000000000000000000000000000000000000';

/** Bytes of a salt: 128 bits, beyond guessing even where the salted text is one of a few. */
export const saltLength = 16;

/** The salt's bytes; `undefined` unless the text is the one way to write 16 bytes as base64 (RFC 4648). */
export function saltBytes(salt: unknown): Uint8Array | undefined {
  return typeof salt === 'string' && /^[A-Za-z0-9+/]{21}[AQgw]==$/.test(salt) ? bytesOfBase64(salt) : undefined;
}

/** SHA-256 (FIPS 180-4) of the salt and the value's canonical JSON (RFC 8785): hides the value, and binds it. */
export function commitmentTo(value: unknown, salt: Uint8Array): string {
  return saltedSha256(salt, canonicalJson(value));
}

/**
 * The `hash` of a record: SHA-256 (FIPS 180-4) of the canonical JSON (RFC 8785) of `{ previousHash, record }`, in which
 * the record has no seal, and `{ commitment, kind }` stands for each value that may be erased. The kind is in it because
 * a placeholder of another kind could change what the record replays to.
 */
export function digestOf(
  record: TransitionRecord,
  previousHash: string,
  commitments: ReadonlyMap<string, string>,
): string {
  const { seal: _, ...content } = record;
  let committed = content;
  for (const { path, keys } of erasableSlots) {
    const commitment = commitments.get(path);
    if (commitment === undefined) continue;
    committed = replacedAt(committed, keys, { commitment, kind: kindOf(valueAt(content, keys)) });
  }
  return sha256(canonicalJson({ previousHash, record: committed }));
}

export function canonicalJson(value: unknown): string {
  const json = canonicalize(value);
  if (json === undefined) throw new TypeError('There is no JSON for this value.');
  return json;
}
