import type { TransitionRecord } from '../machines/executionTypes.ts';

/** Where an execution stands, as its last record tells. */
export type ExecutionStatus = 'running' | 'waiting' | 'completed' | 'failed' | 'cancelled';

/** One execution in a list: a projection of its records, never a source of its own. */
export interface ExecutionSummary {
  readonly executionId: string;
  readonly task: string;
  readonly status: ExecutionStatus;
  /** The tier the execution is in, or ended in. */
  readonly tierLevel: number;
  /** ISO 8601, UTC, milliseconds: the time of the first record. */
  readonly startedAt: string;
  /** ISO 8601, UTC: the time of the last record. */
  readonly updatedAt: string;
  /** How many records there are; also the `seq` of the next one. */
  readonly length: number;
  /** How many moves to a higher tier were made. */
  readonly escalationCount: number;
}

/** What to list. All filters must match; without any, everything is listed. */
export interface ListQuery {
  readonly status?: ExecutionStatus | readonly ExecutionStatus[] | undefined;
  readonly tierLevel?: number | undefined;
  /** ISO 8601: started at this time or later. */
  readonly startedAfter?: string | undefined;
  /** ISO 8601: started earlier than this time. */
  readonly startedBefore?: string | undefined;
  /** The task contains this text; upper and lower case are the same. */
  readonly taskContains?: string | undefined;
  /** Executions per page, 1..1000, default 50. */
  readonly limit?: number | undefined;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

export interface ExecutionPage {
  /** Newest first; those that started in the same millisecond in an order of the store's own. */
  readonly executions: readonly ExecutionSummary[];
  /** Pass it as `cursor` to get the next page; `null` at the end. */
  readonly nextCursor: string | null;
}

/**
 * Where executions are kept. Records are plain JSON data that nobody changes after appending them.
 *
 * Every operation rejects with a `MemoryError` where the store cannot do it, and after `close()`.
 */
export interface SharedMemory {
  /**
   * False: its records need no seal, because they do not outlive the process that made them. Default true: they are
   * linked into a hash chain before they are appended.
   */
  readonly seals?: boolean;

  /**
   * Appends in one transaction: all or nothing. The records belong to one execution and continue it without a gap,
   * beginning with `seq` 0. When the promise resolves they are stored. No records: nothing happens.
   *
   * @throws ConcurrentExecutionError where the first record's `seq` is not the next one: somebody else wrote it.
   * @throws MemoryError where the records do not belong together, or cannot be stored.
   */
  append(records: readonly TransitionRecord[]): Promise<void>;
  /**
   * Replaces all records of one execution by as many others with the same numbers, all or nothing: to erase personal
   * data. The execution's summary follows the new records. What becomes of the old bytes is said by each store.
   * No records: nothing happens.
   *
   * @throws ConcurrentExecutionError where there is no such execution, or another number of records.
   * @throws MemoryError where the records do not belong together, or cannot be stored.
   */
  rewrite(records: readonly TransitionRecord[]): Promise<void>;
  /** All records of an execution, oldest first, without a limit. Empty for an unknown execution. */
  read(executionId: string): Promise<readonly TransitionRecord[]>;
  /**
   * A page of executions. A cursor stays good while executions are added: nothing is listed twice, nothing older is
   * left out.
   *
   * @throws ConfigurationError where the query is not valid.
   */
  list(query?: ListQuery): Promise<ExecutionPage>;
  /** Removes an execution and its records. Resolves to false where there was none. */
  delete(executionId: string): Promise<boolean>;
  /** Finishes what was begun and lets go of the store. May be called again. */
  close(): Promise<void>;
}
