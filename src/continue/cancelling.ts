import { ReplayError } from '../machines/errors.ts';
import { standingOf, type Standing } from '../machines/fold.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { isFinal } from '../machines/stateName.ts';

/** Where an execution stands that is to be cancelled; `undefined` where its records do not fold. */
export function standingToCancel(records: readonly TransitionRecord[]): Standing | undefined {
  try {
    return standingOf(records);
  } catch (error) {
    if (ReplayError.isInstance(error)) return undefined;
    throw error;
  }
}

/**
 * The record that ends an execution whose records do not fold, made from the last of them; none where it is over. It
 * mends nothing: the execution still does not replay, and `verify` still says why. But no caller waits for it any more.
 */
export function cancelledRecord(
  records: readonly TransitionRecord[],
  timestamp: string,
  reason: string,
): readonly TransitionRecord[] {
  const last = records.at(-1);
  if (last === undefined || isFinal(last.to)) return [];
  const { executionId, seq, to, tierLevel, agentId } = last;
  const event = { type: 'cancel', timestamp, reason } as const;
  return [{ executionId, seq: seq + 1, timestamp, event, from: to, to: 'cancelled', tierLevel, agentId }];
}
