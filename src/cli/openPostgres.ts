import { ConfigurationError } from '../machines/errors.ts';
import { postgresMemory } from '../memory/postgresMemory.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';

/** Milliseconds to wait for a connection. */
const connectionTimeoutMillis = 10_000;

/**
 * A memory in the database at a URL; closing it ends its connections.
 *
 * @throws ConfigurationError where the package `pg` is not installed.
 */
export async function openPostgres(url: string): Promise<SharedMemory> {
  const { default: pg } = await import('pg').catch((cause: unknown) => {
    const message = 'A PostgreSQL memory needs the package pg, which cannot be loaded. Run: npm install pg';
    throw new ConfigurationError('--postgres', message, { cause });
  });
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis });
  const memory = postgresMemory({ pool });
  return {
    ...memory,
    close: async () => {
      await memory.close();
      if (!pool.ended) await pool.end();
    },
  };
}
