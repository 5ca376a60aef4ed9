import { randomUUID } from 'node:crypto';

import { ConcurrentExecutionError, MemoryError, type MemoryOperation } from './errors.ts';
import { executionQueue } from './executionQueue.ts';
import { checkedClaim, leaseOf, type Lease, type LeaseClaim } from './lease.ts';
import { pageOf } from './listPage.ts';
import { listFilter } from './listQuery.ts';
import { postgresAppend } from './postgresAppend.ts';
import { postgresStore } from './postgresErrors.ts';
import type { PostgresClient, PostgresQuery } from './postgresPool.ts';
import { migrateSchema } from './postgresSchema.ts';
import { settingsFrom, type PostgresMemoryOptions } from './postgresSettings.ts';
import { postgresStatements } from './postgresStatements.ts';
import { inTransaction } from './postgresTransaction.ts';
import { isExecutionId, recordBatch, rewriteBatch } from './recordBatch.ts';
import { recordTexts } from './recordText.ts';
import { rowReader, type Row } from './rowReader.ts';
import type { SharedMemory } from './sharedMemory.ts';

/** Executions that one transaction of `deleteMany` deletes. */
const deletedAtOnce = 1_000;

/**
 * A memory in a PostgreSQL database, which any number of processes share.
 *
 * The first operation makes the tables, or brings them up to date; where the role may not do that, run
 * `migratePostgres` beforehand. The role then needs USAGE of the schema, SELECT on its tables, and INSERT, UPDATE and
 * DELETE on `executions` and `records`.
 *
 * - What is appended is as durable as the server's `fsync` and `synchronous_commit` make it.
 * - A connection that breaks is replaced, and the operation repeated for `retryMs`. An append that was stored, though the answer was
 *   lost, is recognized and not taken for somebody else's. Where no other connection can be had, the `MemoryError` has
 *   the outcome `unknown`. After such a loss, `delete` resolves to true also where it finds nothing left to delete.
 * - The pool gets a listener for its `error` event if it has none, as broken idle connections would end the process.
 * - `close` waits for what was begun, and leaves the pool open.
 * - A pooler between here and the server must support prepared statements, as PgBouncer does from 1.21 on, unless
 *   `preparedStatements` is false.
 * - Leases go by the clock of the server.
 * - The view `transitions` shows records as JSONB for queries of your own. It has U+FFFD for NUL characters and lone
 *   surrogates, which JSONB cannot hold.
 * - The server keeps the bytes that `rewrite` and `delete` removed until VACUUM and later writes reuse their place, and
 *   in its write-ahead log, replicas and backups for as long as those are kept.
 *
 * @throws ConfigurationError where an option is not valid.
 */
export function postgresMemory(options: PostgresMemoryOptions): SharedMemory {
  const { sessions, schema, preparedStatements } = settingsFrom('postgresMemory', options);
  const statements = postgresStatements(schema.quoted, preparedStatements);
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
    migrated ??= migrateSchema(sessions, schema).catch((error: unknown) => {
      migrated = undefined;
      throw error;
    });
    await migrated;
    return sessions.run(operation, work);
  };

  /** Runs a statement about one execution after all that was asked for it before. */
  const query = (operation: MemoryOperation, executionId: string, statement: PostgresQuery) =>
    queue.run(executionId, () => run(operation, (client) => client.query(statement)));

  return {
    async append(records, given) {
      assertOpen('append');
      const claim = given && checkedClaim(given);
      const batch = recordBatch(postgresStore, records);
      if (batch === undefined) return;
      const texts = recordTexts(postgresStore, 'append', batch);
      const appendId = randomUUID();
      await queue.run(batch.executionId, () =>
        run('append', (client, retried) =>
          postgresAppend(client, statements, { batch, texts, appendId, claim, retried }),
        ),
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
          const { rows } = await client.query(statements.standing(executionId));
          const nextSeq = Number(rows[0]?.['length'] ?? 0);
          throw new ConcurrentExecutionError(executionId, texts.length, nextSeq, { operation: 'rewrite' });
        }),
      );
    },

    async read(executionId) {
      assertOpen('read');
      if (!isExecutionId(executionId)) return [];
      const result = await query('read', executionId, statements.read(executionId));
      return result.rows.map((row) => rows.recordIn(row, executionId));
    },

    async find(executionId) {
      assertOpen('find');
      if (!isExecutionId(executionId)) return null;
      const [row] = (await query('find', executionId, statements.find(executionId))).rows;
      return row === undefined ? null : rows.summaryIn(row, Number(row['now']), 'find');
    },

    async list(query = {}) {
      assertOpen('list');
      const filter = listFilter(query);
      const result = await run('list', (client) => client.query(statements.list(filter)));
      return pageOf(
        result.rows.map((row) => rows.foundIn(row, filter.order, Number(row['now']))),
        filter,
      );
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

    async deleteMany(executionIds) {
      assertOpen('delete');
      const ids = executionIds.filter(isExecutionId);
      await queue.idle();
      let deleted = 0;
      for (let from = 0; from < ids.length; from += deletedAtOnce) {
        assertOpen('delete');
        const some = ids.slice(from, from + deletedAtOnce);
        const { rowCount } = await run('delete', (client) => client.query(statements.deleteMany(some)));
        deleted += rowCount ?? 0;
      }
      return deleted;
    },

    async repair(executionId) {
      assertOpen('repair');
      if (!isExecutionId(executionId)) return false;
      return queue.run(executionId, () =>
        run('repair', (client) =>
          inTransaction(client, async () => {
            await client.query(statements.lock(executionId));
            const stored = await client.query(statements.read(executionId));
            const records = stored.rows.map((row) => rows.recordIn(row, executionId));
            const batch = recordBatch(postgresStore, records);
            if (batch !== undefined) await client.query(statements.repair(batch));
            return batch !== undefined;
          }),
        ),
      );
    },

    async acquire(executionId, given) {
      assertOpen('acquire');
      const claim = checkedClaim(given);
      if (!isExecutionId(executionId)) return null;
      return grantedBy(executionId, claim, await query('acquire', executionId, statements.acquire(executionId, claim)));
    },

    async renew(executionId, given) {
      assertOpen('renew');
      const claim = checkedClaim(given);
      if (!isExecutionId(executionId)) return null;
      return grantedBy(executionId, claim, await query('renew', executionId, statements.renew(executionId, claim)));
    },

    async release(executionId, token) {
      assertOpen('release');
      if (!isExecutionId(executionId) || !isExecutionId(token)) return;
      await query('release', executionId, statements.release(executionId, token));
    },

    async now() {
      assertOpen('now');
      const [row] = (await run('now', (client) => client.query(statements.now()))).rows;
      return Number(row?.['now']);
    },

    async close() {
      closed = true;
      sessions.close();
      await queue.idle();
    },
  };
}

/** The lease in the row that granting it returned; `null` where there is none. */
function grantedBy(executionId: string, claim: LeaseClaim, { rows }: { readonly rows: readonly Row[] }): Lease | null {
  const [row] = rows;
  return row === undefined ? null : leaseOf(executionId, { ...claim, expiresAt: Number(row['lease_expires_at']) });
}
