import type { Pool } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';

import { ConcurrentExecutionError, MemoryError } from '../../src/memory/errors.ts';
import { postgresMemory } from '../../src/memory/postgresMemory.ts';
import { at } from '../../src/testing/store/memoryCheck.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { lossyProxy } from './lossyProxy.ts';
import { testPostgres, untilFound, waiting } from './postgresPools.ts';

const { server, openPool } = await testPostgres();
const records = sampleRecords('kept', { escalations: 2 });

/** A memory on a way that can break, and one on a safe way to the same database; both have the tables. */
async function onLossyWay() {
  const database = await server.createDatabase();
  const proxy = await lossyProxy(database);
  onTestFinished(() => proxy.close());
  const lossy = postgresMemory({ pool: openPool({ ...database, port: proxy.port }), retryMs: 300 });
  const safePool = openPool(database);
  await lossy.append(records.slice(0, 2));
  return { proxy, lossy, safe: postgresMemory({ pool: safePool }), safePool };
}

/** A connection that holds the lock on an execution, so that whoever writes it waits. */
async function blocker(pool: Pool, executionId: string) {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM xstate_handoff.executions WHERE execution_id = $1 FOR UPDATE', [executionId]);
  return client;
}

describe('an answer that is lost', () => {
  test('of an append that was stored: it is not stored twice, nor taken for another writer', async () => {
    const { proxy, lossy, safe } = await onLossyWay();
    proxy.loseNextAnswer();
    await lossy.append(records.slice(2, 5));
    proxy.loseNextAnswer();
    await lossy.append(records.slice(5));
    proxy.loseNextAnswer();
    await lossy.append(sampleRecords('new'));
    expect(await safe.read('kept')).toEqual(records);
    expect(await safe.read('new')).toEqual(sampleRecords('new'));
    expect((await safe.list()).executions.find(({ executionId }) => executionId === 'kept')?.length).toBe(
      records.length,
    );
  });

  test('of a read, a list, a rewrite and a delete', async () => {
    const { proxy, lossy, safe } = await onLossyWay();
    proxy.loseNextAnswer();
    expect(await lossy.read('kept')).toEqual(records.slice(0, 2));
    proxy.loseNextAnswer();
    expect((await lossy.list()).executions).toHaveLength(1);
    const erased = sampleRecords('kept', { task: '[erased]', escalations: 2 }).slice(0, 2);
    proxy.loseNextAnswer();
    await lossy.rewrite(erased);
    expect(await safe.read('kept')).toEqual(erased);
    proxy.loseNextAnswer();
    expect(await lossy.delete('kept')).toBe(true);
    expect(await safe.read('kept')).toEqual([]);
  });

  test('while nobody can connect any more: it is said that the outcome is unknown', async () => {
    const { proxy, lossy, safe } = await onLossyWay();
    proxy.loseNextAnswer();
    proxy.refuse();
    const error: unknown = await lossy.append([at(records, 2)]).catch((error: unknown) => error);
    expect(MemoryError.isInstance(error) && error).toMatchObject({ operation: 'append', outcome: 'unknown' });
    expect(error).toHaveProperty('message', expect.stringMatching(/unknown whether anything was stored/));
    expect(await safe.read('kept')).toEqual(records.slice(0, 3));
    await expect(lossy.append([at(records, 3)])).rejects.toMatchObject({ outcome: 'unchanged' });
    await expect(lossy.read('kept')).rejects.toMatchObject({ operation: 'read', outcome: 'unchanged' });
  });
});

describe('a connection that the server ends', () => {
  test('while nobody uses it: the process goes on, and so does the memory', async () => {
    const database = await server.createDatabase();
    const pool = openPool(database);
    const memory = postgresMemory({ pool });
    await memory.append(records.slice(0, 2));
    const dropped = new Promise((resolve) => pool.on('remove', resolve));
    await openPool(database).query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await dropped;
    await memory.append(records.slice(2));
    expect(await memory.read('kept')).toEqual(records);
  });

  test('in the middle of an append: it is made on another one', async () => {
    const database = await server.createDatabase();
    const memory = postgresMemory({ pool: openPool(database) });
    const admin = openPool(database);
    await memory.append(records.slice(0, 2));
    const held = await blocker(admin, 'kept');
    const appended = memory.append(records.slice(2));
    for (let round = 0; round < 3; round += 1) {
      await untilFound(admin, waiting);
      await admin.query(`SELECT pg_terminate_backend(pid, 10000) FROM (${waiting}) AS waiting`);
    }
    await held.query('COMMIT');
    held.release();
    await appended;
    expect(await memory.read('kept')).toEqual(records);
  });

  test('in the middle of an append that another writer makes as well: that one wins', async () => {
    const database = await server.createDatabase();
    const memory = postgresMemory({ pool: openPool(database) });
    const admin = openPool(database);
    await memory.append(records.slice(0, 2));
    const held = await blocker(admin, 'kept');
    // Caught at once: it is refused as soon as the other has committed, which may be before the answer to that comes.
    const outcome = memory.append([at(records, 2)]).catch((error: unknown) => error);
    await untilFound(admin, waiting);
    await held.query("UPDATE xstate_handoff.executions SET length = 3 WHERE execution_id = 'kept'");
    await held.query('INSERT INTO xstate_handoff.records VALUES ($1, $2, gen_random_uuid(), $3)', [
      'kept',
      2,
      JSON.stringify(at(records, 2)),
    ]);
    await admin.query(`SELECT pg_terminate_backend(pid, 10000) FROM (${waiting}) AS waiting`);
    await untilFound(admin, waiting);
    await held.query('COMMIT');
    held.release();
    expect(await outcome).toSatisfy((error) => ConcurrentExecutionError.isInstance(error) && error.nextSeq === 3);
    expect(await memory.read('kept')).toEqual(records.slice(0, 3));
  });

  test('again and again: the outcome is unknown', async () => {
    const database = await server.createDatabase();
    const memory = postgresMemory({ pool: openPool(database), retryMs: 0 });
    const admin = openPool(database);
    await memory.append(records.slice(0, 2));
    const held = await blocker(admin, 'kept');
    const outcome = memory.append(records.slice(2)).catch((error: unknown) => error);
    for (let round = 0; round < 2; round += 1) {
      await untilFound(admin, waiting);
      await admin.query(`SELECT pg_terminate_backend(pid, 10000) FROM (${waiting}) AS waiting`);
    }
    expect(await outcome).toMatchObject({
      outcome: 'unknown',
      message: expect.stringMatching(/administrator command/),
    });
    await held.query('COMMIT');
    held.release();
    expect(await memory.read('kept')).toEqual(records.slice(0, 2));
  });
});

