import { HandoffError } from '../machines/errors.ts';
import { backoff } from './backoff.ts';
import type { MemoryOperation } from './errors.ts';
import { connectError, fateOf, isAway, lostError, queryError } from './postgresErrors.ts';
import type { PostgresClient, PostgresPool } from './postgresPool.ts';

/** Runs operations on connections of one pool. */
export interface PostgresSessions {
  /**
   * Runs `work` on a connection. Where the connection breaks, or another transaction gets in the way, it is run again on
   * a fresh one, with pauses, so it must be one transaction, ended in any case, that can be run twice; `retried` tells
   * that it may have been committed before. So it is where the server is away for a while, once it has been there.
   *
   * @throws MemoryError that says whether anything may have been written.
   */
  run<T>(operation: MemoryOperation, work: (client: PostgresClient, retried: boolean) => Promise<T>): Promise<T>;
  /** Repeats nothing any more. */
  close(): void;
}

/** `retryMs`: how long an operation is repeated. */
export function postgresSessions(pool: PostgresPool, retryMs: number): PostgresSessions {
  const closing = new AbortController();
  let wasThere = false;

  return {
    async run(operation, work) {
      const pause = backoff(retryMs, closing.signal);
      let loss: unknown;
      for (;;) {
        let client: PostgresClient;
        try {
          client = await pool.connect();
        } catch (error) {
          if (wasThere && isAway(error) && (await pause())) continue;
          throw loss === undefined ? connectError(operation, error) : lostError(operation, error);
        }
        wasThere = true;
        try {
          return await use(client, () => work(client, loss !== undefined));
        } catch (error) {
          if (HandoffError.isInstance(error)) throw error;
          const fate = fateOf(error);
          if (fate === 'lost' || fate === 'unanswered') loss = error;
          if ((fate === 'lost' || fate === 'conflict') && (await pause())) continue;
          throw loss === undefined ? queryError(operation, error) : lostError(operation, error);
        }
      }
    },
    close() {
      closing.abort();
    },
  };
}

/** While a client is out of its pool, nobody else listens to its errors; the statement that breaks reports them. */
async function use<T>(client: PostgresClient, work: () => Promise<T>): Promise<T> {
  const listener = () => {};
  client.on('error', listener);
  let broken = false;
  try {
    return await work();
  } catch (error) {
    const fate = HandoffError.isInstance(error) ? 'refused' : fateOf(error);
    broken = fate === 'lost' || fate === 'unanswered';
    throw error;
  } finally {
    client.release(broken);
    client.removeListener('error', listener);
  }
}
