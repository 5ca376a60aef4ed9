import type { DatabaseSync } from 'node:sqlite';

import { ConcurrentExecutionError, type MemoryOperation } from './errors.ts';
import type { RecordBatch } from './recordBatch.ts';
import { recordTexts } from './recordText.ts';
import { sqliteError, sqliteStore } from './sqliteErrors.ts';
import { inTransaction } from './sqliteSchema.ts';
import { summaryColumns, summaryParameters, summaryValues } from './sqliteColumns.ts';
import { isOver, summaryOf } from './summary.ts';

/** Takes content out of a database, and its bytes out of the files. */
export interface SqliteEraser {
  rewrite(batch: RecordBatch): void;
  /** False where there was nothing to delete. */
  delete(executionId: string): boolean;
  /** Deletes some of the executions, as many as take a few milliseconds, from an index on; the log keeps their bytes. */
  deleteSome(executionIds: readonly string[], from: number): { readonly next: number; readonly deleted: number };
  /** Brings what it can of the log into the file, so that the log does not grow while many are deleted. */
  shortenLog(): void;
  /** Brings what was deleted out of the log. */
  forgetLog(operation: MemoryOperation): void;
}

/** Milliseconds after which one of many transactions takes no more executions, before it is committed. */
const sliceMs = 12;
/** Executions that a statement deletes at most. */
const longestGroup = 32;

export function sqliteEraser(db: DatabaseSync, file: string): SqliteEraser {
  const replaceSummary = db.prepare(
    `UPDATE executions SET (${summaryColumns}) = (${summaryParameters}), lease_token = iif(?, NULL, lease_token)
     WHERE execution_id = ? AND length = ?`,
  );
  const replaceRecord = db.prepare('UPDATE records SET record = ? WHERE execution_id = ? AND seq = ?');
  const [synchronous, checkpoint] = ['synchronous', 'wal_autocheckpoint'].map((name) =>
    Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]),
  );
  const selectLength = db.prepare('SELECT length FROM executions WHERE execution_id = ?');
  const deleteExecution = db.prepare('DELETE FROM executions WHERE execution_id = ?');
  const given = 'WHERE execution_id IN (SELECT value FROM json_each(?))';
  const deleteRecords = db.prepare(`DELETE FROM records ${given}`);
  const deleteExecutions = db.prepare(`DELETE FROM executions ${given}`);

  /**
   * `secure_delete` has overwritten the old content in the pages; this brings those pages into the file and cuts the log
   * that still holds the old ones. Where another process is reading, SQLite waits for it, and then leaves the log to be
   * cut by the next one: that is no error.
   */
  const forgetLog = (operation: MemoryOperation) => {
    try {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (error) {
      throw sqliteError(file, operation, error, 'unknown');
    }
  };

  return {
    rewrite(batch) {
      const texts = recordTexts(sqliteStore, 'rewrite', batch);
      const { executionId } = batch;
      const summary = summaryOf(batch);
      const { length } = summary;
      const values = [...summaryValues(summary), isOver(summary.status) ? 1 : 0];
      inTransaction(db, 'BEGIN IMMEDIATE', () => {
        if (replaceSummary.run(...values, executionId, length).changes === 0) {
          const nextSeq = Number(selectLength.get(executionId)?.['length'] ?? 0);
          throw new ConcurrentExecutionError(executionId, length, nextSeq, { operation: 'rewrite' });
        }
        for (const [seq, text] of texts.entries()) replaceRecord.run(text, executionId, seq);
      });
      forgetLog('rewrite');
    },

    delete(executionId) {
      const deleted = deleteExecution.run(executionId).changes > 0;
      if (deleted) forgetLog('delete');
      return deleted;
    },

    deleteSome(executionIds, from) {
      const until = performance.now() + sliceMs;
      let next = from;
      let deleted = 0;
      // What a power loss brings back is deleted when it is asked for again; the cut of the log reaches the disk.
      db.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0');
      try {
        inTransaction(db, 'BEGIN IMMEDIATE', () => {
          // Each group is twice as long as the one before, so that long executions do not come in great numbers.
          for (let size = 1; ; size = Math.min(2 * size, longestGroup)) {
            const group = JSON.stringify(executionIds.slice(next, next + size));
            next = Math.min(next + size, executionIds.length);
            deleteRecords.run(group);
            deleted += Number(deleteExecutions.run(group).changes);
            if (next === executionIds.length || performance.now() >= until) break;
          }
        });
      } finally {
        db.exec(`PRAGMA synchronous = ${synchronous}; PRAGMA wal_autocheckpoint = ${checkpoint}`);
      }
      return { next, deleted };
    },

    shortenLog() {
      db.exec('PRAGMA wal_checkpoint(PASSIVE)');
    },

    forgetLog,
  };
}
