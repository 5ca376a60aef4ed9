import type { PostgresClient } from './postgresPool.ts';

/**
 * Runs `work` in one transaction: all of it or nothing. After waiting for a lock, a statement in it sees what was
 * committed meanwhile, whatever the database's default is.
 */
export async function inTransaction<T>(client: PostgresClient, work: () => Promise<T>): Promise<T> {
  await client.query({ text: 'BEGIN ISOLATION LEVEL READ COMMITTED' });
  try {
    const result = await work();
    await client.query({ text: 'COMMIT' });
    return result;
  } catch (error) {
    // Where the connection broke, there is nothing to roll back, and the first error tells.
    await client.query({ text: 'ROLLBACK' }).catch(() => {});
    throw error;
  }
}
