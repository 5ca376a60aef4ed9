import { base64Of } from '../../platform/node.ts';
import type { RecordSeal, TransitionRecord } from '../../machines/executionTypes.ts';
import { commitmentTo, digestOf, firstPreviousHash, saltLength } from './digest.ts';
import { erasableValues } from './erasable.ts';
import { plainRecord } from './plainRecord.ts';
import { pooledRandomBytes } from './pooledRandomBytes.ts';

export type SealedRecord = TransitionRecord & { readonly seal: RecordSeal };

/** A source of unpredictable bytes; that of the platform unless a test needs another. */
export type RandomBytes = (size: number) => Uint8Array;

/**
 * A plain copy of a record with its link in the hash chain of its execution. Do it last before storing: what the seal
 * covers must not change any more, except through `eraseFields`.
 *
 * @param previousHash the `seal.hash` of the record before, or `firstPreviousHash`.
 * @throws MemoryError where the record is not JSON data.
 */
export function sealRecord(
  record: TransitionRecord,
  previousHash: string,
  randomBytes: RandomBytes = pooledRandomBytes,
): SealedRecord {
  const { seal: _, ...plain } = plainRecord(record);
  const values = erasableValues(plain);
  const random = values.length === 0 ? new Uint8Array() : randomBytes(saltLength * values.length);
  const salts: Record<string, string> = {};
  const commitments = new Map<string, string>();
  for (const [index, { slot, value }] of values.entries()) {
    const salt = random.subarray(index * saltLength, (index + 1) * saltLength);
    salts[slot.path] = base64Of(salt);
    commitments.set(slot.path, commitmentTo(value, salt));
  }
  return { ...plain, seal: { previousHash, hash: digestOf(plain, previousHash, commitments), salts } };
}

/** Seals records that follow each other; the last one's `seal.hash` is the head of the chain. */
export function sealRecords(
  records: readonly TransitionRecord[],
  previousHash: string = firstPreviousHash,
  randomBytes?: RandomBytes,
): readonly SealedRecord[] {
  let head = previousHash;
  return records.map((record) => {
    const sealed = sealRecord(record, head, randomBytes);
    head = sealed.seal.hash;
    return sealed;
  });
}
