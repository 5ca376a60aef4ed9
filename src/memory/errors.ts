import { HandoffError } from '../machines/errors.ts';

/** What was asked of a store when it failed. */
export type MemoryOperation = 'open' | 'append' | 'read' | 'list' | 'delete' | 'close';

/** A store cannot do what it was asked. Nothing was written. */
export class MemoryError extends HandoffError {
  static override readonly code = 'HANDOFF_MEMORY';
  readonly code = MemoryError.code;
  /** The kind of store: `in-memory`, `sqlite`, or the name that another store gives itself. */
  readonly store: string;
  readonly operation: MemoryOperation;

  constructor(store: string, operation: MemoryOperation, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.store = store;
    this.operation = operation;
  }
}

/** Somebody else already wrote this record, or removed those before it. Nothing was written. */
export class ConcurrentExecutionError extends HandoffError {
  static override readonly code = 'HANDOFF_CONCURRENT_EXECUTION';
  readonly code = ConcurrentExecutionError.code;
  readonly executionId: string;
  /** The record that was refused. */
  readonly seq: number;
  /** The record that the store expects next. */
  readonly nextSeq: number;

  constructor(executionId: string, seq: number, nextSeq: number, options?: { readonly cause?: unknown }) {
    const reason =
      seq < nextSeq
        ? `somebody else already wrote record ${seq}. Stop here, or read the execution again and go on from record ${nextSeq}.`
        : `record ${seq} would leave a gap, since record ${nextSeq} comes next. Read the execution again: another writer may have deleted it.`;
    super(`Execution '${executionId}': ${reason}`, options);
    this.executionId = executionId;
    this.seq = seq;
    this.nextSeq = nextSeq;
  }
}
