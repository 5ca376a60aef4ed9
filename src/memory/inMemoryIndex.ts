import type { TransitionRecord } from '../machines/executionTypes.ts';
import { breather } from './breather.ts';
import type { HeldLease } from './lease.ts';
import type { ListPosition } from './listQuery.ts';
import { recordBatch } from './recordBatch.ts';
import type { ExecutionSummary, ListOrder } from './sharedMemory.ts';
import { sortedList, type SortedList } from './sortedList.ts';
import { continuedSummary, dueTime, summaryOf, timeOf } from './summary.ts';

/** One execution in the process. */
export interface KeptExecution {
  readonly records: TransitionRecord[];
  /** Whether a wait goes on. */
  waits: boolean;
  held: HeldLease | null;
  /** The projection of the first `summary.length` records, with `lease` always `null`: see `summaryIn`. */
  summary?: ExecutionSummary | undefined;
  /** The summary by which it stands in the orders. */
  placed?: ExecutionSummary | undefined;
}

/** The executions of a process by their ids, and in every order in which they can be listed. */
export interface InMemoryIndex {
  get(executionId: string): KeptExecution | undefined;
  /** Puts an execution in the place of the one that has its id, if there is one. */
  set(executionId: string, execution: KeptExecution): void;
  /** Says that records were added to an execution. */
  touch(execution: KeptExecution): void;
  /** False where there is none. */
  delete(executionId: string): boolean;
  clear(): void;
  /** Brings the orders up to date: to be awaited before `after`. The event loop turns in between. */
  settle(): Promise<void>;
  /** Positions in an order, from the one after this. */
  after(order: ListOrder, position: ListPosition | undefined, count: number): readonly ListPosition[];
}

/** The summary of an execution with all of its records. Made when it is asked for: most appends need none. */
export function summaryIn(execution: KeptExecution): ExecutionSummary {
  const { records, summary } = execution;
  const batch = recordBatch('in-memory', summary === undefined ? records : records.slice(summary.length));
  if (batch !== undefined) {
    execution.summary = summary === undefined ? summaryOf(batch) : continuedSummary(summary, batch);
  }
  if (execution.summary === undefined) throw new TypeError('An execution has records.');
  return execution.summary;
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
  /** Those that may stand elsewhere than where they belong. */
  const touched = new Set<KeptExecution>();
  let lists = emptyLists();

  const place = (execution: KeptExecution, summary: ExecutionSummary | undefined) => {
    const before = execution.placed;
    execution.placed = summary;
    const executionId = (before ?? summary)?.executionId ?? '';
    for (const order of orders) {
      const old = before && keys[order](before);
      const key = summary && keys[order](summary);
      if (old === key) continue;
      if (old !== undefined) lists[order].remove({ key: old, executionId });
      if (key !== undefined) lists[order].add({ key, executionId });
    }
  };

  const remove = (executionId: string) => {
    const execution = executions.get(executionId);
    if (execution === undefined) return false;
    touched.delete(execution);
    place(execution, undefined);
    return executions.delete(executionId);
  };

  return {
    get: (executionId) => executions.get(executionId),
    set(executionId, execution) {
      remove(executionId);
      executions.set(executionId, execution);
      touched.add(execution);
    },
    touch(execution) {
      touched.add(execution);
    },
    delete: remove,
    clear() {
      executions.clear();
      touched.clear();
      lists = emptyLists();
    },
    async settle() {
      const breathe = breather();
      for (const execution of touched) {
        touched.delete(execution);
        place(execution, summaryIn(execution));
        await breathe();
      }
    },
    after: (order, position, count) => lists[order].after(position, count),
  };
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
