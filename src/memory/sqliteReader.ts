import type { DatabaseSync } from 'node:sqlite';

import type { TransitionRecord } from '../machines/executionTypes.ts';
import type { Found } from './listPage.ts';
import type { ListFilter } from './listQuery.ts';
import { isExecutionId } from './recordBatch.ts';
import { rowReader } from './rowReader.ts';
import type { ExecutionSummary } from './sharedMemory.ts';
import { sqliteStore } from './sqliteErrors.ts';
import { listStatement } from './sqliteListStatement.ts';

/** Reads a database, and changes nothing of it. */
export interface SqliteReader {
  read(executionId: string): readonly TransitionRecord[];
  find(executionId: string): ExecutionSummary | null;
  /** Up to `count` executions after a position. */
  list(filter: ListFilter, after: ListFilter['after'], count: number): readonly Found[];
}

export function sqliteReader(db: DatabaseSync): SqliteReader {
  const rows = rowReader(sqliteStore, 'Restore a backup of the file.');
  const records = db.prepare('SELECT seq, record FROM records WHERE execution_id = ? ORDER BY seq');
  const summary = db.prepare('SELECT * FROM executions WHERE execution_id = ?');
  return {
    read: (executionId) =>
      isExecutionId(executionId) ? records.all(executionId).map((row) => rows.recordIn(row, executionId)) : [],
    find(executionId) {
      const row = isExecutionId(executionId) ? summary.get(executionId) : undefined;
      return row === undefined ? null : rows.summaryIn(row, Date.now(), 'find');
    },
    list(filter, after, count) {
      const { sql, values } = listStatement(filter, after, count);
      return db
        .prepare(sql)
        .all(...values)
        .map((row) => rows.foundIn(row, filter.order, Date.now()));
    },
  };
}
