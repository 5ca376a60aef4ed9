import { inspect } from 'node:util';

import { Client } from 'pg';
import { describe, expect, test } from 'vitest';

import { ConfigurationError } from '../../src/machines/errors.ts';
import { ConcurrentExecutionError, MemoryError } from '../../src/memory/errors.ts';
import { postgresMemory } from '../../src/memory/postgresMemory.ts';
import { at } from '../../src/testing/store/memoryCheck.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { testPostgres, untilFound, waiting } from './postgresPools.ts';

const { server, openPool } = await testPostgres();
const records = sampleRecords('kept');

test('what was asked for after an append that takes long comes after it: a read, and the end of closing', async () => {
  const database = await server.createDatabase();
  const memory = postgresMemory({ pool: openPool(database) });
  const admin = openPool(database);
  await memory.append(records.slice(0, 2));
  const held = await admin.connect();
  await held.query('BEGIN');
  await held.query('SELECT FROM xstate_handoff.executions FOR UPDATE');
  const order: string[] = [];
  const appended = memory.append(records.slice(2)).then(() => order.push('appended'));
  const read = memory.read('kept');
  const closed = memory.close().then(() => order.push('closed'));
  await untilFound(admin, waiting);
  await held.query('COMMIT');
  held.release();
  await Promise.all([appended, closed]);
  expect(order).toEqual(['appended', 'closed']);
  expect(await read).toEqual(records);
});

