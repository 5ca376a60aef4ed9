import { hash } from 'node:crypto';

import type { RecordBatch } from './recordBatch.ts';
import type { ListFilter } from './listQuery.ts';
import type { PostgresQuery } from './postgresPool.ts';
import { summaryChange, summaryStart } from './summary.ts';

/** The statements of one schema, each of them one transaction. */
export interface PostgresStatements {
  /** Stores all records of a batch, or none: its row count. */
  append(batch: RecordBatch, texts: readonly string[], appendId: string): PostgresQuery;
  /** Replaces all records of an execution, or none: its row count. */
  rewrite(batch: RecordBatch, texts: readonly string[]): PostgresQuery;
  /** One row, if `appendId` stored the record `seq`. */
  appended(executionId: string, seq: number, appendId: string): PostgresQuery;
  length(executionId: string): PostgresQuery;
  read(executionId: string): PostgresQuery;
  list(filter: ListFilter): PostgresQuery;
  delete(executionId: string): PostgresQuery;
}

export function postgresStatements(schema: string): PostgresStatements {
  const executions = `${schema}.executions`;
  const records = `${schema}.records`;
  /** The lines of a parameter, numbered from 1. A JSON text holds no line break of its own. */
  const lines = (parameter: string) =>
    `unnest(string_to_array(${parameter}::text, E'\\n')) WITH ORDINALITY AS line (record, number)`;
  const insert = `
    INSERT INTO ${records} (execution_id, seq, append_id, record)
    SELECT moved.execution_id, $2::bigint + line.number - 1, $3::uuid, line.record::json
    FROM moved, ${lines('$4')}`;

  // The execution's length is compared and moved on by the statement that inserts, so nothing need be read before, and
  // of two writers the second waits for the first and then finds another length.
  const start = prepared(`
    WITH moved AS (
      INSERT INTO ${executions} (execution_id, status, tier_level, updated_at, length, escalation_count,
        task, task_lower_case, started_at)
      VALUES ($1, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING execution_id
    ) ${insert}`);
  const advance = prepared(`
    WITH moved AS (
      UPDATE ${executions} SET status = $5, tier_level = $6, updated_at = $7, length = length + $8,
        escalation_count = escalation_count + $9
      WHERE execution_id = $1 AND length = $2 RETURNING execution_id
    ) ${insert}`);
  const rewrite = prepared(`
    WITH moved AS (
      UPDATE ${executions} SET status = $3, tier_level = $4, updated_at = $5, escalation_count = $7,
        task = $8, task_lower_case = $9, started_at = $10
      WHERE execution_id = $1 AND length = $6 RETURNING execution_id
    )
    UPDATE ${records} AS stored SET record = line.record::json FROM moved, ${lines('$2')}
    WHERE stored.execution_id = moved.execution_id AND stored.seq = line.number - 1`);
  const read = prepared(`SELECT seq, record::text AS record FROM ${records} WHERE execution_id = $1 ORDER BY seq`);

  return {
    append(batch, texts, appendId) {
      const { executionId, firstSeq, first } = batch;
      const values = [executionId, firstSeq, appendId, texts.join('\n'), ...changeOf(batch)];
      return firstSeq === 0 ? start([...values, ...startOf(first)]) : advance(values);
    },
    rewrite: (batch, texts) =>
      rewrite([batch.executionId, texts.join('\n'), ...changeOf(batch), ...startOf(batch.first)]),
    appended: (executionId, seq, appendId) => ({
      text: `SELECT seq FROM ${records} WHERE execution_id = $1 AND seq = $2 AND append_id = $3`,
      values: [executionId, seq, appendId],
    }),
    length: (executionId) => ({
      text: `SELECT length FROM ${executions} WHERE execution_id = $1`,
      values: [executionId],
    }),
    read: (executionId) => read([executionId]),
    list: (filter) => listQuery(executions, filter),
    delete: (executionId) => ({ text: `DELETE FROM ${executions} WHERE execution_id = $1`, values: [executionId] }),
  };
}

/** A statement that is parsed and planned once per connection. The name tells apart the schemas that share a pool. */
function prepared(text: string): (values: NonNullable<PostgresQuery['values']>) => PostgresQuery {
  const name = `xstate_handoff_${hash('sha256', text, 'base64url').slice(0, 22)}`;
  return (values) => ({ name, text, values });
}

function changeOf(batch: RecordBatch): readonly (string | number)[] {
  const { status, tierLevel, updatedAt, length, escalationCount } = summaryChange(batch);
  return [status, tierLevel, updatedAt, length, escalationCount];
}

function startOf(first: RecordBatch['first']): readonly string[] {
  const { task, startedAt } = summaryStart(first);
  return [task, task.toLowerCase(), startedAt];
}

/** The query of one page, and one execution more: it tells whether there is a next page. */
function listQuery(executions: string, filter: ListFilter): PostgresQuery {
  const conditions: string[] = [];
  const values: NonNullable<PostgresQuery['values']> = [];
  const bind = (value: string | number | readonly string[]) => `$${values.push(value)}`;
  const { statuses, tierLevel, startedAfter, startedBefore, taskContains, after, limit } = filter;
  if (statuses !== undefined) conditions.push(`status = ANY (${bind(statuses)}::text[])`);
  if (tierLevel !== undefined) conditions.push(`tier_level = ${bind(tierLevel)}`);
  if (startedAfter !== undefined) conditions.push(`started_at >= ${bind(startedAfter)}`);
  if (startedBefore !== undefined) conditions.push(`started_at < ${bind(startedBefore)}`);
  if (after !== undefined) {
    conditions.push(`(started_at, execution_id) < (${bind(after.startedAt)}, ${bind(after.executionId)})`);
  }
  if (taskContains !== undefined) {
    conditions.push(`position(${bind(taskContains.toLowerCase())} in task_lower_case) > 0`);
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const columns = 'execution_id, task, status, tier_level, started_at, updated_at, length, escalation_count';
  const order = `ORDER BY started_at DESC, execution_id DESC LIMIT ${bind(limit + 1)}`;
  return { text: `SELECT ${columns} FROM ${executions} ${where} ${order}`, values };
}
