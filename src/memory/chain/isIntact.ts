import { isObject } from '../../machines/checks.ts';
import type { RecordSeal, TransitionRecord } from '../../machines/executionTypes.ts';
import { canonicalJson, commitmentTo, digestOf, saltBytes } from './digest.ts';
import { erasableValues, placeholderFor, type ErasableValue } from './erasable.ts';

const sealKeys = new Set(['previousHash', 'hash', 'salts', 'erased']);

/**
 * Whether a record is what was sealed. Its seal must have exactly one salt or one commitment for every value that may
 * be erased. Any looser, and a value could pass for the commitment to it.
 */
export function isIntact(record: TransitionRecord): boolean {
  try {
    const { seal } = record;
    if (!isSeal(seal)) return false;
    const values = erasableValues(record);
    const { salts, erased = {} } = seal;
    if (Object.keys(salts).length + Object.keys(erased).length !== values.length) return false;
    const commitments = new Map<string, string>();
    for (const value of values) {
      const commitment = commitmentIn(seal, value);
      if (commitment === undefined) return false;
      commitments.set(value.slot.path, commitment);
    }
    return digestOf(record, seal.previousHash, commitments) === seal.hash;
  } catch {
    // Not JSON data, so not what was sealed.
    return false;
  }
}

function commitmentIn({ salts, erased = {} }: RecordSeal, { slot, value }: ErasableValue): string | undefined {
  const { path } = slot;
  if (Object.hasOwn(erased, path)) {
    return canonicalJson(value) === canonicalJson(placeholderFor(value)) ? erased[path] : undefined;
  }
  const salt = Object.hasOwn(salts, path) ? saltBytes(salts[path]) : undefined;
  return salt && commitmentTo(value, salt);
}

function isSeal(seal: unknown): seal is RecordSeal {
  if (!isObject(seal) || Object.keys(seal).some((key) => !sealKeys.has(key))) return false;
  const { previousHash, hash, salts, erased } = seal;
  if (typeof previousHash !== 'string' || typeof hash !== 'string' || !isTexts(salts)) return false;
  return erased === undefined || (isTexts(erased) && Object.keys(erased).length > 0);
}

function isTexts(value: unknown): value is Record<string, string> {
  return isObject(value) && !Array.isArray(value) && Object.values(value).every((text) => typeof text === 'string');
}
