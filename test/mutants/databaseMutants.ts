import { mutantsOf } from './mutant.ts';

/** The memory in a SQLite file. */
export const databaseMutants = [
  ...mutantsOf('memory/sqliteEraser.ts', [
    { find: "      forgetLog('rewrite');\n", replace: '', why: 'what was erased stays in the log' },
    { find: "      if (deleted) forgetLog('delete');\n", replace: '', why: 'what was deleted stays in the log' },
    {
      find: 'next = Math.min(next + size, executionIds.length);',
      replace: 'next = next + size;',
      why: 'deleting many never comes to its end',
    },
    {
      find: 'synchronous = ${synchronous}; ',
      replace: '',
      why: 'after deleting many, a power loss takes what was promised',
    },
    {
      find: 'PRAGMA wal_autocheckpoint = ${checkpoint}',
      replace: '',
      why: 'after deleting many, the log grows without end',
    },
    {
      find: 'WHERE execution_id = ? AND length = ?',
      replace: 'WHERE execution_id = ? AND length >= ?',
      why: 'a rewrite may leave old records at the end',
    },
    { find: ", error, 'unknown')", replace: ', error)', why: 'a failed cut of the log says that nothing was written' },
    {
      find: '...summaryValues(summary), isOver',
      replace: "...summaryValues({ ...summary, task: '' }), isOver",
      why: 'the list does not show the new task',
    },
  ]),
  ...mutantsOf('memory/sqliteErrors.ts', [
    { find: 'error.errcode & 0xff', replace: 'error.errcode', why: 'extended codes get the wrong advice' },
    {
      find: 'code === codes.busy || code === codes.locked',
      replace: 'code === codes.locked',
      why: 'a busy file is not waited for',
    },
    {
      find: "outcome: MemoryError['outcome'] = 'unchanged'",
      replace: "outcome: MemoryError['outcome'] = 'unknown'",
      why: 'every failure leaves it open what was written',
    },
  ]),
  ...mutantsOf('memory/sqliteFile.ts', [
    {
      find: 'if (size > 0 && size <= checkedSize)',
      replace: 'if (size > checkedSize)',
      why: 'a damaged file is opened',
    },
    {
      find: 'if (stats.size > 0 && stats.size < smallestDatabase)',
      replace: 'if (stats.size < 0)',
      why: 'a short file of something else is written over',
    },
    {
      find: '      assertOursReadOnly(file, settings);\n',
      replace: '',
      why: "another application's file is changed by looking at it",
    },
    {
      find: '      db.close();\n      throw error;',
      replace: '      throw error;',
      why: 'a file that is refused stays open',
    },
    { find: "'wx', 0o600", replace: "'wx', 0o644", why: 'every user of the machine reads the records' },
    { find: 'mode: 0o700', replace: 'mode: 0o755', why: 'every user of the machine sees the files' },
    { find: 'mtimeMs - birthtimeMs > makingMs', replace: 'false', why: 'a file that was cut is a new memory' },
    { find: 'secure_delete = ON', replace: 'secure_delete = OFF', why: 'deleted bytes stay in the file' },
    { find: 'foreign_keys = ON', replace: 'foreign_keys = OFF', why: 'the records of a deleted execution stay' },
    {
      find: "full ? 'FULL' : 'NORMAL'",
      replace: "full ? 'NORMAL' : 'FULL'",
      why: 'a power loss takes what was promised',
    },
    {
      find: "  if (file !== ':memory:') useWriteAheadLog(db, file, settings.busyTimeoutMs);\n",
      replace: '',
      why: 'readers block writers',
    },
    { find: "if (state === 'newer') {", replace: "if (file === '') {", why: 'a file of a newer version is written to' },
    {
      find: "if (state === 'foreign') throw",
      replace: "if (file === '') throw",
      why: "another application's file is written to",
    },
    {
      find: 'busy_timeout = ${settings.busyTimeoutMs};',
      replace: 'busy_timeout = 0;',
      why: 'nobody waits for another process',
    },
    {
      find: 'if (bytesOf(file) === 0) throw leftOver(file);',
      replace: '',
      why: 'the log of a lost database is deleted',
    },
  ]),
  ...mutantsOf('memory/sqlitePath.ts', [
    {
      find: "path === ':memory:' ? path : resolve(path)",
      replace: 'path',
      why: 'a file moves with the working directory',
    },
  ]),
  ...mutantsOf('memory/sqliteListStatement.ts', [
    { find: "'started_at >= ?'", replace: "'started_at > ?'", why: 'startedAfter excludes its own moment' },
    { find: "'started_at < ?'", replace: "'started_at <= ?'", why: 'startedBefore includes its own moment' },
    {
      find: "direction: 'DESC', beyond: '<'",
      replace: "direction: 'DESC', beyond: '<='",
      why: 'an execution stands on two pages',
    },
    {
      find: '(${key}, execution_id) ${beyond} (?, ?)',
      replace: '(${key} ${beyond} ? AND execution_id <> ?)',
      why: 'executions of the same moment are left out',
    },
  ]),
  ...mutantsOf('memory/sqliteMemory.ts', [
    { find: '    writer.flush();\n', replace: '', why: 'a read does not see the append before it' },
    {
      find: "await writer.write('append'",
      replace: "void writer.write('append'",
      why: 'it says stored before it is',
    },
    {
      find: 'isExecutionId(executionId) && eraser',
      replace: 'eraser',
      why: 'deleting half a character deletes another execution',
    },
    { find: '      if (closed) return;\n', replace: '', why: 'closing twice fails' },
    { find: 'integer(0, 600_000)', replace: 'integer(0, 599_999)', why: 'ten minutes are refused' },
    { find: 'integer(0, 600_000)', replace: 'integer(1, 600_000)', why: 'not waiting at all is refused' },
    { find: '        db.close();\n', replace: '', why: 'closing lets nothing go' },
    {
      find: "      if (deleted > 0) run('delete', () => eraser.forgetLog('delete'));\n",
      replace: '',
      why: 'what many were deleted from stays in the log',
    },
  ]),
  ...mutantsOf('memory/sqliteReader.ts', [
    {
      find: 'isExecutionId(executionId) ? records',
      replace: "executionId !== '' ? records",
      why: 'reading half a character reads another execution',
    },
  ]),
  ...mutantsOf('memory/sqliteSchema.ts', [
    { find: ' && !hasTables(db)', replace: '', why: 'any SQLite file without a mark is taken for a new one' },
    {
      find: "  if (version > migrations.length) return 'newer';\n",
      replace: '',
      why: 'a file of a newer version is marked as an old one',
    },
    { find: '    rollback(db);\n', replace: '', why: 'a failed change leaves a transaction open' },
    {
      find: '    db.exec(`PRAGMA application_id = ${applicationId}`);\n',
      replace: '',
      why: 'a new file is not marked as ours',
    },
    { find: ' ON DELETE CASCADE', replace: '', why: 'nothing can be deleted' },
  ]),
  ...mutantsOf('memory/sqliteAppend.ts', [
    {
      find: 'WHERE execution_id = ? AND length = ?',
      replace: 'WHERE execution_id = ? AND length <= ?',
      why: 'an append may leave a gap',
    },
    {
      find: 'OR lease_expires_at <= ?)`',
      replace: 'OR ? IS NOT NULL)`',
      why: 'an append is let through that another process keeps out',
    },
    { find: ' ON CONFLICT DO NOTHING', replace: '', why: 'a second writer is told of a broken file' },
    {
      find: 'escalation_count = escalation_count + ?',
      replace: 'escalation_count = ?',
      why: 'a list shows the last escalations alone',
    },
  ]),
  ...mutantsOf('memory/sqliteLeases.ts', [
    { find: " AND status IN ('running', 'waiting')", replace: '', why: 'what is over is held' },
    {
      find: 'AND (lease_token IS NULL OR lease_token = ? OR lease_expires_at <= ?)',
      replace: 'AND (lease_token IS NULL OR lease_token = ? OR lease_expires_at > ?)',
      why: 'a lease can be taken as long as it lasts, and not afterwards',
    },
    {
      find: "lease_expires_at = NULL WHERE execution_id = ? AND lease_token = ?'",
      replace: "lease_expires_at = NULL WHERE execution_id = ? AND ? IS NOT NULL'",
      why: 'anybody gives a lease up',
    },
  ]),
  ...mutantsOf('memory/sqliteReadOnly.ts', [
    { find: '?mode=ro&immutable=1', replace: '?mode=ro', why: 'nothing is read where nothing can be written' },
  ]),
  ...mutantsOf('memory/sqliteWriter.ts', [
    {
      find: "      assertInPlace(jobs[0]?.operation ?? 'append');\n",
      replace: '',
      why: 'what is written to a file that was removed is said to be stored',
    },
    {
      find: 'if (jobs.length > 1) for (const job of jobs) commit([job]);\n      else rejectAll',
      replace: 'rejectAll',
      why: 'one append that cannot be stored fails all beside it',
    },
    { find: '      rollback(db);\n', replace: '', why: 'a failed append leaves a transaction open' },
    {
      find: 'return () => reject(error);',
      replace: 'return () => undefined;',
      why: 'a refused append never says so',
    },
    {
      find: 'rejectAll(jobs, error);\n      return;\n    }\n    try {',
      replace: 'rejectAll(jobs, error);\n    }\n    try {',
      why: 'an append that was refused for a busy file is written all the same',
    },
  ]),
];
