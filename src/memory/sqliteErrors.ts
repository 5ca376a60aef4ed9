import { HandoffError } from '../machines/errors.ts';
import { MemoryError, type MemoryOperation } from './errors.ts';

/** The store's name in every error. */
export const sqliteStore = 'sqlite';

const codes = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  inputOutput: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notSqlite: 26,
};

/** A failure of SQLite, or of the file system below it, as a `MemoryError` that says what to do. */
export function sqliteError(
  file: string,
  operation: MemoryOperation,
  cause: unknown,
  outcome: MemoryError['outcome'] = 'unchanged',
): MemoryError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `Memory file '${file}' (${operation}): ${reason}. ${adviceFor(cause)}`;
  return new MemoryError(sqliteStore, operation, message, { cause, outcome });
}

/** What went wrong in a store's work: our own errors as they are, and everything else as a `MemoryError`. */
export function asSqliteError(file: string, operation: MemoryOperation, error: unknown): HandoffError {
  return HandoffError.isInstance(error) ? error : sqliteError(file, operation, error);
}

/** The primary result code of SQLite; `undefined` for any other error. */
function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === codes.busy || code === codes.locked;
}

function adviceFor(error: unknown): string {
  if (isBusy(error)) return 'Another process is writing for longer than busyTimeoutMs: try again, or raise it.';
  switch (sqliteCode(error) ?? codes.cannotOpen) {
    case codes.readOnly:
      return 'Make the file and its directory writable for this user, or name another file.';
    case codes.inputOutput:
      return 'Check the disk and the file system. What was stored before is still there.';
    case codes.full:
      return 'Make room on the disk, and try again. What was stored before is still there.';
    case codes.notSqlite:
      return 'It is not a SQLite database, or is damaged, and was left as it is. Name another file, or restore a backup.';
    case codes.corrupt:
      return 'The file is damaged and was left as it is. Restore a backup (stop all processes that use it, and remove its -wal and -shm first), try `sqlite3 FILE .recover`, or name another file.';
    default:
      return 'Name a file that this user can read and write, in a directory that exists or can be made.';
  }
}
