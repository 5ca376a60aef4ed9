import { ConfigurationError } from '../machines/errors.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import type { Standing } from '../machines/fold.ts';
import { isoTime } from '../machines/time.ts';
import { NotWaitingError } from '../run/errors.ts';
import { dueOf } from '../run/wait.ts';

/** @throws NotWaitingError where the execution waits for no answer any more, saying why. */
export function assertWaiting(
  records: readonly TransitionRecord[],
  { snapshot }: Standing,
  now: number,
  cause: unknown,
): void {
  const { executionId, waiting } = snapshot.context;
  if (snapshot.status === 'active' && waiting !== null) {
    const due = dueOf(snapshot);
    if (due > now) return;
    const why = `waited for a person until ${isoTime(due)}, which is over. Resume it, so that it goes on.`;
    throw new NotWaitingError(executionId, why, { cause });
  }
  throw new NotWaitingError(executionId, `is not waiting for a person${endedBy(records)}.`, { cause });
}

/** By what the last wait ended, in words. */
function endedBy(records: readonly TransitionRecord[]): string {
  const wait = records.findLastIndex(({ event }) => event.type === 'wait');
  const { event, timestamp } = records.slice(wait + 1).find((record) => record.event.type !== 'resume') ?? {};
  if (wait === -1 || event === undefined) return '';
  if (event.type === 'cancel') return `: it was cancelled at ${timestamp}`;
  return `: ${'output' in event ? 'it was answered' : 'its time was over'} at ${timestamp}`;
}

export function invalidResponse(issues: readonly string[]): ConfigurationError {
  return new ConfigurationError('response', `respond: ${issues.join('; ')}. The execution still waits: answer again.`);
}
