import type { Pool } from 'pg';
import { afterEach, describe, expect, test, vi } from 'vitest';

import { ExecutionHeldError } from '../../src/memory/errors.ts';
import { postgresMemory } from '../../src/memory/postgresMemory.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { testPostgres } from './postgresPools.ts';

const { server, openPool } = await testPostgres();
const records = sampleRecords('kept', { escalations: 2 });

async function preparedOn(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ readonly name: string }>('SELECT name FROM pg_prepared_statements');
  return rows.map(({ name }) => name);
}

describe('a pooler that mixes the prepared statements of its clients up', () => {
  /** A pool whose connections know the names of a memory's statements from somebody else. */
  async function mixedUp() {
    const database = await server.createDatabase();
    const pool = openPool(database, { max: 1 });
    const memory = postgresMemory({ pool });
    await memory.append(records.slice(0, 2));
    await memory.append(records.slice(2, 3));
    const names = await preparedOn(pool);
    const mixed = openPool(database, { max: 1 });
    // A connection runs these first, as it was asked for them first.
    mixed.on('connect', (client) => {
      for (const name of names) void client.query(`PREPARE "${name}" AS SELECT 1`);
    });
    return { memory, names, mixed };
  }

  test('is named, with what to do about it, and nothing is written', async () => {
    const { memory, names, mixed } = await mixedUp();
    expect(names.length).toBeGreaterThan(0);
    await expect(postgresMemory({ pool: mixed }).append(records.slice(3))).rejects.toMatchObject({
      name: 'MemoryError',
      outcome: 'unchanged',
      message: expect.stringMatching(/already exists.*PgBouncer 1\.21.*preparedStatements: false/),
      cause: { code: '42P05' },
    });
    expect(await memory.read('kept')).toEqual(records.slice(0, 3));
  });

  test('does no harm where statements have no names', async () => {
    const { names, mixed } = await mixedUp();
    const nameless = postgresMemory({ pool: mixed, preparedStatements: false });
    await nameless.append(records.slice(3));
    expect(await nameless.read('kept')).toEqual(records);
    expect((await nameless.list()).executions).toHaveLength(1);
    expect((await preparedOn(mixed)).toSorted()).toEqual(names.toSorted());
  });
});

describe('a process whose clock is an hour off', () => {
  afterEach(() => void vi.useRealTimers());

  test.each([3_600_000, -3_600_000])('by %i ms: leases go by the clock of the server', async (shift) => {
    const memory = postgresMemory({ pool: openPool(await server.createDatabase()) });
    await memory.append(records.slice(0, 2));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + shift });
    const before = await memory.now();
    expect(Math.abs(before - Date.now())).toBeGreaterThan(3_000_000);
    const lease = await memory.acquire('kept', { owner: 'a', token: 'one', ttlMs: 60_000 });
    const after = await memory.now();
    const expiresAt = Date.parse(lease?.expiresAt ?? '');
    expect(expiresAt).toBeGreaterThanOrEqual(before + 60_000);
    expect(expiresAt).toBeLessThanOrEqual(after + 60_000);
    const other = { owner: 'b', token: 'two', ttlMs: 60_000 };
    expect(await memory.acquire('kept', other)).toBeNull();
    await expect(memory.append(records.slice(2), other)).rejects.toSatisfy((error) =>
      ExecutionHeldError.isInstance(error),
    );
    expect((await memory.find('kept'))?.lease).toEqual({ owner: 'a', expiresAt: lease?.expiresAt });
    expect((await memory.list({ held: true })).executions).toHaveLength(1);
    expect((await memory.list({ held: false })).executions).toHaveLength(0);
  });

  test('a lease that expired by the clock of the server is free', async () => {
    const pool = openPool(await server.createDatabase());
    const memory = postgresMemory({ pool });
    await memory.append(records.slice(0, 2), { owner: 'a', token: 'one', ttlMs: 3_600_000 });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
    await pool.query('UPDATE xstate_handoff.executions SET lease_expires_at = lease_expires_at - 3600001');
    expect((await memory.list({ held: false })).executions).toMatchObject([{ executionId: 'kept', lease: null }]);
    await memory.append(records.slice(2, 3), { owner: 'b', token: 'two', ttlMs: 60_000 });
    expect((await memory.find('kept'))?.lease?.owner).toBe('b');
  });
});

test('a summary that somebody damaged is named, hides no other, and is written anew', async () => {
  const pool = openPool(await server.createDatabase());
  const memory = postgresMemory({ pool });
  for (const id of ['a', 'b', 'c']) await memory.append(sampleRecords(id));
  const sound = await memory.find('b');
  await pool.query("UPDATE xstate_handoff.executions SET status = 'odd' WHERE execution_id = 'b'");
  const { executions, damaged } = await memory.list();
  expect(executions.map(({ executionId }) => executionId).toSorted()).toEqual(['a', 'c']);
  const named = {
    name: 'MemoryError',
    message: expect.stringMatching(/Execution 'b': the status .* is damaged.*repair/),
  };
  expect(damaged).toMatchObject([{ executionId: 'b', error: named }]);
  await expect(memory.find('b')).rejects.toMatchObject(named);
  expect(await memory.read('b')).toEqual(sampleRecords('b'));
  expect(await memory.repair('b')).toBe(true);
  expect(await memory.find('b')).toEqual(sound);
});

test('a server that is killed and started again while many append: none fails, and none is lost', async () => {
  const memory = postgresMemory({ pool: openPool(await server.createDatabase(), { max: 4 }) });
  let appended = 0;
  let half = () => {};
  const halfDone = new Promise<void>((resolve) => (half = resolve));
  const ids = Array.from({ length: 8 }, (_, index) => `e-${index}`);
  const writing = Promise.all(
    ids.flatMap(async (id) => {
      for (const record of sampleRecords(id, { escalations: 2 })) {
        await memory.append([record]);
        appended += 1;
        if (appended === 16) half();
      }
    }),
  );
  await halfDone;
  await server.kill();
  await server.restart();
  await writing;
  for (const id of ids) expect(await memory.read(id)).toEqual(sampleRecords(id, { escalations: 2 }));
});
