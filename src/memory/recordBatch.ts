import type { TransitionRecord } from '../machines/executionTypes.ts';
import { MemoryError, type MemoryOperation } from './errors.ts';

/** Records that were found fit to be stored together: at least one, of one execution, without a gap. */
export interface RecordBatch {
  readonly executionId: string;
  /** The `seq` of the first record. */
  readonly firstSeq: number;
  readonly records: readonly TransitionRecord[];
  readonly first: TransitionRecord;
  readonly last: TransitionRecord;
}

/**
 * What every store checks before it appends; `undefined` where there is nothing to append.
 *
 * @throws MemoryError naming the record that does not fit.
 */
export function recordBatch(store: string, records: readonly TransitionRecord[]): RecordBatch | undefined {
  return batchOf(store, 'append', records);
}

/**
 * What every store checks before it rewrites; `undefined` where there is nothing to rewrite.
 *
 * @throws MemoryError naming the record that does not fit.
 */
export function rewriteBatch(store: string, records: readonly TransitionRecord[]): RecordBatch | undefined {
  const batch = batchOf(store, 'rewrite', records);
  if (batch === undefined || batch.firstSeq === 0) return batch;
  throw new MemoryError(
    store,
    'rewrite',
    `Execution '${batch.executionId}': the records to rewrite begin with ${batch.firstSeq}. Pass all of them, from record 0.`,
  );
}

function batchOf(
  store: string,
  operation: MemoryOperation,
  records: readonly TransitionRecord[],
): RecordBatch | undefined {
  const first = records[0];
  const last = records.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const { executionId, seq: firstSeq } = first;
  const refuse = (message: string) => new MemoryError(store, operation, message);
  if (!isExecutionId(executionId)) {
    throw refuse(
      `${JSON.stringify(executionId)} cannot be an execution id. Use a non-empty string without NUL characters and without lone surrogates.`,
    );
  }
  if (!Number.isSafeInteger(firstSeq) || firstSeq < 0) {
    throw refuse(`Execution '${executionId}': ${firstSeq} is not a record number. Number the records 0, 1, 2, ….`);
  }
  if (firstSeq === 0 && (first.event.type !== 'xstate.init' || Number.isNaN(Date.parse(first.timestamp)))) {
    throw refuse(
      `Execution '${executionId}': record 0 must hold the 'xstate.init' event and an ISO 8601 timestamp, and holds '${first.event.type}' and '${first.timestamp}'. Pass the records as the machine emits them.`,
    );
  }
  for (const [index, record] of records.entries()) {
    if (record.executionId !== executionId) {
      throw refuse(
        `One ${operation} holds records of '${executionId}' and '${record.executionId}'. Pass them separately: a transaction belongs to one execution.`,
      );
    }
    if (record.seq !== firstSeq + index) {
      throw refuse(
        `Execution '${executionId}': record ${record.seq} stands where ${firstSeq + index} belongs. Pass records in order and without gaps.`,
      );
    }
  }
  return { executionId, firstSeq, records, first, last };
}

/** Some stores would silently change NUL characters and lone surrogates, and so mix two executions up. */
export function isExecutionId(id: unknown): id is string {
  return typeof id === 'string' && id !== '' && id.isWellFormed() && !id.includes('\0');
}
