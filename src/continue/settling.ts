import type { Audiences } from '../run/audiences.ts';
import type { RunEnd } from '../run/runOptions.ts';
import type { Waits } from '../run/waits.ts';
import type { ResumeOptions } from './continuation.ts';

/** Gives the callers here what an execution has come to, and looks after its wait, or no longer. */
export type Settle = (executionId: string, end: RunEnd, options: ResumeOptions) => void;

export function createSettle(audiences: Audiences, waits: Waits<ResumeOptions>): Settle {
  return (executionId, end, options) => {
    audiences.settle(executionId, end);
    if (end.type === 'waiting') waits.begin(executionId, end.due, audiences.isAwaited(executionId), options);
    else waits.end(executionId);
  };
}
