import { checkedOptions, optionsOf } from '../options/checkedOptions.ts';
import { flag, integer, oneOf } from '../options/rules.ts';
import { nextTurn } from '../platform/node.ts';
import { MemoryError, type MemoryOperation } from './errors.ts';
import { checkedClaim } from './lease.ts';
import { scannedPage } from './listPage.ts';
import { listFilter } from './listQuery.ts';
import { isExecutionId, recordBatch, rewriteBatch } from './recordBatch.ts';
import { recordTexts } from './recordText.ts';
import type { SharedMemory } from './sharedMemory.ts';
import { sqliteAppend } from './sqliteAppend.ts';
import { sqliteEraser } from './sqliteEraser.ts';
import { asSqliteError, sqliteStore } from './sqliteErrors.ts';
import { openSqliteFile } from './sqliteFile.ts';
import { sqliteLeases } from './sqliteLeases.ts';
import { sqlitePath } from './sqlitePath.ts';
import { sqliteReader } from './sqliteReader.ts';
import { sqliteReadOnly } from './sqliteReadOnly.ts';
import { sqliteRepair } from './sqliteRepair.ts';
import { sqliteWriter } from './sqliteWriter.ts';

/** Options of `sqliteMemory`. */
export interface SqliteMemoryOptions {
  /**
   * What a power loss or a crash of the operating system may take. `full`: nothing that was appended. `normal`: the
   * last appends before it, never the file's consistency, and appending is several times faster. A crash of the
   * process, `kill -9` included, takes nothing under either. Default `full`.
   */
  readonly durability?: 'full' | 'normal' | undefined;
  /** Milliseconds to wait for another process that is writing, 0..600000, default 5000. The wait blocks this thread. */
  readonly busyTimeoutMs?: number | undefined;
  /**
   * True: the file must be there, and is only read, also where nothing can be written beside it. What would change it is
   * refused with a `MemoryError`. Default false.
   */
  readonly readOnly?: boolean | undefined;
}

const sqliteOptions = optionsOf<SqliteMemoryOptions>({
  durability: oneOf(['full', 'normal']),
  busyTimeoutMs: integer(0, 600_000),
  readOnly: flag,
});

/**
 * A memory in a SQLite file. Several processes may use one file at once, on one machine. `':memory:'` keeps everything
 * in this process.
 *
 * The file is opened, or made together with its directories, before this returns. What is made is for this user alone
 * (0600, 0700). Close the memory at the end: that
 * folds the write-ahead log (`FILE-wal`, `FILE-shm`) back into the file.
 *
 * What `rewrite`, `delete` and `deleteMany` remove is overwritten in the file, and the log is cut, before they resolve.
 * `deleteMany` does so in transactions of some milliseconds, which are on the disk when it resolves: a power loss before
 * that may bring some of the executions back, whole. Out of their
 * reach are copies and backups of the file, what the disk or the file system keeps of overwritten blocks, and, while
 * another process reads for longer than `busyTimeoutMs`, the log, which the next removal or the last close cuts.
 *
 * @throws MemoryError where the path cannot be used: a directory, a damaged file, a file of another application or of a
 *   newer version of this package. Such a file is left as it is.
 * @throws MemoryError where a left-over log (`FILE-wal`) stands beside a file that is empty or gone: it may hold records.
 * @throws ConfigurationError where `path` is not a text, or a URL, or an option is not valid.
 */
export function sqliteMemory(path: string, options: SqliteMemoryOptions = {}): SharedMemory {
  const {
    durability = 'full',
    busyTimeoutMs = 5_000,
    readOnly = false,
  } = checkedOptions('sqliteMemory', sqliteOptions, options);
  const file = sqlitePath(path);
  if (readOnly) return sqliteReadOnly(file, busyTimeoutMs);
  const { db, writer, append, leases, eraser, repair, reader, assertInPlace } = openSqliteFile(
    file,
    { durability, busyTimeoutMs },
    (opened, assertInPlace) => ({
      db: opened,
      writer: sqliteWriter(opened, file, assertInPlace),
      append: sqliteAppend(opened),
      leases: sqliteLeases(opened),
      eraser: sqliteEraser(opened, file),
      repair: sqliteRepair(opened),
      reader: sqliteReader(opened),
      assertInPlace,
    }),
  );
  let closed = false;

  const assertOpen = (operation: MemoryOperation) => {
    if (closed) throw new MemoryError(sqliteStore, operation, `Memory file '${file}' was closed. Open it again.`);
  };

  /** What was written before takes effect first, so that calls do so in the order they were made. */
  const run = <T>(operation: MemoryOperation, work: () => T): T => {
    assertOpen(operation);
    writer.flush();
    try {
      return work();
    } catch (error) {
      throw asSqliteError(file, operation, error);
    }
  };

  return {
    async append(records, claim) {
      assertOpen('append');
      const checked = claim && checkedClaim(claim);
      const batch = recordBatch(sqliteStore, records);
      if (batch === undefined) return;
      const texts = recordTexts(sqliteStore, 'append', batch);
      await writer.write('append', () => append(batch, texts, checked));
    },

    async rewrite(records) {
      run('rewrite', () => {
        assertInPlace('rewrite');
        const batch = rewriteBatch(sqliteStore, records);
        if (batch !== undefined) eraser.rewrite(batch);
      });
    },

    async read(executionId) {
      return run('read', () => reader.read(executionId));
    },

    async find(executionId) {
      return run('find', () => reader.find(executionId));
    },

    async list(query = {}) {
      const filter = listFilter(query);
      return scannedPage(filter, (after, count) => run('list', () => reader.list(filter, after, count)));
    },

    async delete(executionId) {
      return run('delete', () => {
        assertInPlace('delete');
        return isExecutionId(executionId) && eraser.delete(executionId);
      });
    },

    async deleteMany(executionIds) {
      const ids = executionIds.filter(isExecutionId);
      let deleted = 0;
      for (let next = 0; next < ids.length;) {
        const done = run('delete', () => {
          assertInPlace('delete');
          return eraser.deleteSome(ids, next);
        });
        next = done.next;
        deleted += done.deleted;
        await nextTurn();
        run('delete', () => eraser.shortenLog());
        await nextTurn();
      }
      if (deleted > 0) run('delete', () => eraser.forgetLog('delete'));
      return deleted;
    },

    async repair(executionId) {
      return writer.write('repair', () => {
        const batch = recordBatch(sqliteStore, reader.read(executionId));
        if (batch !== undefined) repair(batch);
        return batch !== undefined;
      });
    },

    async acquire(executionId, claim) {
      assertOpen('acquire');
      const checked = checkedClaim(claim);
      return isExecutionId(executionId) ? writer.write('acquire', () => leases.acquire(executionId, checked)) : null;
    },

    async renew(executionId, claim) {
      assertOpen('renew');
      const checked = checkedClaim(claim);
      return isExecutionId(executionId) ? writer.write('renew', () => leases.renew(executionId, checked)) : null;
    },

    async release(executionId, token) {
      assertOpen('release');
      if (isExecutionId(executionId)) await writer.write('release', () => leases.release(executionId, token));
    },

    async now() {
      assertOpen('now');
      return Date.now();
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
