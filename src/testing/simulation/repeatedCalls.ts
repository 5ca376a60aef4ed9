import type { TransitionRecord } from '../../machines/executionTypes.ts';
import type { Ledger } from './ledger.ts';

/** Which calls the sums leave out once an execution is resumed, in words. */
export function uncountedOf(
  { calls, snapshots }: Ledger,
  { event }: TransitionRecord,
  index: number,
): string | undefined {
  if (event.type !== 'resume') return undefined;
  const before = snapshots[index - 1]?.context;
  // By the clock of the process that resumes it, the call was not due yet.
  if (before?.notBefore != null && event.timestamp < before.notBefore) return undefined;
  const after = snapshots[index]?.context;
  if (before === undefined || after === undefined) return undefined;
  const made = calls.filter(({ human, seq }) => !human && seq < index).length;
  const { usage, costUsd } = after;
  if (usage.calls < made) return `agents were called ${made} times until then, and ${usage.calls} calls are counted.`;
  if (usage.calls === before.usage.calls) return undefined;
  if (usage.unreportedCalls > before.usage.unreportedCalls && costUsd === null) return undefined;
  return `the call that was cut off counts as one that cost ${costUsd ?? 'an unknown sum'}, ${usage.unreportedCalls} without usage.`;
}
