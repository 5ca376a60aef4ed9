import { HandoffError } from '../machines/errors.ts';
import { checkedOptions, optionsOf } from '../options/checkedOptions.ts';
import { integer, oneOf } from '../options/rules.ts';
import { MemoryError, type MemoryOperation } from './errors.ts';
import { containsText, listFilter, pageOf } from './listQuery.ts';
import { rowReader } from './rowReader.ts';
import { isExecutionId, recordBatch, rewriteBatch } from './recordBatch.ts';
import type { SharedMemory } from './sharedMemory.ts';
import { sqliteEraser } from './sqliteEraser.ts';
import { sqliteError, sqliteStore } from './sqliteErrors.ts';
import { openSqliteFile } from './sqliteFile.ts';
import { listStatement } from './sqliteListStatement.ts';
import { sqlitePath } from './sqlitePath.ts';
import { sqliteWriter } from './sqliteWriter.ts';

export interface SqliteMemoryOptions {
  /**
   * What a power loss or a crash of the operating system may take. `full`: nothing that was appended. `normal`: the
   * last appends before it, never the file's consistency, and appending is several times faster. A crash of the
   * process, `kill -9` included, takes nothing under either. Default `full`.
   */
  readonly durability?: 'full' | 'normal' | undefined;
  /** Milliseconds to wait for another process that is writing, 0..600000, default 5000. The wait blocks this thread. */
  readonly busyTimeoutMs?: number | undefined;
}

const sqliteOptions = optionsOf<SqliteMemoryOptions>({
  durability: oneOf(['full', 'normal']),
  busyTimeoutMs: integer(0, 600_000),
});

/**
 * A memory in a SQLite file. Several processes may use one file at once, on one machine. `':memory:'` keeps everything
 * in this process.
 *
 * The file is opened, or made together with its directories, before this returns. Close the memory at the end: that
 * folds the write-ahead log (`FILE-wal`, `FILE-shm`) back into the file.
 *
 * What `rewrite` and `delete` remove is overwritten in the file, and the log is cut, before they resolve. Out of their
 * reach are copies and backups of the file, what the disk or the file system keeps of overwritten blocks, and, while
 * another process reads for longer than `busyTimeoutMs`, the log, which the next removal or the last close cuts.
 *
 * @throws MemoryError where the path cannot be used: a directory, a damaged file, a file of another application or of a
 *   newer version of this package. Such a file is left as it is.
 * @throws MemoryError where a left-over log (`FILE-wal`) stands beside a file that is empty or gone: it may hold records.
 * @throws ConfigurationError where `path` is not a text, or a URL, or an option is not valid.
 */
export function sqliteMemory(path: string, options: SqliteMemoryOptions = {}): SharedMemory {
  const { durability = 'full', busyTimeoutMs = 5_000 } = checkedOptions('sqliteMemory', sqliteOptions, options);
  const file = sqlitePath(path);
  const { db, writer, eraser, selectRecords } = openSqliteFile(file, { durability, busyTimeoutMs }, (opened) => {
    opened.function('contains_text', { deterministic: true }, (task, text) =>
      containsText(String(task), String(text)) ? 1 : 0,
    );
    return {
      db: opened,
      writer: sqliteWriter(opened, file),
      eraser: sqliteEraser(opened, file),
      selectRecords: opened.prepare('SELECT seq, record FROM records WHERE execution_id = ? ORDER BY seq'),
    };
  });
  const rows = rowReader(sqliteStore, 'Restore a backup of the file.');
  let closed = false;

  const assertOpen = (operation: MemoryOperation) => {
    if (closed) throw new MemoryError(sqliteStore, operation, `Memory file '${file}' was closed. Open it again.`);
  };

  /** What was appended before is written first, so that calls take effect in the order they were made. */
  const run = <T>(operation: MemoryOperation, work: () => T): T => {
    assertOpen(operation);
    writer.flush();
    try {
      return work();
    } catch (error) {
      throw HandoffError.isInstance(error) ? error : sqliteError(file, operation, error);
    }
  };

  return {
    async append(records) {
      assertOpen('append');
      const batch = recordBatch(sqliteStore, records);
      if (batch !== undefined) await writer.append(batch);
    },

    async rewrite(records) {
      run('rewrite', () => {
        const batch = rewriteBatch(sqliteStore, records);
        if (batch !== undefined) eraser.rewrite(batch);
      });
    },

    async read(executionId) {
      return run('read', () =>
        isExecutionId(executionId) ? selectRecords.all(executionId).map((row) => rows.recordIn(row, executionId)) : [],
      );
    },

    async list(query = {}) {
      return run('list', () => {
        const filter = listFilter(query);
        const { sql, values } = listStatement(filter);
        return pageOf(
          db
            .prepare(sql)
            .all(...values)
            .map(rows.summaryIn),
          filter.limit,
        );
      });
    },

    async delete(executionId) {
      return run('delete', () => isExecutionId(executionId) && eraser.delete(executionId));
    },

    async close() {
      if (closed) return;
      run('close', () => {
        closed = true;
        db.close();
      });
    },
  };
}
