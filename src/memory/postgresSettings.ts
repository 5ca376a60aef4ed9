import { checkedOptions, optionsOf, required } from '../options/checkedOptions.ts';
import { rule } from '../options/rule.ts';
import { flag, integer, text } from '../options/rules.ts';
import { isPool, surviveErrors, type PostgresPool } from './postgresPool.ts';
import { postgresSchema, type PostgresSchema } from './postgresSchema.ts';
import { postgresSessions, type PostgresSessions } from './postgresSession.ts';

/** Options of `postgresMemory`. */
export interface PostgresMemoryOptions {
  /**
   * A pool of `pg` 8. It stays yours: end it yourself, after closing the memory. Give it a `connectionTimeoutMillis`, or
   * operations wait without end for a free connection.
   */
  readonly pool: PostgresPool;
  /** The schema that holds the tables, made where there is none. At most 63 bytes. Default `xstate_handoff`. */
  readonly schema?: string | undefined;
  /**
   * Milliseconds for which an operation is repeated whose connection breaks, which another transaction gets in the way
   * of, or which finds the server away that was there before, as in a fail-over: 0..600,000, default 30,000. The pauses
   * grow from none to 2 seconds, less a random part.
   */
  readonly retryMs?: number | undefined;
  /**
   * False: statements have no names, so that the server plans each one anew, and a pooler may hand them to any
   * connection. Default true.
   */
  readonly preparedStatements?: boolean | undefined;
}

/** The parts that every work on a database needs. */
export interface PostgresSettings {
  readonly sessions: PostgresSessions;
  readonly schema: PostgresSchema;
  readonly preparedStatements: boolean;
}

const postgresOptions = optionsOf<PostgresMemoryOptions>({
  pool: required(rule("a pool: new Pool({ … }) of 'pg'", isPool)),
  schema: text,
  retryMs: integer(0, 600_000),
  preparedStatements: flag,
});

/** Checks the options, and readies the pool for what is done with it. @throws ConfigurationError */
export function settingsFrom(who: string, options: PostgresMemoryOptions): PostgresSettings {
  const checked = checkedOptions(who, postgresOptions, options);
  const { pool, schema = 'xstate_handoff', retryMs = 30_000, preparedStatements = true } = checked;
  const found = postgresSchema(who, schema);
  surviveErrors(pool);
  return { sessions: postgresSessions(pool, retryMs), schema: found, preparedStatements };
}
