import type { Pool } from 'pg';
import { expect, test } from 'vitest';

import { MemoryError } from '../../src/memory/errors.ts';
import { migratePostgres } from '../../src/memory/migratePostgres.ts';
import { postgresMemory } from '../../src/memory/postgresMemory.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import type { PostgresDatabase } from '../support/postgres.ts';
import { testPostgres } from './postgresPools.ts';

const { server, openPool } = await testPostgres();
const records = sampleRecords('kept');

test('processes that start at once on an empty database share one schema', async () => {
  const database = await server.createDatabase();
  const pools = Array.from({ length: 8 }, () => openPool(database, { max: 1 }));
  await Promise.all(pools.map((pool) => pool.query('SELECT 1')));
  await Promise.all([
    ...pools.map((pool) => migratePostgres({ pool })),
    ...pools.map((pool, index) => postgresMemory({ pool }).append(sampleRecords(`first-${index}`))),
  ]);
  const [pool] = pools;
  const { rows } = (await pool?.query('SELECT version FROM xstate_handoff.migrations')) ?? {};
  expect(rows).toEqual([{ version: 1 }, { version: 2 }]);
});

test('migrating again changes nothing', async () => {
  const pool = openPool(await server.createDatabase());
  await migratePostgres({ pool });
  await postgresMemory({ pool }).append(records);
  const before = await catalog(pool);
  await migratePostgres({ pool });
  expect(await postgresMemory({ pool }).read('kept')).toEqual(records);
  expect(await catalog(pool)).toEqual(before);
});

test('a role that may not make tables uses those that were made for it', async () => {
  const database = await server.createDatabase();
  const admin = openPool(database);
  const limited = openPool(await role(admin, database, 'limited'));
  const memory = postgresMemory({ pool: limited });
  const error: unknown = await memory.append(records).catch((error: unknown) => error);
  expect(MemoryError.isInstance(error) && error).toMatchObject({ operation: 'open', outcome: 'unchanged' });
  expect(error).toHaveProperty('message', expect.stringMatching(/permission denied.*migratePostgres\(\)/));

  await migratePostgres({ pool: admin });
  await admin.query(`
    GRANT USAGE ON SCHEMA xstate_handoff TO limited;
    GRANT SELECT ON ALL TABLES IN SCHEMA xstate_handoff TO limited;
    GRANT INSERT, UPDATE, DELETE ON xstate_handoff.executions, xstate_handoff.records TO limited;`);
  await memory.append(records);
  await memory.rewrite(sampleRecords('kept', { task: '[erased]' }));
  expect((await memory.list()).executions).toHaveLength(1);
  expect(await memory.read('kept')).toEqual(sampleRecords('kept', { task: '[erased]' }));
  expect(await memory.delete('kept')).toBe(true);
});

test('a role that may only read reads, and is refused the rest', async () => {
  const database = await server.createDatabase();
  const admin = openPool(database);
  await postgresMemory({ pool: admin }).append(records);
  const reader = await role(admin, database, 'reader');
  await admin.query(`
    GRANT USAGE ON SCHEMA xstate_handoff TO reader;
    GRANT SELECT ON ALL TABLES IN SCHEMA xstate_handoff TO reader;`);
  const memory = postgresMemory({ pool: openPool(reader) });
  expect(await memory.read('kept')).toEqual(records);
  expect((await memory.list()).executions).toHaveLength(1);
  await expect(memory.append(sampleRecords('more'))).rejects.toThrow(/permission denied.*Grant this role/);
  await expect(memory.rewrite(records)).rejects.toThrow(/permission denied/);
  await expect(memory.delete('kept')).rejects.toThrow(/permission denied/);
});

test('a schema of a newer version is refused and left as it is', async () => {
  const pool = openPool(await server.createDatabase());
  await migratePostgres({ pool });
  await pool.query('INSERT INTO xstate_handoff.migrations VALUES (99)');
  await expect(postgresMemory({ pool }).append(records)).rejects.toThrow(/newer xstate-handoff. Update the package/);
  await expect(migratePostgres({ pool })).rejects.toSatisfy((error) => MemoryError.isInstance(error));
  expect((await pool.query('SELECT FROM xstate_handoff.records')).rowCount).toBe(0);
});

test('a schema with tables of another application is refused and left as it is', async () => {
  const pool = openPool(await server.createDatabase(), { max: 1 });
  await pool.query('CREATE SCHEMA theirs; CREATE TABLE theirs.records (text text)');
  const before = await catalog(pool);
  await expect(migratePostgres({ pool, schema: 'theirs' })).rejects.toThrow(/another application/);
  expect(await catalog(pool)).toEqual(before);
  await migratePostgres({ pool });
});

test('tables that are gone are said to be gone', async () => {
  const pool = openPool(await server.createDatabase());
  const memory = postgresMemory({ pool });
  await memory.append(records);
  await pool.query('DROP SCHEMA xstate_handoff CASCADE');
  await expect(memory.read('kept')).rejects.toThrow(/migratePostgres\(\)/);
  await migratePostgres({ pool });
  expect(await memory.read('kept')).toEqual([]);
});

/** Makes a role that may connect, and nothing else. */
async function role(admin: Pool, database: PostgresDatabase, user: string): Promise<PostgresDatabase> {
  await admin.query(`CREATE ROLE ${user} LOGIN PASSWORD 'secret'`);
  return { ...database, user, password: 'secret' };
}

/** Every table, index and view, with the transactions that made them. */
async function catalog(pool: Pool): Promise<unknown> {
  const { rows } = await pool.query('SELECT oid, relname, xmin FROM pg_class WHERE oid >= 16384 ORDER BY oid');
  return rows;
}
