import type { TransitionRecord } from '../../../../src/machines/executionTypes.ts';
import type { ListedExecution } from '../../../protocol.ts';

/** The part of a tier in an execution. */
export type TierMark = 'none' | 'active' | 'passed' | 'answered' | 'capped' | 'failed';

/** One mark per tier, lowest first; without records, as far as the list's entry tells. */
export function tierMarks(execution: ListedExecution, records: readonly TransitionRecord[]): readonly TierMark[] {
  const start = records[0]?.event;
  const levels =
    start?.type === 'xstate.init'
      ? start.config.tiers.map(({ level }) => level)
      : Array.from({ length: execution.tierLevel }, (_, index) => index + 1);
  const failed = new Set(records.flatMap((record) => ('error' in record.event ? [record.tierLevel] : [])));
  const visited = new Set(records.map(({ tierLevel }) => tierLevel));
  return levels.map((level) => {
    if (level === execution.tierLevel) return markAtEnd(execution);
    if (failed.has(level)) return 'failed';
    return level < execution.tierLevel && (records.length === 0 || visited.has(level)) ? 'passed' : 'none';
  });
}

function markAtEnd({ status, capped }: ListedExecution): TierMark {
  if (status === 'failed' || status === 'cancelled') return 'failed';
  if (status !== 'completed') return 'active';
  return capped ? 'capped' : 'answered';
}
