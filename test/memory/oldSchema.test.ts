import { DatabaseSync } from 'node:sqlite';

import { expect, test } from 'vitest';

import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { postgresMemory } from '../../src/memory/postgresMemory.ts';
import { recordBatch } from '../../src/memory/recordBatch.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { summaryOf } from '../../src/memory/summary.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { testPostgres } from './postgresPools.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

// What version 0.1.0 made: tables that know neither waits, nor deadlines, nor leases.

const deadline = '2026-03-01T00:00:00.000Z';
const waitDeadline = '2026-02-01T00:00:00.000Z';
const executions: readonly (readonly TransitionRecord[])[] = [
  sampleRecords('waits', { end: 'waiting', waitDeadline }),
  sampleRecords('resumed', { end: 'resumed', deadline }),
  sampleRecords('runs', { end: 'running', deadline }),
  sampleRecords('is over', { deadline }),
  sampleRecords('was cancelled', { end: 'cancelled' }),
];

function summaryFrom(records: readonly TransitionRecord[]) {
  const batch = recordBatch('test', records);
  if (batch === undefined) throw new Error('There are no records.');
  return summaryOf(batch);
}

async function expectBackfilled(memory: SharedMemory): Promise<void> {
  for (const records of executions) {
    const summary = summaryFrom(records);
    expect(await memory.find(summary.executionId)).toEqual(summary);
    expect(await memory.read(summary.executionId)).toEqual(records);
  }
  const listed = async (order: 'oldestWait' | 'nearestDeadline') =>
    (await memory.list({ order })).executions.map(({ executionId }) => executionId);
  expect(await listed('oldestWait')).toEqual(['resumed', 'waits']);
  expect(await listed('nearestDeadline')).toEqual(['waits', 'resumed', 'runs']);
  const claim = { owner: 'host:1', token: crypto.randomUUID(), ttlMs: 60_000 };
  expect(await memory.acquire('waits', claim)).not.toBeNull();
  await memory.append(sampleRecords('new'), claim);
}

test('a SQLite file of the first schema is brought up to date, with what its records tell', async () => {
  const file = temporaryDirectory.file();
  const db = new DatabaseSync(file);
  db.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE executions (
      execution_id TEXT PRIMARY KEY, status TEXT NOT NULL, tier_level INTEGER NOT NULL, length INTEGER NOT NULL,
      escalation_count INTEGER NOT NULL, started_at TEXT NOT NULL, updated_at TEXT NOT NULL, task TEXT NOT NULL
    ) STRICT;
    CREATE INDEX executions_by_start ON executions (started_at, execution_id);
    CREATE INDEX executions_by_status ON executions (status, started_at, execution_id);
    CREATE TABLE records (
      execution_id TEXT NOT NULL REFERENCES executions ON DELETE CASCADE,
      seq INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (execution_id, seq)
    ) STRICT;
    PRAGMA application_id = 1213154886;
    PRAGMA user_version = 1;
  `);
  const insertExecution = db.prepare('INSERT INTO executions VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const insertRecord = db.prepare('INSERT INTO records VALUES (?, ?, ?)');
  for (const records of [...executions, sampleRecords('damaged', { end: 'waiting', deadline })]) {
    const { executionId, status, tierLevel, length, escalationCount, ...rest } = summaryFrom(records);
    const { startedAt, updatedAt, task } = rest;
    insertExecution.run(executionId, status, tierLevel, length, escalationCount, startedAt, updatedAt, task);
    for (const record of records) insertRecord.run(executionId, record.seq, JSON.stringify(record));
  }
  db.exec(`UPDATE records SET record = '{"limits"' WHERE execution_id = 'damaged'`);
  db.close();
  const memory = sqliteMemory(file);
  await expectBackfilled(memory);
  await expect(memory.read('damaged')).rejects.toThrow('record 0 is damaged');
  await memory.close();
  await sqliteMemory(file).close();
});

const { server, openPool } = await testPostgres();

test('PostgreSQL tables of the first schema are brought up to date, with what their records tell', async () => {
  const pool = openPool(await server.createDatabase());
  await pool.query(`
    CREATE SCHEMA xstate_handoff;
    CREATE TABLE xstate_handoff.migrations (version integer PRIMARY KEY, migrated_at timestamptz NOT NULL DEFAULT now());
    INSERT INTO xstate_handoff.migrations (version) VALUES (1);
    CREATE TABLE xstate_handoff.executions (
      execution_id text COLLATE "C" PRIMARY KEY, status text NOT NULL, tier_level bigint NOT NULL, length bigint NOT NULL,
      escalation_count bigint NOT NULL, started_at text COLLATE "C" NOT NULL, updated_at text NOT NULL,
      task text NOT NULL, task_lower_case text NOT NULL
    ) WITH (fillfactor = 80);
    CREATE INDEX executions_by_start ON xstate_handoff.executions (started_at, execution_id);
    CREATE INDEX executions_by_status ON xstate_handoff.executions (status, started_at, execution_id);
    CREATE TABLE xstate_handoff.records (
      execution_id text COLLATE "C" NOT NULL REFERENCES xstate_handoff.executions ON DELETE CASCADE,
      seq bigint NOT NULL, append_id uuid NOT NULL, record json NOT NULL, PRIMARY KEY (execution_id, seq)
    );
  `);
  for (const records of executions) {
    const { executionId, status, tierLevel, length, escalationCount, ...rest } = summaryFrom(records);
    const { startedAt, updatedAt, task } = rest;
    await pool.query('INSERT INTO xstate_handoff.executions VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
      executionId,
      status,
      tierLevel,
      length,
      escalationCount,
      startedAt,
      updatedAt,
      task,
      task.toLowerCase(),
    ]);
    for (const record of records) {
      await pool.query('INSERT INTO xstate_handoff.records VALUES ($1, $2, gen_random_uuid(), $3)', [
        executionId,
        record.seq,
        JSON.stringify(record),
      ]);
    }
  }
  const memory = postgresMemory({ pool });
  await expectBackfilled(memory);
  expect((await memory.list({ held: true })).executions).toMatchObject([{ executionId: 'waits' }]);
});
