import type { TransitionRecord } from '../machines/types.ts';
import { MemoryError } from './errors.ts';

/** Records that were found fit to be appended together: at least one, of one execution, without a gap. */
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
  const first = records[0];
  const last = records.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const { executionId, seq: firstSeq } = first;
  const refuse = (message: string) => new MemoryError(store, 'append', message);
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
      `Execution '${executionId}': record 0 must hold the 'xstate.init' event and an ISO 8601 timestamp, and holds '${first.event.type}' and '${first.timestamp}'. Append the records as the machine emits them.`,
    );
  }
  for (const [index, record] of records.entries()) {
    if (record.executionId !== executionId) {
      throw refuse(
        `One append holds records of '${executionId}' and '${record.executionId}'. Append them separately: a transaction belongs to one execution.`,
      );
    }
    if (record.seq !== firstSeq + index) {
      throw refuse(
        `Execution '${executionId}': record ${record.seq} stands where ${firstSeq + index} belongs. Append records in order and without gaps.`,
      );
    }
  }
  return { executionId, firstSeq, records, first, last };
}

/** Some stores would silently change NUL characters and lone surrogates, and so mix two executions up. */
export function isExecutionId(id: unknown): id is string {
  return typeof id === 'string' && id !== '' && id.isWellFormed() && !id.includes('\0');
}