describe('gives a typed error, and loses nothing,', () => {
  test('where all connections of the pool are in use', async () => {
    const pool = openPool(await server.createDatabase(), { max: 1, connectionTimeoutMillis: 1000 });
    const memory = postgresMemory({ pool });
    await memory.append(records.slice(0, 2));
    const client = await pool.connect();
    const outcomes = await Promise.allSettled([
      memory.append(sampleRecords('other')),
      memory.rewrite(sampleRecords('third')),
      memory.read('kept'),
      memory.list(),
      memory.delete('fourth'),
    ]);
    for (const outcome of outcomes) {
      const message = expect.stringMatching(/connectionTimeoutMillis/);
      expect(outcome).toMatchObject({ reason: { name: 'MemoryError', outcome: 'unchanged', message } });
    }
    client.release();
    expect(await memory.read('kept')).toEqual(records.slice(0, 2));
    await memory.append(records.slice(2));
    expect(await memory.read('kept')).toEqual(records);
  });

  test('where the server has no connection left', async () => {
    const database = await server.createDatabase();
    const admin = openPool(server.database);
    await admin.query(`ALTER DATABASE ${database.database} CONNECTION LIMIT 0`);
    await admin.query("CREATE ROLE guest LOGIN PASSWORD 'secret'");
    const memory = postgresMemory({ pool: openPool({ ...database, user: 'guest', password: 'secret' }) });
    await expect(memory.append(records)).rejects.toMatchObject({
      outcome: 'unchanged',
      message: expect.stringMatching(/max_connections/),
    });
  });

  test('where the database is read-only', async () => {
    const database = await server.createDatabase();
    const memory = postgresMemory({ pool: openPool(database) });
    await memory.append(records.slice(0, 2));
    const options = '-c default_transaction_read_only=on';
    const reading = postgresMemory({ pool: openPool(database, { options }) });
    const refused = { outcome: 'unchanged', message: expect.stringMatching(/read-only/) };
    await expect(reading.append(records.slice(2))).rejects.toMatchObject(refused);
    await expect(reading.rewrite(records.slice(0, 2))).rejects.toMatchObject(refused);
    await expect(reading.delete('kept')).rejects.toMatchObject(refused);
    expect(await reading.read('kept')).toEqual(records.slice(0, 2));
    expect((await reading.list()).executions).toHaveLength(1);
    const empty = postgresMemory({ pool: openPool(database, { options }), schema: 'none_yet' });
    await expect(empty.read('kept')).rejects.toMatchObject({ ...refused, operation: 'open' });
    await memory.append(records.slice(2));
    expect(await reading.read('kept')).toEqual(records);
  });

  test.each([
    ['lock_timeout', '-c lock_timeout=50', {}, 'unchanged', /lock_timeout/],
    ['statement_timeout', '-c statement_timeout=200', {}, 'unchanged', /statement_timeout/],
    ['query_timeout', '', { query_timeout: 1000 }, 'unknown', /Query read timeout/],
  ] as const)('where an append takes longer than %s', async (_, options, config, outcome, message) => {
    const database = await server.createDatabase();
    const admin = openPool(database);
    await postgresMemory({ pool: admin }).append(records.slice(0, 2));
    const memory = postgresMemory({ pool: openPool(database, { options, ...config }) });
    const held = await blocker(admin, 'kept');
    await expect(memory.append(records.slice(2))).rejects.toMatchObject({
      outcome,
      message: expect.stringMatching(message),
    });
    await held.query('ROLLBACK');
    held.release();
  });

  test('where the pool was ended', async () => {
    const pool = openPool(await server.createDatabase());
    const memory = postgresMemory({ pool });
    await memory.append(records);
    await pool.end();
    await expect(memory.read('kept')).rejects.toSatisfy((error) => MemoryError.isInstance(error));
  });
});

test('writers in serializable transactions: one wins each record', async () => {
  const database = await server.createDatabase();
  const options = '-c default_transaction_isolation=serializable';
  const memories = Array.from({ length: 4 }, () => postgresMemory({ pool: openPool(database, { options }) }));
  for (const record of records) {
    const outcomes = await Promise.allSettled(memories.map((memory) => memory.append([record])));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(ConcurrentExecutionError.isInstance(outcome.reason)).toBe(true);
    }
  }
  expect(await memories[0]?.read('kept')).toEqual(records);
});
