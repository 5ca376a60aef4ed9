import { closeSync, existsSync, mkdirSync, openSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

import { ConfigurationError } from '../machines/errors.ts';
import { MemoryError, type MemoryOperation } from './errors.ts';
import { asSqliteError, isBusy, sqliteStore } from './sqliteErrors.ts';
import { migrate, stateOf, type FileState } from './sqliteSchema.ts';

/** Files up to this many bytes are checked in full when they are opened: a few tens of milliseconds. */
const checkedSize = 16 * 1024 * 1024;
/** KiB, negative, as SQLite has it: what a transaction of a few milliseconds changes fits, and is not written twice. */
const cacheSize = -8_192;
/** Bytes. SQLite takes a shorter file for an empty database, and would write over it. */
const smallestDatabase = 512;

export interface SqliteFileSettings {
  readonly durability: 'full' | 'normal';
  readonly busyTimeoutMs: number;
}

/** Throws where the path no longer leads to the file that was opened. */
export type AssertInPlace = (operation: MemoryOperation) => void;

/**
 * Opens a file, makes it where there is none, and gives the database to `use`. Where `use` throws, it is closed again.
 *
 * @throws MemoryError
 */
export function openSqliteFile<T>(
  file: string,
  settings: SqliteFileSettings,
  use: (db: DatabaseSync, assertInPlace: AssertInPlace) => T,
): T {
  try {
    const size = file === ':memory:' ? 0 : sizeOf(file);
    // Whoever closes a database last folds its log into it. A file that is not ours must not be changed even so.
    if (file !== ':memory:' && bytesOf(`${file}-wal`) > 0) {
      // Looked at once more: another process may have made the file in between, and its log with it.
      if (bytesOf(file) === 0) throw leftOver(file);
      assertOursReadOnly(file, settings);
    }
    if (file !== ':memory:' && !existsSync(file)) makeForOwner(file);
    const db = new (sqlite().DatabaseSync)(file);
    try {
      prepareDatabase(db, file, size, settings);
      return use(db, placeOf(file));
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw asSqliteError(file, 'open', error);
  }
}

/** Not imported: a runtime that has none fails here, where it can be said. */
export function sqlite() {
  const found = process.getBuiltinModule?.('node:sqlite');
  if (found !== undefined) return found;
  throw new ConfigurationError(
    'sqlite',
    'sqliteMemory: this runtime has no node:sqlite. Use Node 22.13 or later, or another memory.',
  );
}

function prepareDatabase(db: DatabaseSync, file: string, size: number, settings: SqliteFileSettings): void {
  db.exec(
    `PRAGMA busy_timeout = ${settings.busyTimeoutMs}; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = ${cacheSize}`,
  );
  const state = stateOf(db);
  assertOurs(state, file);
  if (size > 0 && size <= checkedSize) assertSound(db, file);
  if (state !== 'current') assertOurs(migrate(db), file);
  if (file !== ':memory:') useWriteAheadLog(db, file, settings.busyTimeoutMs);
  // On macOS a plain fsync leaves the data in the drive's cache; `fullfsync` does nothing elsewhere.
  const full = settings.durability === 'full';
  db.exec(`PRAGMA synchronous = ${full ? 'FULL' : 'NORMAL'}; PRAGMA fullfsync = ${full ? 'ON' : 'OFF'}`);
}

function assertSound(db: DatabaseSync, file: string): void {
  const found = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (found !== 'ok') {
    throw refusal(
      file,
      `is damaged (${String(found)}). Restore a backup, try \`sqlite3 FILE .recover\`, or name another`,
    );
  }
}

/** Only one process can change the mode, and SQLite does not wait for it, so this does. */
function useWriteAheadLog(db: DatabaseSync, file: string, timeoutMs: number): void {
  const deadline = performance.now() + timeoutMs;
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      const mode = db.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
      if (mode === 'wal') return;
      throw refusal(file, `is on a file system where SQLite cannot keep a write-ahead log. Name one on a local disk`);
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      Atomics.wait(pause, 0, 0, 5);
    }
  }
}

/**
 * Bytes of the file; 0 where there is none. Looks without opening it: closing any other descriptor of a file drops the
 * locks that SQLite holds on it in this process.
 */
function sizeOf(file: string): number {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (stats.isDirectory()) throw refusal(file, 'is a directory. Name a file in it');
  if (wasCut(stats)) {
    throw refusal(
      file,
      'is empty, and was not always: it was cut, or never written out. Restore a backup, or delete it to begin anew',
    );
  }
  if (!stats.isFile()) throw refusal(file, 'is not a regular file. Name one that is');
  if (stats.size > 0 && stats.size < smallestDatabase) throw refusal(file, 'is not a SQLite database. Name another');
  return stats.size;
}

/** 0 also where there is no such file. */
function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Makes an empty file that only this user reads. The log and the index that SQLite puts beside it get the same rights. */
function makeForOwner(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    // Another process made it a moment ago.
    if (!existsSync(file)) throw error;
  }
}

/** Milliseconds after it was made, from which on a file that was changed had been more than empty. */
const makingMs = 1_000;

/** An empty file that nothing was ever written to was made and changed at the same time. */
function wasCut({ size, birthtimeMs, mtimeMs }: Stats): boolean {
  return size === 0 && birthtimeMs > 0 && mtimeMs - birthtimeMs > makingMs;
}

/** SQLite goes on with a file that was removed or replaced, and all that is written is lost when it is closed. */
function placeOf(file: string): AssertInPlace {
  if (file === ':memory:') return () => {};
  const look = () => statSync(file, { bigint: true, throwIfNoEntry: false });
  const opened = look();
  return (operation) => {
    const found = look();
    if (found !== undefined && found.ino === opened?.ino && found.dev === opened.dev) return;
    const what = found === undefined ? 'was removed' : 'was replaced by another file';
    throw new MemoryError(
      sqliteStore,
      operation,
      `Memory file '${file}' ${what} while it was open, so nothing more is written to it. Stop all processes that use it. ` +
        `To restore a backup, remove '${file}-wal' and '${file}-shm' first: they belong to the old file.`,
    );
  };
}

/** SQLite would delete the log of a database that is empty or gone, with the records that only the log still holds. */
function leftOver(file: string): MemoryError {
  const state = existsSync(file) ? 'is empty' : 'is not there';
  return refusal(
    file,
    `${state}, but its write-ahead log was left over: '${file}-wal' may hold records of a database that was moved or ` +
      `deleted. Put that database back at '${file}' to keep them, or delete '${file}-wal' to begin anew`,
  );
}

function assertOursReadOnly(file: string, { busyTimeoutMs }: SqliteFileSettings): void {
  const db = new (sqlite().DatabaseSync)(file, { readOnly: true });
  try {
    db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    assertOurs(stateOf(db), file);
  } finally {
    db.close();
  }
}

/** @throws MemoryError where the file is not ours, or of a newer version. */
export function assertOurs(state: FileState, file: string): void {
  if (state === 'foreign') throw refusal(file, 'is a SQLite database of another application. Name another');
  if (state === 'unmarked') {
    throw refusal(
      file,
      'holds the tables of xstate-handoff, but its marks (application_id, user_version) were changed. Restore a backup, or set them as in another file of the same version',
    );
  }
  if (state === 'newer') {
    throw refusal(file, 'was written by a newer xstate-handoff. Update the package, or name another');
  }
}

function refusal(file: string, rest: string): MemoryError {
  return new MemoryError(sqliteStore, 'open', `Memory file '${file}' ${rest}. It was not changed.`);
}
