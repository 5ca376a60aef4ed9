import { isObject } from '../machines/checks.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { MemoryError, type MemoryOperation } from './errors.ts';
import { shownLease, type HeldLease } from './lease.ts';
import type { Found } from './listPage.ts';
import type { ListFilter } from './listQuery.ts';
import type { ExecutionStatus, ExecutionSummary } from './sharedMemory.ts';

/** A row of a database, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** Reads the rows of one store. */
export interface RowReader {
  /** @throws MemoryError where the row is not what this package wrote. */
  recordIn(row: Row, executionId: string): TransitionRecord;
  /** Leases that have expired `now` are left out. @throws MemoryError where the row is not what this package wrote. */
  summaryIn(row: Row, now: number, operation?: MemoryOperation): ExecutionSummary;
  /** A row of a list, whose column `position` is the key of its order. */
  foundIn(row: Row, order: ListFilter['order'], now: number): Found;
}

/** `advice` is what to do about a damaged row, as a sentence. */
export function rowReader(store: string, advice: string): RowReader {
  const summaryIn: RowReader['summaryIn'] = (row, now, operation = 'list') => {
    const columns = columnReader(row, (column) => {
      const executionId = String(row['execution_id']);
      const message = `Execution '${executionId}': the ${column} of its summary is damaged. Write it anew from the records with repair(), or the command 'handoff repair ${executionId}'. ${advice}`;
      return new MemoryError(store, operation, message);
    });
    const since = columns.time('waiting_since');
    const token = row['lease_token'] ?? null;
    return {
      executionId: columns.text('execution_id'),
      task: columns.text('task'),
      status: columns.status('status'),
      tierLevel: columns.count('tier_level'),
      startedAt: columns.text('started_at'),
      updatedAt: columns.text('updated_at'),
      length: columns.count('length'),
      escalationCount: columns.count('escalation_count'),
      waiting: since === null ? null : { since, deadline: columns.time('waiting_deadline') },
      deadline: columns.time('deadline'),
      lease:
        token === null
          ? null
          : shownLease(
              {
                owner: columns.text('lease_owner'),
                token: columns.text('lease_token'),
                expiresAt: columns.count('lease_expires_at'),
              },
              now,
            ),
    };
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

    summaryIn,

    foundIn(row, order, now) {
      const key = order === 'newest' ? String(row['position']) : Number(row['position']);
      const position = { key, executionId: String(row['execution_id']) };
      try {
        return { position, summary: summaryIn(row, now) };
      } catch (error) {
        if (!MemoryError.isInstance(error)) throw error;
        return { position, damage: error };
      }
    },
  };
}

/** The lease in a row of `executions`, or `null`. */
export function heldIn(row: Row | undefined): HeldLease | null {
  const token = row?.['lease_token'];
  if (row === undefined || typeof token !== 'string') return null;
  return { token, owner: String(row['lease_owner']), expiresAt: Number(row['lease_expires_at']) };
}

/** Reads the columns of one row. Each throws what `damaged` makes of the column's name where it holds something else. */
function columnReader(row: Row, damaged: (column: string) => MemoryError) {
  const text = (column: string): string => {
    const value = row[column];
    if (typeof value !== 'string') throw damaged(column);
    return value;
  };
  const count = (column: string): number => {
    const value = Number(row[column] ?? Number.NaN);
    if (!Number.isSafeInteger(value) || value < 0) throw damaged(column);
    return value;
  };
  return {
    text,
    count,
    status(column: string): ExecutionStatus {
      const value = text(column);
      if (!isStatus(value)) throw damaged(column);
      return value;
    },
    /** Milliseconds since the epoch as ISO 8601. */
    time(column: string): string | null {
      const value = row[column] ?? null;
      if (value === null) return null;
      const date = new Date(Number(value));
      if (Number.isNaN(date.getTime())) throw damaged(column);
      return date.toISOString();
    },
  };
}

export function jsonIn(value: unknown): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : undefined;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is TransitionRecord {
  return (
    isObject(value) &&
    'executionId' in value &&
    'seq' in value &&
    'to' in value &&
    typeof value['to'] === 'string' &&
    isObject(value['event']) &&
    typeof value['event']['type'] === 'string'
  );
}

function isStatus(value: string): value is ExecutionStatus {
  return ['running', 'waiting', 'completed', 'failed', 'cancelled'].includes(value);
}
