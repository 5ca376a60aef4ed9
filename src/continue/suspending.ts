import { sleepUntil } from '../time/timers.ts';
import type { Clock } from '../time/clock.ts';
import type { Audiences } from '../run/audiences.ts';
import type { SuspendOptions, Suspension } from './continuation.ts';
import { SuspendedError } from '../run/errors.ts';
import type { Executions } from '../run/executions.ts';
import type { RunEnd } from '../run/runOptions.ts';
import type { Waits } from '../run/waits.ts';

/** Milliseconds that a memory has to store what calls left behind, once they are aborted. */
const graceMs = 60_000;

export interface SuspensionParts {
  readonly executions: Executions;
  readonly audiences: Audiences;
  readonly waits: Pick<Waits<never>, 'stop'>;
  readonly clock: Clock;
}

/** Suspends a pattern, once. */
export interface Suspender {
  suspend(options: SuspendOptions): Promise<Suspension>;
  /** Told of every run that ends, so that it can be said what became of those that were suspended. */
  ended(executionId: string, end: RunEnd): void;
}

export function createSuspender({ executions, audiences, waits, clock }: SuspensionParts): Suspender {
  const finished: string[] = [];
  const aborted: string[] = [];
  const waiting: string[] = [];
  let suspension: Promise<Suspension> | undefined;

  async function suspended({ timeoutMs = 10_000 }: SuspendOptions): Promise<Suspension> {
    executions.close();
    waits.stop();
    const patience = new AbortController();
    const enough = sleepUntil(clock, clock.now() + timeoutMs, patience.signal);
    for (const run of executions.runs) run.suspend();
    await Promise.race([executions.claimed(), enough]);
    const { runs } = executions;
    const left = new Set(runs.map(({ executionId }) => executionId));
    const stopped = Promise.all(runs.map((run) => run.stopped.then(() => left.delete(run.executionId))));
    await Promise.race([stopped, enough]);
    patience.abort();
    for (const run of runs) run.interrupt();
    const grace = new AbortController();
    await Promise.race([stopped, sleepUntil(clock, clock.now() + graceMs, grace.signal)]);
    grace.abort();
    aborted.push(...left);
    for (const executionId of audiences.awaited()) {
      if (!left.has(executionId) && !waiting.includes(executionId)) waiting.push(executionId);
      audiences.settle(executionId, { type: 'failed', error: new SuspendedError(executionId) });
    }
    return { finished: [...finished], aborted: [...aborted], waiting: [...waiting] };
  }

  return {
    suspend: (options) => (suspension ??= suspended(options)),
    ended: (executionId, end) => {
      if (suspension === undefined) return;
      const isAborted = end.type === 'suspended' && end.isAborted;
      (end.type === 'waiting' ? waiting : isAborted ? aborted : finished).push(executionId);
    },
  };
}
