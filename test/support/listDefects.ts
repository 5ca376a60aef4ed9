import type { ExecutionSummary } from '../../src/memory/sharedMemory.ts';
import type { Defect } from './memoryDefects.ts';

// Stores whose summaries, orders or removals are not what they should be.

const withSummaries =
  (change: (summary: ExecutionSummary) => ExecutionSummary): Defect =>
  (store) => ({
    find: async (executionId) => {
      const summary = await store.find(executionId);
      return summary && change(summary);
    },
    list: async (query) => {
      const page = await store.list(query);
      return { ...page, executions: page.executions.map(change) };
    },
  });

/** A wait is forgotten when another process goes on with it. */
export const forgetsWaitsOnResume = withSummaries((summary) =>
  summary.status === 'waiting' ? summary : { ...summary, waiting: null },
);

/** A list has no damaged entries because it has no executions of that kind. */
export const hidesDeadlines = withSummaries((summary) => ({ ...summary, deadline: null }));

/** The oldest wait is taken to be the execution that began first, whoever waits. */
export const ordersWaitsByNothing: Defect = (store) => ({
  list: ({ order, ...query } = {}) =>
    store.list(order === 'oldestWait' ? { ...query, status: 'waiting' } : { order, ...query }),
});

/** Deadlines are sorted by the wait's, and by the execution's where there is no wait. */
export const ordersByWaitDeadlineOnly: Defect = (store) => ({
  list: async (query = {}) => {
    const page = await store.list(query);
    if (query.order !== 'nearestDeadline') return page;
    const due = ({ waiting, deadline }: ExecutionSummary) => waiting?.deadline ?? deadline ?? '';
    return { ...page, executions: page.executions.toSorted((a, b) => (due(a) < due(b) ? -1 : 1)) };
  },
});

/** A page ends where the filter has looked at enough. */
export const stopsScanning: Defect = (store) => ({
  list: async ({ taskContains, ...query } = {}) => {
    const page = await store.list(query);
    if (taskContains === undefined) return page;
    const wanted = taskContains.toLowerCase();
    return {
      ...page,
      executions: page.executions.filter(({ task }) => task.toLowerCase().includes(wanted)),
      nextCursor: null,
    };
  },
});

/** The ids are counted, and not what was deleted. */
export const countsWhatWasAsked: Defect = (store) => ({
  deleteMany: async (executionIds) => {
    await store.deleteMany(executionIds);
    return executionIds.length;
  },
});

/** Only the first batch is deleted. */
export const deletesTheFirst: Defect = (store) => ({
  deleteMany: (executionIds) => store.deleteMany(executionIds.slice(0, 10)),
});

export const repairsAnything: Defect = (store) => ({
  repair: async (executionId) => {
    await store.repair(executionId);
    return true;
  },
});
