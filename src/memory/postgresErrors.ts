import { MemoryError, type MemoryOperation } from './errors.ts';

/** The store's name in every error. */
export const postgresStore = 'postgres';

/** SQLSTATE of the failures after which the connection is gone: the server stops, crashes, or ends the session. */
const lost = new Set(['57P01', '57P02', '57P04', '57P05', '25P03', '25P04']);

/** SQLSTATE of a transaction that another one got in the way of, and that may succeed when it is run again. */
const conflicts = new Set(['40001', '40P01']);

const poolerAdvice =
  'A pooler between here and the server mixes the prepared statements of its clients up. Use PgBouncer 1.21 or later with max_prepared_statements above 0, or pass preparedStatements: false.';

/** What to do, by SQLSTATE or by its first two characters. */
const advice: Readonly<Record<string, string>> = {
  '08': 'The connection was lost. Check the network and the server, and try again.',
  '22021': "The database cannot hold this text. Use a database with the encoding 'UTF8'.",
  '22P05': "The database cannot hold this text. Use a database with the encoding 'UTF8'.",
  '25006': 'The database is read-only here. Connect to the primary server, or as a role that may write.',
  '28': 'Check the user and the password that the pool was given.',
  '3D000': 'Create the database, or name another one for the pool.',
  '26000': poolerAdvice,
  '42P05': poolerAdvice,
  '3F000': 'Create the tables with migratePostgres(), or name the schema that has them.',
  '40': 'Other transactions kept getting in the way. Try again.',
  '42501': 'Grant this role what it lacks, or create the tables with migratePostgres() as a role that may.',
  '42P01': 'Create the tables with migratePostgres(), or name the schema that has them.',
  '42P07': 'The schema holds tables of another application. Name a schema of its own.',
  '53100': 'Make room on the disk of the server, and try again. What was stored before is still there.',
  '53300': "Raise the server's max_connections, or lower the pool's max.",
  '53': 'The server has run out of a resource. See its log.',
  '54': 'That is too long or too deeply nested for PostgreSQL. Use a shorter execution id, or flatter data.',
  '55P03': 'Another transaction holds a lock for longer than lock_timeout. Try again, or raise it.',
  '57014': 'It took longer than statement_timeout, or somebody cancelled it. Try again, or raise it.',
  '57P03': 'The server is starting or stopping. Try again in a moment.',
  '57': 'The server is stopping, or ended the connection. Try again when it is there.',
};

/** The pool's own words where all of its connections are in use for too long. */
const exhausted = 'timeout exceeded when trying to connect';

/** The words of `pg` where no answer came within the pool's `query_timeout`. */
const unanswered = 'Query read timeout';

/** Nothing was asked of the server yet, so nothing was written. */
export function connectError(operation: MemoryOperation, cause: unknown): MemoryError {
  const message = messageOf(cause);
  if (message === exhausted) {
    const reason =
      "All connections of the pool were in use for longer than its connectionTimeoutMillis. Raise its 'max', or release the clients that the application holds.";
    return new MemoryError(postgresStore, operation, `PostgreSQL (${operation}): ${reason}`, { cause });
  }
  return failure(operation, 'no connection could be had', cause, 'unchanged');
}

/** The server refused, or somebody got in the way. Nothing was written. */
export function queryError(operation: MemoryOperation, cause: unknown): MemoryError {
  return failure(operation, 'it failed', cause, 'unchanged');
}

const reads: ReadonlySet<MemoryOperation> = new Set(['open', 'read', 'find', 'list', 'now']);

/** The connection broke in the middle, and what was asked may have been done. */
export function lostError(operation: MemoryOperation, cause: unknown): MemoryError {
  if (reads.has(operation)) {
    return failure(operation, 'no answer came', cause, 'unchanged');
  }
  const what = 'no answer came, and it is unknown whether anything was stored: read the execution before you go on';
  return failure(operation, what, cause, 'unknown');
}

function failure(
  operation: MemoryOperation,
  what: string,
  cause: unknown,
  outcome: MemoryError['outcome'],
): MemoryError {
  const message = `PostgreSQL (${operation}): ${what} (${messageOf(cause)}). ${adviceFor(cause)}`;
  return new MemoryError(postgresStore, operation, message, { cause, outcome });
}

/**
 * What became of a statement that failed. `lost`: the connection broke, and nobody knows. `unanswered`: the pool's
 * `query_timeout` passed, and nobody knows. `conflict`: nothing was done, and it may work when it is tried again.
 * `refused`: nothing was done.
 */
export function fateOf(error: unknown): 'lost' | 'unanswered' | 'conflict' | 'refused' {
  const code = sqlState(error);
  if (code === undefined) return messageOf(error) === unanswered ? 'unanswered' : 'lost';
  if (lost.has(code) || code.startsWith('08')) return 'lost';
  return conflicts.has(code) ? 'conflict' : 'refused';
}

/** `undefined` for an error that is not the server's. */
function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Errors of Node that say that nobody answers at an address, or not any more. */
const away = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Whether a connection could not be had because the server is away, stops or starts, and may be back in a moment. */
export function isAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isAway);
  const code = sqlState(error);
  if (code !== undefined) return code === '57P03' || lost.has(code) || code.startsWith('08');
  if (!(error instanceof Error)) return false;
  return 'code' in error ? away.has(String(error.code)) : error.message.startsWith('Connection terminated');
}

function adviceFor(error: unknown): string {
  const code = sqlState(error) ?? '08';
  return advice[code] ?? advice[code.slice(0, 2)] ?? `See the server's log for SQLSTATE ${code}.`;
}

/** Of an error with several causes, such as a host with two addresses, the causes: it has no message of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
