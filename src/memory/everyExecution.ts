import type { ExecutionStatus, ExecutionSummary, SharedMemory } from './sharedMemory.ts';

/** Every execution of a memory, newest first, page by page. */
export async function* everyExecution(
  memory: Pick<SharedMemory, 'list'>,
  query: { readonly status?: readonly ExecutionStatus[]; readonly startedBefore?: string } = {},
): AsyncGenerator<ExecutionSummary, void, void> {
  let cursor: string | null = null;
  do {
    const page = await memory.list({ ...query, limit: 1_000, ...(cursor !== null && { cursor }) });
    yield* page.executions;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
