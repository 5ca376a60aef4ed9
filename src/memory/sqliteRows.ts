import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';

import type { TransitionRecord } from '../machines/types.ts';
import { MemoryError } from './errors.ts';
import type { ListFilter } from './listQuery.ts';
import type { ExecutionStatus, ExecutionSummary } from './sharedMemory.ts';
import { sqliteStore } from './sqliteErrors.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** @throws MemoryError where the row is not what this package wrote. */
export function recordIn(row: Row, executionId: string): TransitionRecord {
  let record: unknown;
  try {
    record = JSON.parse(textIn(row, 'record'));
  } catch {
    // Not JSON: said below.
  }
  if (!isRecord(record) || record.executionId !== executionId || record.seq !== row['seq']) {
    const message = `Execution '${executionId}': record ${String(row['seq'])} is damaged. Restore a backup of the file.`;
    throw new MemoryError(sqliteStore, 'read', message);
  }
  return record;
}

export function summaryIn(row: Row): ExecutionSummary {
  return {
    executionId: textIn(row, 'execution_id'),
    task: textIn(row, 'task'),
    status: statusIn(row),
    tierLevel: Number(row['tier_level']),
    startedAt: textIn(row, 'started_at'),
    updatedAt: textIn(row, 'updated_at'),
    length: Number(row['length']),
    escalationCount: Number(row['escalation_count']),
  };
}

/** The query of one page, and one execution more: it tells whether there is a next page. */
export function listStatement(filter: ListFilter): { readonly sql: string; readonly values: readonly SQLInputValue[] } {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const where = (condition: string, ...bound: readonly SQLInputValue[]) => {
    conditions.push(condition);
    values.push(...bound);
  };
  const { statuses, tierLevel, startedAfter, startedBefore, taskContains, after, limit } = filter;
  if (statuses !== undefined) where(`status IN (${statuses.map(() => '?').join(', ')})`, ...statuses);
  if (tierLevel !== undefined) where('tier_level = ?', tierLevel);
  if (startedAfter !== undefined) where('started_at >= ?', startedAfter);
  if (startedBefore !== undefined) where('started_at < ?', startedBefore);
  if (after !== undefined) where('(started_at, execution_id) < (?, ?)', after.startedAt, after.executionId);
  if (taskContains !== undefined) where('contains_text(task, ?)', taskContains);
  const filters = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  values.push(limit + 1);
  return { sql: `SELECT * FROM executions ${filters} ORDER BY started_at DESC, execution_id DESC LIMIT ?`, values };
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

function statusIn(row: Row): ExecutionStatus {
  const status = textIn(row, 'status');
  switch (status) {
    case 'running':
    case 'waiting':
    case 'completed':
    case 'failed':
    case 'cancelled':
      return status;
    default:
      throw damaged(row, 'status');
  }
}

function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw damaged(row, column);
  return value;
}

function damaged(row: Row, column: string): MemoryError {
  const message = `Execution '${String(row['execution_id'])}': its ${column} is damaged. Restore a backup of the file.`;
  return new MemoryError(sqliteStore, 'list', message);
}
