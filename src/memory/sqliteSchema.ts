import type { DatabaseSync } from 'node:sqlite';

import { deadlineIn, waitIn } from './oldRecords.ts';

/** "HOFF" in ASCII: marks a SQLite file as one of ours, at byte 68 of its header. */
const applicationId = 0x484f4646;

/**
 * In order, each run once per file; `user_version` counts those that ran. Never change one that was released.
 *
 * With rowids: WITHOUT ROWID keeps the JSON itself in the order of random execution ids, and was measured at about half
 * the appends per second, in a larger file.
 */
const migrations: readonly Migration[] = [
  (db) =>
    db.exec(`
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
  `),
  (db) => {
    db.exec(`
  ALTER TABLE executions ADD COLUMN waiting_since INTEGER;
  ALTER TABLE executions ADD COLUMN waiting_deadline INTEGER;
  ALTER TABLE executions ADD COLUMN deadline INTEGER;
  ALTER TABLE executions ADD COLUMN lease_token TEXT;
  ALTER TABLE executions ADD COLUMN lease_owner TEXT;
  ALTER TABLE executions ADD COLUMN lease_expires_at INTEGER;
  ALTER TABLE executions ADD COLUMN due INTEGER GENERATED ALWAYS AS (
    CASE WHEN status IN ('running', 'waiting')
      THEN min(coalesce(waiting_deadline, deadline), coalesce(deadline, waiting_deadline)) END
  ) VIRTUAL;
  `);
    fillWaits(db);
    db.exec(`
  CREATE INDEX executions_by_wait ON executions (waiting_since, execution_id) WHERE waiting_since IS NOT NULL;
  CREATE INDEX executions_by_due ON executions (due, execution_id) WHERE due IS NOT NULL;
  `);
  },
];

type Migration = (db: DatabaseSync) => void;

/**
 * What a file is to us. `new`: nothing in it yet. `outdated` and `current`: ours. `unmarked`: it has our tables, and lost
 * what marks it.
 */
export type FileState = 'new' | 'outdated' | 'current' | 'newer' | 'foreign' | 'unmarked';

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
    for (const migration of migrations.slice(pragma(db, 'user_version'))) migration(db);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
    return 'current';
  });
}

/** Writes what the first schema did not keep of executions: their deadlines, and the waits that go on. Times are milliseconds. */
function fillWaits(db: DatabaseSync): void {
  const setDeadline = db.prepare('UPDATE executions SET deadline = ? WHERE execution_id = ?');
  const setWait = db.prepare('UPDATE executions SET waiting_since = ?, waiting_deadline = ? WHERE execution_id = ?');
  const limited = db.prepare(
    `SELECT execution_id, record FROM records WHERE seq = 0 AND instr(record, '"limits"') > 0`,
  );
  for (const row of limited.all()) {
    const deadline = deadlineIn(row['record']);
    if (deadline !== null) setDeadline.run(deadline, String(row['execution_id']));
  }
  const ids = db.prepare("SELECT execution_id FROM executions WHERE status IN ('running', 'waiting')").all();
  const recordsOf = db.prepare('SELECT record FROM records WHERE execution_id = ? ORDER BY seq');
  for (const { execution_id: id } of ids) {
    const wait = waitIn(recordsOf.all(id ?? null).map(({ record }) => record));
    if (wait !== null) setWait.run(wait.since, wait.deadline, id ?? null);
  }
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
    if (empty) return 'new';
    return hasOurTables(db) ? 'unmarked' : 'foreign';
  }
  if (version === 0 && hasTables(db)) return 'unmarked';
  if (version > migrations.length) return 'newer';
  return version === migrations.length ? 'current' : 'outdated';
}

function hasOurTables(db: DatabaseSync): boolean {
  const found = db.prepare("SELECT count(*) AS count FROM sqlite_schema WHERE name IN ('executions', 'records')").get();
  return found?.['count'] === 2;
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
