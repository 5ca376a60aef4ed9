import { breather } from './breather.ts';
import type { DamagedExecution, ExecutionStatus, ExecutionSummary, SharedMemory } from './sharedMemory.ts';

/** Which executions of a memory. Default: all. */
export interface EveryQuery {
  readonly status?: readonly ExecutionStatus[];
  readonly startedBefore?: string;
}

/**
 * Every execution of a memory that can be read, newest first, page by page. The event loop turns in between, however long
 * the caller works on each.
 *
 * @throws MemoryError after the last one, where there were some that cannot be read: the first one's.
 */
export async function* everyExecution(
  memory: Pick<SharedMemory, 'list'>,
  query: EveryQuery = {},
): AsyncGenerator<ExecutionSummary, void, void> {
  let damaged: DamagedExecution | undefined;
  for await (const entry of everyEntry(memory, query)) {
    if ('error' in entry) damaged ??= entry;
    else yield entry;
  }
  if (damaged !== undefined) throw damaged.error;
}

/** The same with those that cannot be read, each with its error, at the end of its page. */
export async function* everyEntry(
  memory: Pick<SharedMemory, 'list'>,
  query: EveryQuery = {},
): AsyncGenerator<ExecutionSummary | DamagedExecution, void, void> {
  const breathe = breather();
  let cursor: string | null = null;
  do {
    const page = await memory.list({ ...query, limit: 1_000, ...(cursor !== null && { cursor }) });
    for (const entry of [...page.executions, ...page.damaged]) {
      yield entry;
      await breathe();
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
}
