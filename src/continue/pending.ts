import { standingOf } from '../machines/fold.ts';
import { deepFreeze } from '../machines/plainData.ts';
import type { ExecutionSummary, SharedMemory } from '../memory/sharedMemory.ts';
import { dueTime } from '../memory/summary.ts';
import type { Clock } from '../time/clock.ts';
import type { PendingExecution, PendingPage, PendingQuery, PendingQuestion } from './continuation.ts';
import { NotWaitingError, unknownExecution } from '../run/errors.ts';

export interface PendingParts {
  readonly memory: Pick<SharedMemory, 'list' | 'find' | 'read'>;
  readonly clock: Clock;
}

/** A page of the executions that wait for a person who still has time: no record is read for it. */
export async function pendingPage(
  { memory, clock }: PendingParts,
  { limit = 100, cursor }: PendingQuery,
): Promise<PendingPage> {
  const query = { order: 'oldestWait', limit } as const;
  const { executions, ...rest } = await memory.list({ ...query, ...(cursor !== undefined && { cursor }) });
  const now = clock.now();
  return { ...rest, executions: executions.flatMap((summary) => pendingAt(summary, now) ?? []) };
}

/** Returns the question to a person, with all that is known for the answer. @throws UnknownExecutionError, NotWaitingError */
export async function pendingQuestion({ memory, clock }: PendingParts, executionId: string): Promise<PendingQuestion> {
  const [summary, records] = await Promise.all([memory.find(executionId), memory.read(executionId)]);
  if (records.length === 0 || summary === null) unknownExecution(executionId);
  const { context, attempts, waiting } = standingOf(records).snapshot.context;
  const pending = waiting === null ? undefined : pendingAt({ ...summary, waiting }, clock.now());
  if (pending === undefined) throw new NotWaitingError(executionId, 'is not waiting for a person.');
  return deepFreeze({ ...pending, context, attempts });
}

function pendingAt(summary: ExecutionSummary, now: number): PendingExecution | undefined {
  const { waiting } = summary;
  return waiting !== null && (dueTime(summary) ?? now + 1) > now ? { ...summary, waiting } : undefined;
}
