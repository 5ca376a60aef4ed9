import { ConfigurationError } from '../machines/errors.ts';
import { MemoryError } from './errors.ts';
import { postgresStore } from './postgresErrors.ts';
import { migrations } from './postgresMigrations.ts';
import type { PostgresClient } from './postgresPool.ts';
import type { PostgresSessions } from './postgresSession.ts';
import { inTransaction } from './postgresTransaction.ts';

/** "HOFF" in ASCII: the first half of the advisory lock that migrating takes; the second is the schema. */
const lockSpace = 0x484f4646;
/** Bytes. PostgreSQL would cut a longer name, and so mix two schemas up. */
const longestName = 63;

/** A schema that PostgreSQL can have. */
export interface PostgresSchema {
  readonly name: string;
  /** The name as it stands in a statement. */
  readonly quoted: string;
}

/** @throws ConfigurationError where PostgreSQL cannot have a schema of that name. */
export function postgresSchema(who: string, name: unknown): PostgresSchema {
  const invalid = (rest: string) =>
    new ConfigurationError('schema', `${who}: 'schema' is ${JSON.stringify(name)}. ${rest}`);
  if (typeof name !== 'string' || name === '' || !name.isWellFormed() || name.includes('\0')) {
    throw invalid('Use a non-empty string without NUL characters and without lone surrogates.');
  }
  if (Buffer.byteLength(name) > longestName) throw invalid(`Use at most ${longestName} bytes of UTF-8.`);
  if (name.startsWith('pg_')) throw invalid("Names that begin with 'pg_' belong to PostgreSQL. Use another.");
  return { name, quoted: `"${name.replaceAll('"', '""')}"` };
}

/**
 * Makes sure that the tables are there and up to date. Reads only, where they are. Several processes may do so at once:
 * all but the first find it done.
 *
 * @throws MemoryError
 */
export async function migrateSchema(sessions: PostgresSessions, schema: PostgresSchema): Promise<void> {
  const version = await sessions.run('open', async (client) => {
    const found = await versionOf(client, schema);
    return found < migrations.length ? inTransaction(client, () => migrate(client, schema)) : found;
  });
  if (version > migrations.length) {
    const message = `PostgreSQL (open): the schema ${schema.quoted} was made by a newer xstate-handoff. Update the package, or name another schema. It was not changed.`;
    throw new MemoryError(postgresStore, 'open', message);
  }
}

async function migrate(client: PostgresClient, schema: PostgresSchema): Promise<number> {
  const { name, quoted } = schema;
  const lock = 'SELECT pg_advisory_xact_lock($1, hashtext($2))';
  await client.query({ text: lock, values: [lockSpace, name] });
  const version = await versionOf(client, schema);
  if (version >= migrations.length) return version;
  // Even with IF NOT EXISTS, making a schema takes the right to make one.
  const namespace = 'SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1';
  if (!(await found(client, namespace, name))) await client.query({ text: `CREATE SCHEMA ${quoted}` });
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    await client.query({ text: migration.sql(quoted) });
    await migration.fill?.(client, quoted);
    const done = `INSERT INTO ${quoted}.migrations (version) VALUES ($1)`;
    await client.query({ text: done, values: [index + 1] });
  }
  return migrations.length;
}

/** How many migrations ran: 0 where there is nothing yet. */
async function versionOf(client: PostgresClient, { name, quoted }: PostgresSchema): Promise<number> {
  // Not to_regclass(): what that remembers within a transaction may be older than the lock.
  const table = `SELECT FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = $1 AND relname = 'migrations'`;
  if (!(await found(client, table, name))) return 0;
  const { rows } = await client.query({ text: `SELECT max(version) AS version FROM ${quoted}.migrations` });
  return Number(rows[0]?.['version'] ?? 0);
}

async function found(client: PostgresClient, text: string, name: string): Promise<boolean> {
  const { rows } = await client.query({ text, values: [name] });
  return rows.length > 0;
}
