import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

import { HandoffError } from '../machines/errors.ts';
import { MemoryError, type MemoryOperation } from './errors.ts';
import { scannedPage } from './listPage.ts';
import { listFilter } from './listQuery.ts';
import type { SharedMemory } from './sharedMemory.ts';
import { asSqliteError, sqliteStore } from './sqliteErrors.ts';
import { assertOurs, sqlite } from './sqliteFile.ts';
import { sqliteReader } from './sqliteReader.ts';
import { stateOf } from './sqliteSchema.ts';

/**
 * A memory in a file that is there already, and is only read: also where the disk is full, or the file and its directory
 * belong to another user.
 *
 * @throws MemoryError where there is no such file, or it cannot be read.
 */
export function sqliteReadOnly(file: string, busyTimeoutMs: number): SharedMemory {
  const db = opened(file, busyTimeoutMs);
  const reader = sqliteReader(db);
  let closed = false;

  const run = <T>(operation: MemoryOperation, work: () => T): T => {
    if (closed) throw new MemoryError(sqliteStore, operation, `Memory file '${file}' was closed. Open it again.`);
    try {
      return work();
    } catch (error) {
      throw asSqliteError(file, operation, error);
    }
  };
  const refuse = (operation: MemoryOperation) => (): Promise<never> =>
    Promise.reject(
      new MemoryError(
        sqliteStore,
        operation,
        `Memory file '${file}' was opened to be read only (${operation}). Open it without readOnly to change it.`,
      ),
    );

  return {
    append: refuse('append'),
    rewrite: refuse('rewrite'),
    delete: refuse('delete'),
    deleteMany: refuse('delete'),
    repair: refuse('repair'),
    acquire: refuse('acquire'),
    renew: refuse('renew'),
    release: refuse('release'),
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
    async now() {
      return run('now', () => Date.now());
    },
    async close() {
      if (!closed) db.close();
      closed = true;
    },
  };
}

function opened(file: string, busyTimeoutMs: number): DatabaseSync {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) {
    throw new MemoryError(sqliteStore, 'open', `Memory file '${file}' is not there. Name one that is.`);
  }
  try {
    return checked(new (sqlite().DatabaseSync)(file, { readOnly: true }), file, busyTimeoutMs);
  } catch (error) {
    if (HandoffError.isInstance(error)) throw error;
    // SQLite keeps an index beside a file with a write-ahead log. Where it cannot make one, nobody writes either.
    if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) {
      const reason = `it has a log, '${file}-wal', and no index of that can be made here. Copy both to a directory that can be written, and read them there`;
      throw new MemoryError(sqliteStore, 'open', `Memory file '${file}' cannot be read: ${reason}.`, { cause: error });
    }
    try {
      const url = pathToFileURL(file);
      url.search = '?mode=ro&immutable=1';
      return checked(new (sqlite().DatabaseSync)(url, { readOnly: true }), file, busyTimeoutMs);
    } catch (cause) {
      throw asSqliteError(file, 'open', cause);
    }
  }
}

function checked(db: DatabaseSync, file: string, busyTimeoutMs: number): DatabaseSync {
  try {
    db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    const state = stateOf(db);
    assertOurs(state, file);
    if (state === 'new') throw new MemoryError(sqliteStore, 'open', `Memory file '${file}' is empty. Name another.`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
