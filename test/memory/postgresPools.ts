import { Pool, type PoolConfig } from 'pg';
import { afterAll } from 'vitest';

import { startPostgres, type PostgresDatabase, type PostgresServer } from '../support/postgres.ts';

/** A PostgreSQL for the test file that calls this, ended after its last test, with the pools that were opened on it. */
export interface TestPostgres {
  readonly server: PostgresServer;
  openPool(database: PostgresDatabase, config?: PoolConfig): Pool;
}

export async function testPostgres(...options: Parameters<typeof startPostgres>): Promise<TestPostgres> {
  const server = await startPostgres(...options);
  const pools: Pool[] = [];
  afterAll(async () => {
    // A pool is ended a moment before its connections are, and the server then says so to those that are left.
    for (const pool of pools) pool.on('error', () => {});
    await Promise.all(pools.filter((pool) => !pool.ending).map((pool) => pool.end()));
    await server.stop();
  });
  return {
    server,
    openPool(database, config = {}) {
      const pool = new Pool({ ...database, ...config });
      pools.push(pool);
      return pool;
    },
  };
}

/** Asks again and again until the answer is a row. */
export async function untilFound(pool: Pool, sql: string): Promise<void> {
  while ((await pool.query(sql)).rowCount === 0);
}

/** True of a statement of somebody else that waits for a lock. */
export const waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
