import { randomUUID } from 'node:crypto';

import { checkedOptions, optionsOf, required } from '../options/checkedOptions.ts';
import { rule } from '../options/rule.ts';
import { text } from '../options/rules.ts';
import { ConcurrentExecutionError, MemoryError, type MemoryOperation } from './errors.ts';
import { executionQueue } from './executionQueue.ts';
import { listFilter, pageOf } from './listQuery.ts';
import { postgresStore } from './postgresErrors.ts';
import { isPool, surviveIdleErrors, type PostgresClient, type PostgresPool } from './postgresPool.ts';
import { migrateSchema, postgresSchema, type PostgresSchema } from './postgresSchema.ts';
import { inSession } from './postgresSession.ts';
import { postgresStatements } from './postgresStatements.ts';
import { isExecutionId, recordBatch, rewriteBatch } from './recordBatch.ts';
import { recordTexts } from './recordText.ts';
import { rowReader } from './rowReader.ts';
import type { SharedMemory } from './sharedMemory.ts';

export type { PostgresClient, PostgresPool, PostgresQuery } from './postgresPool.ts';

export interface PostgresMemoryOptions {
  /**
   * A pool of `pg` 8. It stays yours: end it yourself, after closing the memory. Give it a `connectionTimeoutMillis`, or
   * operations wait without end for a free connection.
   */
  readonly pool: PostgresPool;
  /** The schema that holds the tables, made where there is none. At most 63 bytes. Default `xstate_handoff`. */
  readonly schema?: string | undefined;
}

const postgresOptions = optionsOf<PostgresMemoryOptions>({
  pool: required(rule("a pool: new Pool({ … }) of 'pg'", isPool)),
  schema: text,
});

/**
 * A memory in a PostgreSQL database, which any number of processes share.
 *
 * The first operation makes the tables, or brings them up to date; where the role may not do that, run
 * `migratePostgres` beforehand. The role then needs USAGE of the schema, SELECT on its tables, and INSERT, UPDATE and
 * DELETE on `executions` and `records`.
 *
 * - What is appended is as durable as the server's `fsync` and `synchronous_commit` make it.
 * - A connection that breaks is replaced, and the operation repeated. An append that was stored, though the answer was
 *   lost, is recognized and not taken for somebody else's. Where no other connection can be had, the `MemoryError` has
 *   the outcome `unknown`. After such a loss, `delete` resolves to true also where it finds nothing left to delete.
 * - The pool gets a listener for its `error` event if it has none, as broken idle connections would end the process.
 * - `close` waits for what was begun, and leaves the pool open.
 * - A pooler between here and the server must support prepared statements, as PgBouncer does from 1.21 on.
 * - The view `transitions` shows records as JSONB for queries of your own. It has U+FFFD for NUL characters and lone
 *   surrogates, which JSONB cannot hold.
 * - The server keeps the bytes that `rewrite` and `delete` removed until VACUUM and later writes reuse their place, and
 *   in its write-ahead log, replicas and backups for as long as those are kept.
 *
 * @throws ConfigurationError where an option is not valid.
 */
export function postgresMemory(options: PostgresMemoryOptions): SharedMemory {
  const { pool, schema } = settingsFrom('postgresMemory', options);
  surviveIdleErrors(pool);
  const statements = postgresStatements(schema.quoted);
  const rows = rowReader(postgresStore, 'Restore a backup of the database.');
  const queue = executionQueue();
  let migrated: Promise<void> | undefined;
  let closed = false;

  const assertOpen = (operation: MemoryOperation) => {
    if (closed)
      throw new MemoryError(postgresStore, operation, 'This memory was closed. Make another one on the pool.');
  };

  /** Migrates once; where that fails, the next operation tries again. */
  const run = async <T>(
    operation: MemoryOperation,
    work: (client: PostgresClient, retried: boolean) => Promise<T>,
  ): Promise<T> => {
    migrated ??= migrateSchema(pool, schema).catch((error: unknown) => {
      migrated = undefined;
      throw error;
    });
    await migrated;
    return inSession(pool, operation, work);
  };

  const lengthOf = async (client: PostgresClient, executionId: string): Promise<number> => {
    const { rows } = await client.query(statements.length(executionId));
    return Number(rows[0]?.['length'] ?? 0);
  };

  return {
    async append(records) {
      assertOpen('append');
      const batch = recordBatch(postgresStore, records);
      if (batch === undefined) return;
      const { executionId, firstSeq } = batch;
      const texts = recordTexts(postgresStore, 'append', batch);
      const appendId = randomUUID();
      await queue.run(executionId, () =>
        run('append', async (client, retried) => {
          const { rowCount } = await client.query(statements.append(batch, texts, appendId));
          if (rowCount === texts.length) return;
          if (retried) {
            const { rows } = await client.query(statements.appended(executionId, firstSeq, appendId));
            if (rows.length > 0) return;
          }
          throw new ConcurrentExecutionError(executionId, firstSeq, await lengthOf(client, executionId));
        }),
      );
    },

    async rewrite(records) {
      assertOpen('rewrite');
      const batch = rewriteBatch(postgresStore, records);
      if (batch === undefined) return;
      const { executionId } = batch;
      const texts = recordTexts(postgresStore, 'rewrite', batch);
      await queue.run(executionId, () =>
        run('rewrite', async (client) => {
          const { rowCount } = await client.query(statements.rewrite(batch, texts));
          if (rowCount === texts.length) return;
          const nextSeq = await lengthOf(client, executionId);
          throw new ConcurrentExecutionError(executionId, texts.length, nextSeq, { operation: 'rewrite' });
        }),
      );
    },

    async read(executionId) {
      assertOpen('read');
      if (!isExecutionId(executionId)) return [];
      const result = await queue.run(executionId, () =>
        run('read', (client) => client.query(statements.read(executionId))),
      );
      return result.rows.map((row) => rows.recordIn(row, executionId));
    },

    async list(query = {}) {
      assertOpen('list');
      const filter = listFilter(query);
      const result = await run('list', (client) => client.query(statements.list(filter)));
      return pageOf(result.rows.map(rows.summaryIn), filter.limit);
    },

    async delete(executionId) {
      assertOpen('delete');
      if (!isExecutionId(executionId)) return false;
      return queue.run(executionId, () =>
        run('delete', async (client, retried) => {
          const { rowCount } = await client.query(statements.delete(executionId));
          return retried || rowCount === 1;
        }),
      );
    },

    async close() {
      closed = true;
      await queue.idle();
    },
  };
}

/**
 * Makes the tables of `postgresMemory`, or brings them up to date, as a role that may do so: for deployments whose
 * running processes may not. Does nothing where they are up to date, and may run in several processes at once.
 *
 * @throws MemoryError
 */
export async function migratePostgres(options: PostgresMemoryOptions): Promise<void> {
  const { pool, schema } = settingsFrom('migratePostgres', options);
  surviveIdleErrors(pool);
  await migrateSchema(pool, schema);
}

function settingsFrom(
  who: string,
  options: PostgresMemoryOptions,
): { readonly pool: PostgresPool; readonly schema: PostgresSchema } {
  const { pool, schema = 'xstate_handoff' } = checkedOptions(who, postgresOptions, options);
  return { pool, schema: postgresSchema(who, schema) };
}
