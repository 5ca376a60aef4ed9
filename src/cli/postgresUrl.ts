import { ConfigurationError } from '../machines/errors.ts';
import { postgresMemory } from '../memory/postgresMemory.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import { isInstalled } from '../services/isInstalled.ts';

/** Milliseconds to wait for a connection. */
const connectionTimeoutMillis = 10_000;

/**
 * A memory in the database at a URL; closing it ends its connections.
 *
 * @throws ConfigurationError where the package `pg` is not installed.
 */
export async function openPostgres(url: string): Promise<SharedMemory> {
  if (!isInstalled('pg')) {
    throw new ConfigurationError('--postgres', 'A PostgreSQL memory needs the package pg: npm install pg');
  }
  const { default: pg } = await import('pg');
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
