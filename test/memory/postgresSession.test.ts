import { EventEmitter } from 'node:events';

import { describe, expect, test } from 'vitest';

import { ConcurrentExecutionError } from '../../src/memory/errors.ts';
import type { PostgresClient, PostgresPool } from '../../src/memory/postgresPool.ts';
import { surviveIdleErrors } from '../../src/memory/postgresPool.ts';
import { inSession } from '../../src/memory/postgresSession.ts';

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
    expect(await inSession(pool, 'append', run)).toBe('done');
    expect({ retried, released }).toEqual({ retried: [false, true, true], released: [true, true, false] });
    expect(left()).toBe(0);
  });

  test('is repeated where another transaction gets in its way: nothing was done then', async () => {
    const { pool, released } = poolOf();
    const { run, retried } = work(conflict);
    expect(await inSession(pool, 'append', run)).toBe('done');
    expect({ retried, released }).toEqual({ retried: [false, false], released: [false, false] });
  });

  test('gives up after five attempts, and says whether anything may be stored', async () => {
    for (const [failure, outcome] of [
      [lost, 'unknown'],
      [conflict, 'unchanged'],
    ] as const) {
      const { run, retried } = work(...Array.from({ length: 9 }, () => failure));
      await expect(inSession(poolOf().pool, 'append', run)).rejects.toMatchObject({ outcome, cause: failure });
      expect(retried).toHaveLength(5);
    }
  });

  test('is not repeated where no answer came in time, and its connection is not used again', async () => {
    const { pool, released } = poolOf();
    const { run, retried } = work(unanswered);
    await expect(inSession(pool, 'append', run)).rejects.toMatchObject({ outcome: 'unknown', cause: unanswered });
    expect({ retried, released }).toEqual({ retried: [false], released: [true] });
  });

  test('that cannot begin has stored nothing, unless one before it was lost', async () => {
    await expect(inSession(poolOf(0).pool, 'append', work().run)).rejects.toMatchObject({ outcome: 'unchanged' });
    await expect(inSession(poolOf(1).pool, 'append', work(lost).run)).rejects.toMatchObject({ outcome: 'unknown' });
  });

  test('passes on what this package itself refuses', async () => {
    const refused = new ConcurrentExecutionError('e', 1, 2);
    const { pool, released } = poolOf();
    await expect(inSession(pool, 'append', work(refused).run)).rejects.toBe(refused);
    expect(released).toEqual([false]);
  });
});

test('a pool gets one listener, however many memories use it, and none where it has its own', () => {
  const { pool } = poolOf();
  for (let memory = 0; memory < 3; memory += 1) surviveIdleErrors(pool);
  expect(pool.listenerCount('error')).toBe(1);
});
