import type { DatabaseSync } from 'node:sqlite';

/** "HOFF" in ASCII: marks a SQLite file as one of ours, at byte 68 of its header. */
const applicationId = 0x484f4646;

/**
 * In order, each run once per file; `user_version` counts those that ran. Never change one that was released.
 *
 * With rowids: WITHOUT ROWID keeps the JSON itself in the order of random execution ids, and was measured at about half
 * the appends per second, in a larger file.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE executions (
    execution_id TEXT PRIMARY KEY,
    status TEXT NOT NULL,
    tier_level INTEGER NOT NULL,
    length INTEGER NOT NULL,
    escalation_count INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    task TEXT NOT NULL
  ) STRICT;
  CREATE INDEX executions_by_start ON executions (started_at, execution_id);
  CREATE INDEX executions_by_status ON executions (status, started_at, execution_id);
  CREATE TABLE records (
    execution_id TEXT NOT NULL REFERENCES executions ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (execution_id, seq)
  ) STRICT;
  `,
];

/** What a file is to us. `new`: nothing in it yet. `outdated` and `current`: ours. */
export type FileState = 'new' | 'outdated' | 'current' | 'newer' | 'foreign';

/** Reads only. */
export function stateOf(db: DatabaseSync): FileState {
  return inTransaction(db, 'BEGIN', () => stateInTransaction(db));
}

/** Brings a new or outdated file up to date. Several processes may do so at once: all but the first find it done. */
export function migrate(db: DatabaseSync): FileState {
  return inTransaction(db, 'BEGIN IMMEDIATE', () => {
    const state = stateInTransaction(db);
    if (state !== 'new' && state !== 'outdated') return state;
    db.exec(`PRAGMA application_id = ${applicationId}`);
    for (const sql of migrations.slice(pragma(db, 'user_version'))) db.exec(sql);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
    return 'current';
  });
}

/** SQLite itself may have rolled back already, as it does when the disk is full. */
export function rollback(db: DatabaseSync): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // There is no transaction any more: nothing to do.
  }
}

function stateInTransaction(db: DatabaseSync): FileState {
  const application = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  if (application !== applicationId) {
    const empty = application === 0 && version === 0 && !hasTables(db);
    return empty ? 'new' : 'foreign';
  }
  if (version > migrations.length) return 'newer';
  return version === migrations.length ? 'current' : 'outdated';
}

function hasTables(db: DatabaseSync): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
}

/** All of `work` or nothing of it. */
export function inTransaction<T>(db: DatabaseSync, begin: 'BEGIN' | 'BEGIN IMMEDIATE', work: () => T): T {
  db.exec(begin);
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    rollback(db);
    throw error;
  }
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}
