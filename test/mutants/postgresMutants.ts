import { mutantsOf } from './mutant.ts';

/** The memory in a PostgreSQL database. */
export const postgresMutants = [
  ...mutantsOf('memory/postgresErrors.ts', [
    { find: "new Set(['57P01', ", replace: 'new Set([', why: 'a server that stops is not waited for' },
    { find: "new Set(['40001', '40P01'])", replace: "new Set(['40P01'])", why: 'a serialization failure is final' },
    {
      find: "new Set(['open', 'read', ",
      replace: "new Set(['open', ",
      why: 'a read that was lost may have written',
    },
    {
      find: "messageOf(error) === unanswered ? 'unanswered' : 'lost'",
      replace: "'lost'",
      why: 'what took too long is asked again and again',
    },
    {
      find: 'if (message === exhausted) {',
      replace: "if (message === '') {",
      why: 'a pool in use is reported as a network failure',
    },
    {
      find: "'no connection could be had', cause, 'unchanged'",
      replace: "'no connection could be had', cause, 'unknown'",
      why: 'nothing was asked, and it says that something may be written',
    },
    { find: '?? advice[code.slice(0, 2)]', replace: '', why: 'a class of errors gets no advice' },
    {
      find: "if (error instanceof AggregateError && error.message === '')",
      replace: 'if (error instanceof AggregateError && error.errors.length === 0)',
      why: 'a host with two addresses fails for no reason',
    },
  ]),
  ...mutantsOf('memory/postgresAppend.ts', [
    {
      find: 'if (retried) {',
      replace: 'if (retried && rowCount !== 0) {',
      why: "an append whose answer was lost is refused as somebody else's",
    },
    {
      find: 'if (rows.length > 0) return;',
      replace: 'return;',
      why: "somebody else's record is taken for ours after a loss",
    },
  ]),
  ...mutantsOf('memory/postgresMemory.ts', [
    { find: '      migrated = undefined;\n', replace: '', why: 'a server that was away at first is never asked again' },
    {
      find: 'return retried || rowCount === 1',
      replace: 'return rowCount === 1',
      why: 'a deletion whose answer was lost says that there was nothing',
    },
    {
      find: '      sessions.close();\n      await queue.idle();\n',
      replace: '      sessions.close();\n',
      why: 'close does not wait',
    },
    {
      find: '      await queue.idle();\n      let deleted',
      replace: '      let deleted',
      why: 'many are deleted before what was appended',
    },
    {
      find: "await query('read', executionId, statements.read(executionId))",
      replace: "await run('read', (client) => client.query(statements.read(executionId)))",
      why: 'a read does not see the append before it',
    },
    {
      find: '      if (!isExecutionId(executionId)) return [];\n',
      replace: '',
      why: 'an id that cannot be is asked for',
    },
    {
      find: "return false;\n      return queue.run(executionId, () =>\n        run('delete'",
      replace: "return true;\n      return queue.run(executionId, () =>\n        run('delete'",
      why: 'an id that cannot be counts as deleted',
    },
    {
      find: '          if (rowCount === texts.length) return;\n          const { rows }',
      replace: '          if (rowCount !== null) return;\n          const { rows }',
      why: 'a rewrite of something else says that it was done',
    },
  ]),
  ...mutantsOf('memory/postgresMigrations.ts', [
    { find: ' ON DELETE CASCADE', replace: '', why: 'nothing can be deleted' },
    {
      find: ", 'g')::jsonb",
      replace: ')::jsonb',
      why: 'the view fails on the second character that JSONB cannot hold',
    },
    { find: 'record json NOT NULL', replace: 'record jsonb NOT NULL', why: 'records come back with their keys sorted' },
  ]),
  ...mutantsOf('memory/postgresPool.ts', [
    {
      find: "if (pool.listenerCount('error') === 0) pool",
      replace: 'pool',
      why: 'every memory adds a listener to the pool',
    },
    { find: "    'totalCount' in value &&\n", replace: '', why: 'a single client is taken for a pool' },
  ]),
  ...mutantsOf('memory/postgresSchema.ts', [
    {
      find: 'Buffer.byteLength(name) > longestName',
      replace: 'name.length > longestName',
      why: 'a long name is cut, and two schemas become one',
    },
    { find: `name.replaceAll('"', '""')`, replace: 'name', why: 'a quote in the name of a schema is SQL' },
    {
      find: 'if (version > migrations.length) {',
      replace: 'if (version < 0) {',
      why: 'the tables of a newer version are written to',
    },
    {
      find: '  await client.query({ text: lock, values: [lockSpace, name] });\n',
      replace: '',
      why: 'two processes migrate at once',
    },
    {
      find: "  if (name.startsWith('pg_')) throw",
      replace: "  if (name === 'pg_') throw",
      why: 'a name of PostgreSQL itself fails late',
    },
  ]),
  ...mutantsOf('memory/postgresSettings.ts', [
    {
      find: '  surviveErrors(pool);\n',
      replace: '',
      why: 'a broken idle connection ends the process',
    },
  ]),
  ...mutantsOf('memory/postgresSession.ts', [
    {
      find: "if (fate === 'lost' || fate === 'unanswered') loss = error",
      replace: "if (fate === 'lost') loss = error",
      why: 'what took too long says that nothing was written',
    },
    {
      find: "(fate === 'lost' || fate === 'conflict') &&",
      replace: "fate === 'lost' &&",
      why: 'two transactions in conflict fail at once',
    },
    {
      find: "(fate === 'lost' || fate === 'conflict') &&",
      replace: "fate === 'conflict' &&",
      why: 'a connection that breaks is not replaced',
    },
    { find: 'client.release(broken)', replace: 'client.release()', why: 'a broken connection goes back to the pool' },
    {
      find: "    client.removeListener('error', listener);\n",
      replace: '',
      why: 'every operation leaves a listener behind',
    },
    {
      find: "broken = fate === 'lost' || fate === 'unanswered'",
      replace: "broken = fate === 'lost'",
      why: 'a connection that owes an answer goes back to the pool',
    },
    {
      find: 'throw loss === undefined ? connectError(operation, error) : lostError(operation, error)',
      replace: 'throw connectError(operation, error)',
      why: 'after a loss, it says that nothing was written',
    },
    { find: "  client.on('error', listener);\n", replace: '', why: 'a connection that breaks ends the process' },
    { find: 'if (wasThere && isAway', replace: 'if (isAway', why: 'a wrong address is asked for half a minute' },
    { find: '        wasThere = true;\n', replace: '', why: 'a fail-over throws out what runs' },
  ]),
  ...mutantsOf('memory/postgresStatements.ts', [
    { find: 'AND length = $2\n', replace: 'AND length <= $2\n', why: 'an append may leave a gap' },
    {
      find: '      ON CONFLICT DO NOTHING RETURNING',
      replace: ' RETURNING',
      why: 'a second writer is told of a broken database',
    },
    {
      find: 'AND append_id = $3',
      replace: 'AND (append_id = $3 OR true)',
      why: "somebody else's record is taken for ours after a loss",
    },
    {
      find: 'AND length = $6 RETURNING',
      replace: 'AND length >= $6 RETURNING',
      why: 'a rewrite may leave old records at the end',
    },
    {
      find: 'escalation_count = escalation_count + $9',
      replace: 'escalation_count = $9',
      why: 'a list shows the last escalations alone',
    },
    {
      find: 'task = $11, task_lower_case = $12,',
      replace: 'task = $11, task_lower_case = coalesce(task_lower_case, $12),',
      why: 'an erased task can still be found',
    },
  ]),
  ...mutantsOf('memory/postgresListQuery.ts', [
    { find: 'started_at >= ${', replace: 'started_at > ${', why: 'startedAfter excludes its own moment' },
    {
      find: "direction: 'DESC', beyond: '<'",
      replace: "direction: 'DESC', beyond: '<='",
      why: 'an execution stands on two pages',
    },
    { find: 'taskContains.toLowerCase()', replace: 'taskContains', why: 'capitals find nothing' },
    { find: 'bind(limit + 1)', replace: 'bind(limit)', why: 'there is never a second page' },
  ]),
  ...mutantsOf('memory/postgresTransaction.ts', [
    {
      find: "    await client.query({ text: 'ROLLBACK' }).catch(() => {});\n",
      replace: '',
      why: 'a connection goes back to the pool in a failed transaction',
    },
    {
      find: 'BEGIN ISOLATION LEVEL READ COMMITTED',
      replace: 'BEGIN',
      why: 'where the default is stricter, two processes migrate one after the other',
    },
  ]),
];
