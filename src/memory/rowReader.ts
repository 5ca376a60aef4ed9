import type { TransitionRecord } from '../machines/executionTypes.ts';
import { MemoryError } from './errors.ts';
import type { ExecutionStatus, ExecutionSummary } from './sharedMemory.ts';

/** A row of a database, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** Reads the rows of one store. */
export interface RowReader {
  /** @throws MemoryError where the row is not what this package wrote. */
  recordIn(row: Row, executionId: string): TransitionRecord;
  /** @throws MemoryError where the row is not what this package wrote. */
  summaryIn(row: Row): ExecutionSummary;
}

/** `advice` is what to do about a damaged row, as a sentence. */
export function rowReader(store: string, advice: string): RowReader {
  const damaged = (row: Row, column: string) =>
    new MemoryError(store, 'list', `Execution '${String(row['execution_id'])}': its ${column} is damaged. ${advice}`);

  const textIn = (row: Row, column: string): string => {
    const value = row[column];
    if (typeof value !== 'string') throw damaged(row, column);
    return value;
  };

  return {
    recordIn(row, executionId) {
      const record = jsonIn(row['record']);
      const seq = Number(row['seq']);
      if (!isRecord(record) || record.executionId !== executionId || record.seq !== seq) {
        throw new MemoryError(store, 'read', `Execution '${executionId}': record ${seq} is damaged. ${advice}`);
      }
      return record;
    },

    summaryIn(row) {
      const status = textIn(row, 'status');
      if (!isStatus(status)) throw damaged(row, 'status');
      return {
        executionId: textIn(row, 'execution_id'),
        task: textIn(row, 'task'),
        status,
        tierLevel: Number(row['tier_level']),
        startedAt: textIn(row, 'started_at'),
        updatedAt: textIn(row, 'updated_at'),
        length: Number(row['length']),
        escalationCount: Number(row['escalation_count']),
      };
    },
  };
}

function jsonIn(value: unknown): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is TransitionRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'executionId' in value &&
    'seq' in value &&
    'event' in value &&
    'to' in value
  );
}

function isStatus(value: string): value is ExecutionStatus {
  return ['running', 'waiting', 'completed', 'failed', 'cancelled'].includes(value);
}
