import type { TransitionRecord } from '../machines/executionTypes.ts';
import { deepFreeze } from '../machines/plainData.ts';
import { ConcurrentExecutionError, MemoryError, type MemoryOperation } from './errors.ts';
import { containsText, listFilter, pageOf, type ListFilter, type ListPosition } from './listQuery.ts';
import { recordBatch, rewriteBatch } from './recordBatch.ts';
import type { ExecutionSummary, SharedMemory } from './sharedMemory.ts';
import { summaryOf } from './summary.ts';

const store = 'in-memory';

/**
 * A memory that lasts as long as the process: for tests, and for executions that nobody needs afterwards.
 *
 * Records are kept as they are, not cloned: they are plain data that nobody changes, so copying the arrays that go in
 * and out is enough. Appending costs next to nothing; `list` folds every execution that there is.
 */
export function inMemory(): SharedMemory {
  const executions = new Map<string, TransitionRecord[]>();
  let closed = false;

  const assertOpen = (operation: MemoryOperation) => {
    if (closed) throw new MemoryError(store, operation, 'This memory was closed, and its content is gone.');
  };

  return {
    seals: false,

    async append(records) {
      assertOpen('append');
      const batch = recordBatch(store, records);
      if (batch === undefined) return;
      const { executionId, firstSeq } = batch;
      const stored = executions.get(executionId);
      const nextSeq = stored?.length ?? 0;
      if (firstSeq !== nextSeq) throw new ConcurrentExecutionError(executionId, firstSeq, nextSeq);
      if (stored === undefined) executions.set(executionId, [...records]);
      else for (const record of records) stored.push(record);
    },

    async rewrite(records) {
      assertOpen('rewrite');
      const batch = rewriteBatch(store, records);
      if (batch === undefined) return;
      const nextSeq = executions.get(batch.executionId)?.length ?? 0;
      if (records.length !== nextSeq) {
        throw new ConcurrentExecutionError(batch.executionId, records.length, nextSeq, { operation: 'rewrite' });
      }
      executions.set(batch.executionId, [...records]);
    },

    async read(executionId) {
      assertOpen('read');
      // Whoever reads may keep what they are given, and change nothing of what is stored.
      return executions.get(executionId)?.map(deepFreeze) ?? [];
    },

    async list(query = {}) {
      assertOpen('list');
      const filter = listFilter(query);
      const found: ExecutionSummary[] = [];
      for (const records of executions.values()) {
        const batch = recordBatch(store, records);
        const summary = batch && summaryOf(batch);
        if (summary !== undefined && matches(summary, filter)) found.push(summary);
      }
      return pageOf(found.toSorted(newestFirst), filter.limit);
    },

    async delete(executionId) {
      assertOpen('delete');
      return executions.delete(executionId);
    },

    async close() {
      closed = true;
      executions.clear();
    },
  };
}

function matches(summary: ExecutionSummary, filter: ListFilter): boolean {
  const { statuses, tierLevel, startedAfter, startedBefore, taskContains, after } = filter;
  return (
    (statuses === undefined || statuses.includes(summary.status)) &&
    (tierLevel === undefined || tierLevel === summary.tierLevel) &&
    (startedAfter === undefined || summary.startedAt >= startedAfter) &&
    (startedBefore === undefined || summary.startedAt < startedBefore) &&
    (after === undefined || newestFirst(after, summary) < 0) &&
    (taskContains === undefined || containsText(summary.task, taskContains))
  );
}

function newestFirst(a: ListPosition, b: ListPosition): number {
  return compare(b.startedAt, a.startedAt) || compare(b.executionId, a.executionId);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
