import type { TransitionRecord, Waiting } from '../machines/executionTypes.ts';
import type { MemoryError } from './errors.ts';
import type { Lease, LeaseClaim } from './lease.ts';

/** Where an execution stands, as its last record tells. */
export type ExecutionStatus = 'running' | 'waiting' | 'completed' | 'failed' | 'cancelled';

/** One execution in a list: a projection of its records, and the lease on it. Never a source of its own. */
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
  /** The wait for a person that goes on, also while the status is `running` after a `resume`; `null`: nobody is asked. */
  readonly waiting: Waiting | null;
  /** ISO 8601, UTC: when the time of the whole execution is over; `null`: it has no such limit. */
  readonly deadline: string | null;
  /** The process that holds the execution; `null`: nobody does, or the lease has expired. */
  readonly lease: { readonly owner: string; readonly expiresAt: string } | null;
}

/**
 * `newest`: the last started first. `oldestWait`: those that wait for a person (`waiting` is not `null`), the longest
 * first. `nearestDeadline`: those that are not over and have a deadline, of their own or of their wait, by the earlier of
 * the two, the nearest first.
 */
export type ListOrder = 'newest' | 'oldestWait' | 'nearestDeadline';

/** What to list. All filters must match; without any, everything is listed that the order knows. */
export interface ListQuery {
  readonly status?: ExecutionStatus | readonly ExecutionStatus[] | undefined;
  readonly tierLevel?: number | undefined;
  /** ISO 8601: started at this time or later. */
  readonly startedAfter?: string | undefined;
  /** ISO 8601: started earlier than this time. */
  readonly startedBefore?: string | undefined;
  /** The task contains this text; upper and lower case are the same. */
  readonly taskContains?: string | undefined;
  /** True: only executions that a process holds now. False: only those that nobody holds. */
  readonly held?: boolean | undefined;
  /** Default `newest`. */
  readonly order?: ListOrder | undefined;
  /** Executions per page, 1..1000, default 50. */
  readonly limit?: number | undefined;
  /** The `nextCursor` of the page before, in the same order. */
  readonly cursor?: string | undefined;
}

/** An execution whose summary is stored, and cannot be read. */
export interface DamagedExecution {
  readonly executionId: string;
  readonly error: MemoryError;
}

/** One page of a list of executions. */
export interface ExecutionPage {
  /** In the order that was asked for; those with the same time in an order of the store's own. */
  readonly executions: readonly ExecutionSummary[];
  /** Executions of this page whose summaries could not be read, in the same order. */
  readonly damaged: readonly DamagedExecution[];
  /** Pass it as `cursor` to get the next page; `null` at the end. */
  readonly nextCursor: string | null;
}

/**
 * Where executions are kept. Records are plain JSON data that nobody changes after appending them.
 *
 * A process claims an execution before it runs it, and holds it by a lease that it renews. Leases go by the clock of the
 * store (`now`), and keep out the appends of those who have another token.
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
   * With a claim, the same transaction acquires or renews the lease, or gives it up where the execution waits for a
   * person after these records, or is over. Without one, leases are neither asked nor changed, except that an execution
   * that is over has none.
   *
   * @throws ExecutionHeldError where there is a claim, and another token has a lease that has not expired.
   * @throws ConcurrentExecutionError where the first record's `seq` is not the next one: another writer wrote it.
   * @throws ConfigurationError where the claim is not valid.
   * @throws MemoryError where the records do not belong together, or cannot be stored.
   */
  append(records: readonly TransitionRecord[], claim?: LeaseClaim): Promise<void>;
  /**
   * Replaces all records of one execution by as many others with the same numbers, all or nothing: to erase personal
   * data. The execution's summary follows the new records. What becomes of the old bytes is said by each store.
   * No records: nothing happens.
   *
   * @throws ConcurrentExecutionError where there is no such execution, or another number of records.
   * @throws MemoryError where the records do not belong together, or cannot be stored.
   */
  rewrite(records: readonly TransitionRecord[]): Promise<void>;
  /**
   * All records of an execution, oldest first, without a limit. Empty for an unknown execution.
   *
   * @throws MemoryError naming the execution and the record where one is damaged.
   */
  read(executionId: string): Promise<readonly TransitionRecord[]>;
  /**
   * The summary of one execution; `null` for an unknown one.
   *
   * @throws MemoryError naming the execution where its summary is damaged.
   */
  find(executionId: string): Promise<ExecutionSummary | null>;
  /**
   * A page of executions. A cursor stays good while executions are added: nothing is listed twice, nothing that stays
   * where it is in the order is left out.
   *
   * @throws ConfigurationError where the query is not valid.
   */
  list(query?: ListQuery): Promise<ExecutionPage>;
  /** Removes an execution, its records and its lease. Resolves to false where there was none. */
  delete(executionId: string): Promise<boolean>;
  /** Removes executions, many in one transaction. Resolves to how many there were. */
  deleteMany(executionIds: readonly string[]): Promise<number>;
  /**
   * Writes the summary of an execution anew from its records, also where it is missing or damaged. The lease stays.
   * Resolves to false where there are no records.
   *
   * @throws MemoryError where a record is damaged.
   */
  repair(executionId: string): Promise<boolean>;
  /**
   * Takes an execution for a process. Resolves to `null` where it is unknown or over, or where another token has a lease
   * that has not expired. The holder itself may acquire again: that renews.
   *
   * @throws ConfigurationError where the claim is not valid.
   */
  acquire(executionId: string, claim: LeaseClaim): Promise<Lease | null>;
  /**
   * Lets a lease last for another `ttlMs` from now, also where it has expired and nobody took the execution since.
   * Resolves to `null` where it is not this token's any more: taken, given up, the execution over or deleted.
   *
   * @throws ConfigurationError where the claim is not valid.
   */
  renew(executionId: string, claim: LeaseClaim): Promise<Lease | null>;
  /** Gives a lease up. Nothing happens where it is not this token's. */
  release(executionId: string, token: string): Promise<void>;
  /** The time by which leases expire: milliseconds since the epoch. */
  now(): Promise<number>;
  /** Finishes what was begun and lets go of the store. May be called again. */
  close(): Promise<void>;
}