describe('writers', () => {
  test('two that write one execution on connections of their own: one wins each record', async () => {
    const database = await server.createDatabase();
    const [left, right] = [openPool(database), openPool(database)].map((pool) => postgresMemory({ pool }));
    const race = sampleRecords('race', { escalations: 40 });
    const winners: unknown[] = [];
    for (const record of race) {
      const outcomes = await Promise.allSettled([
        left?.append([{ ...record, agentId: 'left' }]),
        right?.append([{ ...record, agentId: 'right' }]),
      ]);
      const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
      expect(lost).toEqual([expect.objectContaining({ name: 'ConcurrentExecutionError', nextSeq: record.seq + 1 })]);
      winners.push(outcomes[0]?.status === 'fulfilled' ? 'left' : 'right');
    }
    expect((await left?.read('race'))?.map(({ agentId }) => agentId)).toEqual(winners);
    expect((await right?.list())?.executions[0]?.length).toBe(race.length);
  });

  test('fifty that write fifty executions, and fifty that write one', async () => {
    const pool = openPool(await server.createDatabase());
    const memories = Array.from({ length: 50 }, () => postgresMemory({ pool }));
    await Promise.all(memories.map((memory, index) => memory.append(sampleRecords(`own-${index}`))));
    const outcomes = await Promise.allSettled(memories.map((memory) => memory.append(records)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(ConcurrentExecutionError.isInstance(outcome.reason)).toBe(true);
    }
    const [memory] = memories;
    expect(await memory?.read('kept')).toEqual(records);
    for (const index of memories.keys()) {
      expect(await memory?.read(`own-${index}`)).toEqual(sampleRecords(`own-${index}`));
    }
  });

  test('one that rewrites and one that appends lose nothing of each other', async () => {
    const database = await server.createDatabase();
    const [one, other] = [openPool(database), openPool(database)].map((pool) => postgresMemory({ pool }));
    for (let round = 0; round < 20; round += 1) {
      const id = `raced-${round}`;
      const erased = sampleRecords(id, { task: '[erased]' }).slice(0, 3);
      await one?.append(sampleRecords(id).slice(0, 3));
      const [rewrite] = await Promise.allSettled([one?.rewrite(erased), other?.append([at(sampleRecords(id), 3)])]);
      const stored = rewrite.status === 'fulfilled' ? erased : sampleRecords(id).slice(0, 3);
      expect(await one?.read(id)).toEqual([...stored, at(sampleRecords(id), 3)]);
    }
  });
});

describe('a schema', () => {
  const names = [
    'UPPER lower',
    'select',
    'a.b',
    `it's`,
    'we"ird"; DROP SCHEMA public; --',
    'Ordner 📦',
    '$1',
    'x'.repeat(63),
  ];

  test('may have any name that PostgreSQL can have, and keeps to itself', async () => {
    const pool = openPool(await server.createDatabase(), { max: 1 });
    const memories = names.map((schema) => postgresMemory({ pool, schema }));
    for (const [index, memory] of memories.entries()) {
      await memory.append(sampleRecords('same', { task: `task ${index}` }));
    }
    for (const [index, memory] of memories.entries()) {
      expect(await memory.read('same')).toEqual(sampleRecords('same', { task: `task ${index}` }));
      expect((await memory.list()).executions).toHaveLength(1);
    }
    const { rows } = await pool.query(
      "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1",
    );
    expect(rows.map(({ nspname }) => nspname)).toEqual([...names, 'public'].toSorted(byBytes));
  });

  test.each(['', 'pg_catalog', 'a\0b', '\ud800', 'ä'.repeat(32), 42])('cannot be named %j', (schema) => {
    const pool = openPool(server.database);
    const options: object = { pool, schema };
    expect(errorOf(options)).toMatchObject({ name: 'ConfigurationError', path: 'schema' });
  });

  test('shows records as JSONB, where JSONB can hold them', async () => {
    const pool = openPool(await server.createDatabase());
    const memory = postgresMemory({ pool });
    const result = 'a\0b \ud800 \udfff \\u0000 \\\\ud800 😀';
    await memory.append(sampleRecords('shown', { result }));
    const { rows } = await pool.query(
      `SELECT seq, record -> 'event' ->> 'type' AS type, record -> 'event' -> 'output' ->> 'result' AS result
       FROM xstate_handoff.transitions WHERE record @> '{"to": "done"}'`,
    );
    const done = sampleRecords('shown').at(-1);
    expect(rows).toEqual([
      {
        seq: String(done?.seq),
        type: done?.event.type,
        result: expect.stringMatching(/^a\ufffdb \ufffd \ufffd \\.* 😀$/),
      },
    ]);
    expect(await memory.read('shown')).toEqual(sampleRecords('shown', { result }));
  });
});

describe('gives a typed error', () => {
  test('for options that are not valid', async () => {
    const client = new Client(server.database);
    const pool = openPool(server.database);
    const cases: readonly (readonly [object, string])[] = [
      [{ pool: undefined }, 'pool'],
      [{ pool: client }, 'pool'],
      [{ pool: { connect: true } }, 'pool'],
      [{ pool, url: 'postgres://' }, 'url'],
    ];
    for (const [options, path] of cases) expect(errorOf(options)).toMatchObject({ name: 'ConfigurationError', path });
  });

  test('for a record that is not JSON data, and one that was damaged, naming it', async () => {
    const pool = openPool(await server.createDatabase());
    const memory = postgresMemory({ pool });
    const actorId = 'tier1.evaluate';
    const event = { type: `xstate.done.actor.${actorId}`, actorId, output: { complexityScore: 1n } } as const;
    await expect(
      memory.append(records.map((record) => (record.seq === 1 ? { ...record, event } : record))),
    ).rejects.toThrow(/'kept': a record is not JSON data/);
    expect(await memory.read('kept')).toEqual([]);
    await memory.append(records);
    await pool.query(`UPDATE xstate_handoff.records SET record = '{}' WHERE seq = 2`);
    await expect(memory.read('kept')).rejects.toThrow(/'kept': record 2 is damaged/);
  });

  test('for an execution id that is too long for an index, and keeps working', async () => {
    const memory = postgresMemory({ pool: openPool(await server.createDatabase(), { max: 1 }) });
    const id = Array.from({ length: 1000 }, (_, index) => String.fromCodePoint(0x4e00 + index * 7)).join('');
    await expect(memory.append(sampleRecords(id))).rejects.toThrow(/Use a shorter execution id/);
    await memory.append(records);
    expect(await memory.read('kept')).toEqual(records);
  });

  test('without the password, in the message and anywhere below', async () => {
    for (const change of [{ port: 1 }, { database: 'nowhere' }, { user: 'nobody' }]) {
      const pool = openPool({ ...server.database, ...change });
      const error: unknown = await postgresMemory({ pool })
        .append(records)
        .catch((error: unknown) => error);
      expect(MemoryError.isInstance(error) && error.outcome).toBe('unchanged');
      expect(inspect(error, { depth: 20 })).not.toContain(server.database.password);
    }
  });
});

test('leaves the pool open when it is closed', async () => {
  const pool = openPool(await server.createDatabase());
  const memory = postgresMemory({ pool });
  const appended = memory.append(records);
  await memory.close();
  await appended;
  expect(await postgresMemory({ pool }).read('kept')).toEqual(records);
});

function errorOf(options: object): unknown {
  try {
    const untyped: unknown = Reflect.apply(postgresMemory, undefined, [options]);
    return untyped;
  } catch (error) {
    expect(ConfigurationError.isInstance(error)).toBe(true);
    return error;
  }
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
