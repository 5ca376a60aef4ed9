import type { TransitionRecord } from '../machines/executionTypes.ts';
import type { HeldLease } from './lease.ts';
import type { ListPosition } from './listQuery.ts';
import type { ExecutionSummary, ListOrder } from './sharedMemory.ts';
import { sortedList, type SortedList } from './sortedList.ts';
import { dueTime, timeOf } from './summary.ts';

/** One execution in the process. */
export interface KeptExecution {
  readonly records: TransitionRecord[];
  /** The projection of the records; its own `lease` is always `null`. */
  readonly summary: ExecutionSummary;
  readonly held: HeldLease | null;
}

/** The executions of a process by their ids, and in every order in which they can be listed. */
export interface InMemoryIndex {
  get(executionId: string): KeptExecution | undefined;
  /** Puts an execution in the place of the one that has its id, if there is one. */
  set(execution: KeptExecution): void;
  /** False where there is none. */
  delete(executionId: string): boolean;
  clear(): void;
  /** Positions in an order, from the one after this. */
  after(order: ListOrder, position: ListPosition | undefined, count: number): readonly ListPosition[];
}

/** Where an execution stands in each order; `undefined`: nowhere. */
const keys: Readonly<Record<ListOrder, (summary: ExecutionSummary) => string | number | undefined>> = {
  newest: ({ startedAt }) => startedAt,
  oldestWait: ({ waiting }) => (waiting === null ? undefined : (timeOf(waiting.since) ?? 0)),
  nearestDeadline: (summary) => dueTime(summary) ?? undefined,
};
const orders = ['newest', 'oldestWait', 'nearestDeadline'] as const;

export function inMemoryIndex(): InMemoryIndex {
  const executions = new Map<string, KeptExecution>();
  let lists = emptyLists();

  const move = (before: ExecutionSummary | undefined, after: ExecutionSummary | undefined) => {
    const executionId = (before ?? after)?.executionId ?? '';
    for (const order of orders) {
      const old = before && keys[order](before);
      const key = after && keys[order](after);
      if (old === key) continue;
      if (old !== undefined) lists[order].remove({ key: old, executionId });
      if (key !== undefined) lists[order].add({ key, executionId });
    }
  };

  return {
    get: (executionId) => executions.get(executionId),
    set(execution) {
      const { summary } = execution;
      const before = executions.get(summary.executionId)?.summary;
      if (before === undefined || !standsWhere(before, summary)) move(before, summary);
      executions.set(summary.executionId, execution);
    },
    delete(executionId) {
      move(executions.get(executionId)?.summary, undefined);
      return executions.delete(executionId);
    },
    clear() {
      executions.clear();
      lists = emptyLists();
    },
    after: (order, position, count) => lists[order].after(position, count),
  };
}

/** Whether two summaries stand at the same place in every order: so it is with most records. */
function standsWhere(before: ExecutionSummary, after: ExecutionSummary): boolean {
  return (
    before.waiting === after.waiting &&
    before.status === after.status &&
    before.startedAt === after.startedAt &&
    before.deadline === after.deadline
  );
}

function emptyLists(): Readonly<Record<ListOrder, SortedList<ListPosition>>> {
  return {
    newest: sortedList((a, b) => compare(b.key, a.key) || compare(b.executionId, a.executionId)),
    oldestWait: sortedList(ascending),
    nearestDeadline: sortedList(ascending),
  };
}

function ascending(a: ListPosition, b: ListPosition): number {
  return compare(a.key, b.key) || compare(a.executionId, b.executionId);
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
