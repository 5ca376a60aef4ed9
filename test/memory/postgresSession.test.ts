import { EventEmitter } from 'node:events';

import { describe, expect, test } from 'vitest';

import { ConcurrentExecutionError } from '../../src/memory/errors.ts';
import type { PostgresClient, PostgresPool } from '../../src/memory/postgresPool.ts';
import { surviveErrors } from '../../src/memory/postgresPool.ts';
import { postgresSessions } from '../../src/memory/postgresSession.ts';

const lost = new Error('Connection terminated unexpectedly');
const unanswered = new Error('Query read timeout');
const conflict = Object.assign(new Error('could not serialize'), { code: '40001', severity: 'ERROR' });

/** A pool of connections on which nothing is asked: it notes what becomes of them. */
function poolOf(connections = Number.POSITIVE_INFINITY) {
  const released: (boolean | undefined)[] = [];
  const listeners: EventEmitter[] = [];
  const connect = async (): Promise<PostgresClient> => {
    if (listeners.length >= connections) throw new Error('connect ECONNREFUSED');
    const client = new EventEmitter();
    listeners.push(client);
    return Object.assign(client, {
      query: async () => ({ rows: [], rowCount: 0 }),
      release: (destroy?: boolean) => void released.push(destroy),
    });
  };
  const pool: PostgresPool = Object.assign(new EventEmitter(), { totalCount: 0, connect });
  return { pool, released, left: () => listeners.reduce((sum, each) => sum + each.listenerCount('error'), 0) };
}

/** Work that fails in one way after another, and then succeeds. It notes whether it was told that it is repeated. */
function work(...failures: readonly Error[]) {
  const retried: boolean[] = [];
  const run = async (client: PostgresClient, again: boolean) => {
    expect(Reflect.apply(EventEmitter.prototype.listenerCount, client, ['error'])).toBe(1);
    retried.push(again);
    const failure = failures[retried.length - 1];
    if (failure !== undefined) throw failure;
    return 'done';
  };
  return { run, retried };
}

describe('a session', () => {
  test('is repeated on another connection where its own breaks, and told so', async () => {
    const { pool, released, left } = poolOf();
    const { run, retried } = work(lost, lost);
    expect(await postgresSessions(pool, 60).run('append', run)).toBe('done');
    expect({ retried, released }).toEqual({ retried: [false, true, true], released: [true, true, false] });
    expect(left()).toBe(0);
  });

  test('is repeated where another transaction gets in its way: nothing was done then', async () => {
    const { pool, released } = poolOf();
    const { run, retried } = work(conflict);
    expect(await postgresSessions(pool, 60).run('append', run)).toBe('done');
    expect({ retried, released }).toEqual({ retried: [false, false], released: [false, false] });
  });

  test('gives up when its time is over, and says whether anything may be stored', async () => {
    for (const [failure, outcome] of [
      [lost, 'unknown'],
      [conflict, 'unchanged'],
    ] as const) {
      const { run, retried } = work(...Array.from({ length: 99 }, () => failure));
      const { pool } = poolOf();
      await expect(postgresSessions(pool, 60).run('append', run)).rejects.toMatchObject({ outcome, cause: failure });
      expect(retried.length).toBeGreaterThan(1);
      expect(retried.length).toBeLessThan(6);
    }
  });

  test('is repeated once, at once, where there is no time for pauses', async () => {
    const { run, retried } = work(lost, lost);
    await expect(postgresSessions(poolOf().pool, 0).run('append', run)).rejects.toMatchObject({ outcome: 'unknown' });
    expect(retried).toEqual([false, true]);
  });

  test('is not repeated any more once its memory is closed', async () => {
    const sessions = postgresSessions(poolOf().pool, 600_000);
    let attempts = 0;
    const failing = sessions.run('append', async () => {
      attempts += 1;
      // The fourth one comes after pauses; without closing, a longer one would follow.
      if (attempts === 4) setTimeout(() => sessions.close(), 1);
      throw lost;
    });
    await expect(failing).rejects.toMatchObject({ outcome: 'unknown' });
    expect(attempts).toBe(4);
  });

  test('waits for a server that was there before, and not for one that never was', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const { pool } = poolOf();
    const connect = pool.connect.bind(pool);
    let away = 2;
    const flaky: PostgresPool = Object.assign(pool, {
      connect: async () => {
        away -= 1;
        if (away > 0) throw refused;
        return connect();
      },
    });
    const sessions = postgresSessions(flaky, 60_000);
    await expect(sessions.run('append', work().run)).rejects.toMatchObject({ outcome: 'unchanged', cause: refused });
    expect(await sessions.run('append', work().run)).toBe('done');
    away = 4;
    expect(await sessions.run('append', work().run)).toBe('done');
    away = 3;
    expect(await sessions.run('append', work(lost).run)).toBe('done');
  });

  test('is not repeated where no answer came in time, and its connection is not used again', async () => {
    const { pool, released } = poolOf();
    const { run, retried } = work(unanswered);
    await expect(postgresSessions(pool, 60).run('append', run)).rejects.toMatchObject({
      outcome: 'unknown',
      cause: unanswered,
    });
    expect({ retried, released }).toEqual({ retried: [false], released: [true] });
  });

  test('that cannot begin has stored nothing, unless one before it was lost', async () => {
    await expect(postgresSessions(poolOf(0).pool, 60).run('append', work().run)).rejects.toMatchObject({
      outcome: 'unchanged',
    });
    await expect(postgresSessions(poolOf(1).pool, 60).run('append', work(lost).run)).rejects.toMatchObject({
      outcome: 'unknown',
    });
  });

  test('passes on what this package itself refuses', async () => {
    const refused = new ConcurrentExecutionError('e', 1, 2);
    const { pool, released } = poolOf();
    await expect(postgresSessions(pool, 60).run('append', work(refused).run)).rejects.toBe(refused);
    expect(released).toEqual([false]);
  });
});

test('a pool gets one listener of a kind, however many memories use it, and none where it has its own', () => {
  const { pool } = poolOf();
  for (let memory = 0; memory < 3; memory += 1) surviveErrors(pool);
  expect(pool.listenerCount('error')).toBe(1);
});

test('a client may break at the moment that it is handed out, and as often as it likes', () => {
  const { pool } = poolOf();
  surviveErrors(pool);
  surviveErrors(pool);
  const client = new EventEmitter();
  for (let checkout = 0; checkout < 3; checkout += 1)
    Reflect.apply(EventEmitter.prototype.emit, pool, ['acquire', client]);
  expect(client.listenerCount('error')).toBe(1);
  expect(() => client.emit('error', lost)).not.toThrow();
});
