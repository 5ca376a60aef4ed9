import { HandoffError } from '../machines/errors.ts';

/** What was asked of a store when it failed. */
export type MemoryOperation =
  | 'open'
  | 'append'
  | 'rewrite'
  | 'read'
  | 'find'
  | 'list'
  | 'delete'
  | 'repair'
  | 'acquire'
  | 'renew'
  | 'release'
  | 'now'
  | 'close';

export interface MemoryErrorOptions {
  readonly cause?: unknown;
  /** Default `unchanged`. */
  readonly outcome?: 'unchanged' | 'unknown';
}

/** A store cannot do what it was asked. */
export class MemoryError extends HandoffError {
  static override readonly code = 'HANDOFF_MEMORY';
  readonly code = MemoryError.code;
  override readonly name = 'MemoryError';
  /** The kind of store: `in-memory`, `sqlite`, or the name that another store gives itself. */
  readonly store: string;
  readonly operation: MemoryOperation;
  /**
   * `unchanged`: nothing was written. `unknown`: the connection to the store was lost before it could say whether it
   * wrote. All or nothing of the operation is stored then, and reading the execution tells.
   */
  readonly outcome: 'unchanged' | 'unknown';

  constructor(store: string, operation: MemoryOperation, message: string, options: MemoryErrorOptions = {}) {
    super(message, options);
    this.store = store;
    this.operation = operation;
    this.outcome = options.outcome ?? 'unchanged';
  }
}

/** Somebody else already wrote this record, or removed those before it, or changed what was to be rewritten. Nothing was written. */
export class ConcurrentExecutionError extends HandoffError {
  static override readonly code = 'HANDOFF_CONCURRENT_EXECUTION';
  readonly code = ConcurrentExecutionError.code;
  override readonly name = 'ConcurrentExecutionError';
  readonly executionId: string;
  /** The record that was refused; for a rewrite, how many records it was to replace. */
  readonly seq: number;
  /** The record that the store expects next. */
  readonly nextSeq: number;

  constructor(
    executionId: string,
    seq: number,
    nextSeq: number,
    options?: { readonly cause?: unknown; readonly operation?: 'append' | 'rewrite' },
  ) {
    const reason = options?.operation === 'rewrite' ? rewriteReason(seq, nextSeq) : appendReason(seq, nextSeq);
    super(`Execution '${executionId}': ${reason}`, options);
    this.executionId = executionId;
    this.seq = seq;
    this.nextSeq = nextSeq;
  }
}

/** Another process holds the execution, see `SharedMemory.acquire`. Nothing was written. */
export class ExecutionHeldError extends HandoffError {
  static override readonly code = 'HANDOFF_EXECUTION_HELD';
  readonly code = ExecutionHeldError.code;
  override readonly name = 'ExecutionHeldError';
  readonly executionId: string;
  /** The process that holds it, as it names itself. */
  readonly owner: string;
  /** ISO 8601, UTC, by the store's clock: the execution is free at this time, unless its process renews the lease. */
  readonly expiresAt: string;

  constructor(executionId: string, owner: string, expiresAt: string, options?: { readonly cause?: unknown }) {
    super(
      `Execution '${executionId}': '${owner}' holds it until ${expiresAt}, and longer while it runs it. Let that process go on, or stop it and try again after that time.`,
      options,
    );
    this.executionId = executionId;
    this.owner = owner;
    this.expiresAt = expiresAt;
  }
}

/** Whether an error says that another process has the execution: it holds it, or has written to it. */
export function isTakenElsewhere(error: unknown): error is ConcurrentExecutionError | ExecutionHeldError {
  return ConcurrentExecutionError.isInstance(error) || ExecutionHeldError.isInstance(error);
}

function appendReason(seq: number, nextSeq: number): string {
  return seq < nextSeq
    ? `somebody else already wrote record ${seq}. Stop here, or read the execution again and go on from record ${nextSeq}.`
    : `record ${seq} would leave a gap, since record ${nextSeq} comes next. Read the execution again: another writer may have deleted it.`;
}

function rewriteReason(length: number, nextSeq: number): string {
  return nextSeq === 0
    ? 'there is nothing to rewrite. Check the id: another writer may have deleted it.'
    : `${length} records cannot take the place of the ${nextSeq} that are stored. Read the execution again, and rewrite what is there now.`;
}
