import { HandoffError } from '../machines/errors.ts';
import type { MemoryOperation } from './errors.ts';
import { connectError, fateOf, lostError, queryError } from './postgresErrors.ts';
import type { PostgresClient, PostgresPool } from './postgresPool.ts';

/** How often one operation is tried where others get in its way, or where its connection breaks. */
const attempts = 5;

/**
 * Runs `work` on a connection of the pool. Where the connection breaks, or another transaction gets in the way, it is
 * run again on a fresh one, so it must be one transaction, ended in any case, that can be run twice; `retried` tells that it may have been
 * committed before.
 *
 * @throws MemoryError that says whether anything may have been written.
 */
export async function inSession<T>(
  pool: PostgresPool,
  operation: MemoryOperation,
  work: (client: PostgresClient, retried: boolean) => Promise<T>,
): Promise<T> {
  let loss: unknown;
  for (let attempt = 1; ; attempt += 1) {
    const client = await connect(pool, operation, loss);
    try {
      return await use(client, () => work(client, loss !== undefined));
    } catch (error) {
      if (HandoffError.isInstance(error)) throw error;
      const fate = fateOf(error);
      if (fate === 'lost' || fate === 'unanswered') loss = error;
      if (attempt < attempts && (fate === 'lost' || fate === 'conflict')) continue;
      throw loss === undefined ? queryError(operation, error) : lostError(operation, error);
    }
  }
}

async function connect(pool: PostgresPool, operation: MemoryOperation, loss: unknown): Promise<PostgresClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw loss === undefined ? connectError(operation, error) : lostError(operation, error);
  }
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
