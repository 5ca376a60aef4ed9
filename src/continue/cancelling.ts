import { ReplayError } from '../machines/errors.ts';
import { standingAfter, standingOf, type Standing } from '../machines/fold.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { isFinal } from '../machines/stateName.ts';

/** The records that cancel an execution; none where it is over. */
export function cancellation(
  records: readonly TransitionRecord[],
  timestamp: string,
  reason: string,
): readonly TransitionRecord[] {
  const standing = foldedStanding(records);
  if (standing === undefined) return unfoldedCancellation(records, timestamp, reason);
  return standing.snapshot.status === 'active'
    ? standingAfter(standing, { type: 'cancel', timestamp, reason }).records
    : [];
}

/** `undefined` where the records do not fold. */
function foldedStanding(records: readonly TransitionRecord[]): Standing | undefined {
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
function unfoldedCancellation(
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
