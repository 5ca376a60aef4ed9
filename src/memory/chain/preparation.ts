import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { applyRedaction, type Redact } from './applyRedaction.ts';
import { firstPreviousHash } from './digest.ts';
import { sealRecord, type RandomBytes } from './sealRecord.ts';

export interface PreparationOptions {
  readonly redact?: Redact | undefined;
  /** False: leave the records unsealed. */
  readonly seals: boolean;
  /** Where salts come from. Default: the platform's. */
  readonly randomBytes?: RandomBytes | undefined;
}

/** What is stored of an execution's records, one after another: each redacted, then linked to the one before. */
export function prepareAfter(
  last: TransitionRecord | undefined,
  { redact, seals, randomBytes }: PreparationOptions,
): (record: TransitionRecord) => TransitionRecord {
  let previousHash = last?.seal?.hash ?? firstPreviousHash;
  return (record) => {
    const shown = redact === undefined ? record : applyRedaction(record, redact);
    if (!seals) return shown;
    const sealed = sealRecord(shown, previousHash, randomBytes);
    previousHash = sealed.seal.hash;
    return sealed;
  };
}
