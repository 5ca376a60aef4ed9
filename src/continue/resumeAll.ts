import type { ExecutionSummary, SharedMemory } from '../memory/sharedMemory.ts';
import { warn } from '../platform/node.ts';
import { dueTime } from '../memory/summary.ts';
import { ExecutionHeldError } from '../memory/errors.ts';
import type { Clock } from '../time/clock.ts';
import type { Audiences } from '../run/audiences.ts';
import type { ResumeAllOptions, ResumeOptions, ResumeOutcome } from './continuation.ts';
import type { OneByOne } from './continuations.ts';
import type { Waits } from '../run/waits.ts';

export interface ResumeAllParts {
  readonly memory: Pick<SharedMemory, 'list'>;
  readonly continuations: Pick<OneByOne, 'resume'>;
  readonly audiences: Pick<Audiences, 'isAwaited'>;
  readonly waits: Waits<ResumeOptions>;
  readonly clock: Clock;
}

/** How many executions `resumeAll` goes on with at once. */
const resumedAtOnce = 50;

/** How many executions are listed at once. */
const pageLength = 100;

/** One finding in the memory: an execution that goes on, one that waits, or one whose summary cannot be read. */
type Found = ExecutionSummary | Extract<ResumeOutcome, { readonly error: unknown }>;

export async function resumeEverything(
  { memory, continuations, audiences, waits, clock }: ResumeAllParts,
  { limit = Number.POSITIVE_INFINITY, onProgress, abortSignal, ...options }: ResumeAllOptions,
): Promise<readonly ResumeOutcome[]> {
  const found = takeable(memory);
  const outcomes: ResumeOutcome[] = [];
  let taken = 0;
  let seen = 0;

  /** `undefined`: another process has taken it meanwhile. */
  async function outcomeOf(next: Found): Promise<ResumeOutcome | undefined> {
    if ('error' in next) return next;
    const { executionId, waiting } = next;
    const due = dueTime(next) ?? Number.POSITIVE_INFINITY;
    if (waiting !== null && due > clock.now()) {
      waits.begin(executionId, due, audiences.isAwaited(executionId), options);
      return { executionId, waiting };
    }
    try {
      return { executionId, result: await continuations.resume(executionId, { ...options, returnOnWait: true }) };
    } catch (error) {
      return ExecutionHeldError.isInstance(error) ? undefined : { executionId, error };
    }
  }

  /** A mistake of the callback's own is a warning, and stops no execution. */
  async function told(progress: Parameters<NonNullable<typeof onProgress>>[0]): Promise<void> {
    try {
      await onProgress?.(progress);
    } catch (error) {
      warn(`The 'onProgress' of resumeAll threw: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async function worker(): Promise<void> {
    for (;;) {
      if (taken >= limit || abortSignal?.aborted === true) return;
      taken += 1;
      const next = await found.next();
      if (next.done === true) return;
      seen += 1;
      const outcome = await outcomeOf(next.value);
      if (outcome === undefined) {
        taken -= 1;
        continue;
      }
      outcomes.push(outcome);
      void told({ done: outcomes.length, found: seen });
    }
  }

  await Promise.all(Array.from({ length: Math.min(resumedAtOnce, limit) }, worker));
  return outcomes;
}

/** The executions that are not over and that no process holds, page by page. */
async function* takeable(memory: Pick<SharedMemory, 'list'>): AsyncGenerator<Found, void, void> {
  let cursor: string | null = null;
  do {
    const query = { status: ['running', 'waiting'], held: false, limit: pageLength } as const;
    const page = await memory.list({ ...query, ...(cursor !== null && { cursor }) });
    yield* page.damaged;
    yield* page.executions;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
