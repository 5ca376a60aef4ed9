import { hash } from 'node:crypto';

import type { LeaseClaim } from './lease.ts';
import type { ListFilter } from './listQuery.ts';
import { postgresListQuery } from './postgresListQuery.ts';
import type { PostgresQuery, PostgresValue } from './postgresPool.ts';
import type { RecordBatch } from './recordBatch.ts';
import { isOver, summaryChange, summaryStart, timeOf } from './summary.ts';

/** The statements of one schema, each of them one transaction. */
export interface PostgresStatements {
  /** Stores all records of a batch, or none: its row count. */
  append(batch: RecordBatch, texts: readonly string[], appendId: string, claim: LeaseClaim | undefined): PostgresQuery;
  /** Replaces all records of an execution, or none: its row count. */
  rewrite(batch: RecordBatch, texts: readonly string[]): PostgresQuery;
  /** One row, if `appendId` stored the record `seq`. */
  appended(executionId: string, seq: number, appendId: string): PostgresQuery;
  /** The length of an execution, its lease, and the server's time as `now`. */
  standing(executionId: string): PostgresQuery;
  read(executionId: string): PostgresQuery;
  /** The summary, with the server's time as `now`. */
  find(executionId: string): PostgresQuery;
  /** Summaries, each with the server's time as `now`. */
  list(filter: ListFilter): PostgresQuery;
  delete(executionId: string): PostgresQuery;
  deleteMany(executionIds: readonly string[]): PostgresQuery;
  /** Writes the summary anew, whatever stands there. */
  repair(batch: RecordBatch): PostgresQuery;
  /** Makes others wait who would change the execution, until the transaction ends. */
  lock(executionId: string): PostgresQuery;
  /** One row with `lease_expires_at`, if the claim is granted. */
  acquire(executionId: string, claim: LeaseClaim): PostgresQuery;
  /** One row with `lease_expires_at`, if the lease was this token's. */
  renew(executionId: string, claim: LeaseClaim): PostgresQuery;
  release(executionId: string, token: string): PostgresQuery;
  now(): PostgresQuery;
}

/** The server's time in milliseconds since the epoch: of this moment, not of the transaction's beginning. */
const now = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** `named`: the frequent ones have names, by which a connection keeps their plans. */
export function postgresStatements(schema: string, named: boolean): PostgresStatements {
  const prepared = (text: string) => statementOf(text, named);
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
  // of two writers the second waits for the first and then finds another length. So it is with the lease.
  const start = prepared(`
    WITH moved AS (
      INSERT INTO ${executions} (execution_id, status, tier_level, updated_at, length, escalation_count,
        waiting_since, waiting_deadline, lease_token, lease_owner, lease_expires_at,
        task, task_lower_case, started_at, deadline)
      VALUES ($1, $5, $6, $7, $8, $9, $10, $11, $12, $13, ${now} + $14::bigint, $15, $16, $17, $18)
      ON CONFLICT DO NOTHING RETURNING execution_id
    ) ${insert}`);
  const advance = prepared(`
    WITH moved AS (
      UPDATE ${executions} SET status = $5, tier_level = $6, updated_at = $7, length = length + $8,
        escalation_count = escalation_count + $9,
        waiting_since = CASE WHEN $15::boolean THEN waiting_since ELSE $10::bigint END,
        waiting_deadline = CASE WHEN $15::boolean THEN waiting_deadline ELSE $11::bigint END,
        lease_token = CASE WHEN $16::boolean THEN lease_token
          WHEN $15::boolean AND waiting_since IS NOT NULL THEN NULL ELSE $12::text END,
        lease_owner = coalesce($13, lease_owner),
        lease_expires_at = coalesce(${now} + $14::bigint, lease_expires_at)
      WHERE execution_id = $1 AND length = $2
        AND ($17::text IS NULL OR lease_token IS NULL OR lease_token = $17 OR lease_expires_at <= ${now})
      RETURNING execution_id
    ) ${insert}`);
  const rewrite = prepared(`
    WITH moved AS (
      UPDATE ${executions} SET status = $3, tier_level = $4, updated_at = $5, escalation_count = $7,
        waiting_since = $8, waiting_deadline = $9, lease_token = CASE WHEN $10::boolean THEN NULL ELSE lease_token END,
        task = $11, task_lower_case = $12, started_at = $13, deadline = $14
      WHERE execution_id = $1 AND length = $6 RETURNING execution_id
    )
    UPDATE ${records} AS stored SET record = line.record::json FROM moved, ${lines('$2')}
    WHERE stored.execution_id = moved.execution_id AND stored.seq = line.number - 1`);
  const read = prepared(`SELECT seq, record::text AS record FROM ${records} WHERE execution_id = $1 ORDER BY seq`);
  const acquire = prepared(`
    UPDATE ${executions} SET lease_token = $2, lease_owner = $3, lease_expires_at = ${now} + $4::bigint
    WHERE execution_id = $1 AND status IN ('running', 'waiting')
      AND (lease_token IS NULL OR lease_token = $2 OR lease_expires_at <= ${now})
    RETURNING lease_expires_at`);
  const renew = prepared(`
    UPDATE ${executions} SET lease_owner = $3, lease_expires_at = ${now} + $4::bigint
    WHERE execution_id = $1 AND lease_token = $2 RETURNING lease_expires_at`);
  const one = (columns: string, executionId: string) => ({
    text: `SELECT ${columns}, ${now} AS now FROM ${executions} WHERE execution_id = $1`,
    values: [executionId],
  });

  return {
    append(batch, texts, appendId, claim) {
      const { executionId, firstSeq, first } = batch;
      const { waiting, status } = summaryChange(batch);
      const leaves = isOver(status) || (claim !== undefined && waiting != null);
      const held = [leaves ? null : (claim?.token ?? null), claim?.owner ?? null, claim?.ttlMs ?? null];
      const values = [executionId, firstSeq, appendId, texts.join('\n'), ...changeOf(batch), ...held];
      return firstSeq === 0
        ? start([...values, ...startOf(first)])
        : advance([...values, waiting === undefined, claim === undefined && !leaves, claim?.token ?? null]);
    },
    rewrite: (batch, texts) =>
      rewrite([batch.executionId, texts.join('\n'), ...changeOf(batch), overAfter(batch), ...startOf(batch.first)]),
    appended: (executionId, seq, appendId) => ({
      text: `SELECT seq FROM ${records} WHERE execution_id = $1 AND seq = $2 AND append_id = $3`,
      values: [executionId, seq, appendId],
    }),
    standing: (executionId) => one('length, lease_token, lease_owner, lease_expires_at', executionId),
    read: (executionId) => read([executionId]),
    find: (executionId) => one('*', executionId),
    list: (filter) => postgresListQuery(executions, filter, now),
    delete: (executionId) => ({ text: `DELETE FROM ${executions} WHERE execution_id = $1`, values: [executionId] }),
    deleteMany: (executionIds) => ({
      text: `DELETE FROM ${executions} WHERE execution_id = ANY ($1::text[])`,
      values: [executionIds],
    }),
    repair: (batch) => ({
      text: `INSERT INTO ${executions} AS stored (execution_id, status, tier_level, updated_at, length, escalation_count,
          waiting_since, waiting_deadline, task, task_lower_case, started_at, deadline)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $10, $11, $12, $13)
        ON CONFLICT (execution_id) DO UPDATE SET (status, tier_level, updated_at, length, escalation_count,
          waiting_since, waiting_deadline, task, task_lower_case, started_at, deadline, lease_token)
        = ($2, $3, $4, $5, $6, $7, $8, $10, $11, $12, $13, CASE WHEN $9::boolean THEN NULL ELSE stored.lease_token END)`,
      values: [batch.executionId, ...changeOf(batch), overAfter(batch), ...startOf(batch.first)],
    }),
    lock: (executionId) => ({
      text: `SELECT FROM ${executions} WHERE execution_id = $1 FOR UPDATE`,
      values: [executionId],
    }),
    acquire: (executionId, { token, owner, ttlMs }) => acquire([executionId, token, owner, ttlMs]),
    renew: (executionId, { token, owner, ttlMs }) => renew([executionId, token, owner, ttlMs]),
    release: (executionId, token) => ({
      text: `UPDATE ${executions} SET lease_token = NULL WHERE execution_id = $1 AND lease_token = $2`,
      values: [executionId, token],
    }),
    now: () => ({ text: `SELECT ${now} AS now` }),
  };
}

/** A statement that is parsed and planned once per connection. The name tells apart the schemas that share a pool. */
function statementOf(text: string, named: boolean): (values: PostgresValue[]) => PostgresQuery {
  if (!named) return (values) => ({ text, values });
  const name = `xstate_handoff_${hash('sha256', text, 'base64url').slice(0, 22)}`;
  return (values) => ({ name, text, values });
}

function changeOf(batch: RecordBatch): readonly PostgresValue[] {
  const { status, tierLevel, updatedAt, length, escalationCount, waiting } = summaryChange(batch);
  const wait = [timeOf(waiting?.since), timeOf(waiting?.deadline)];
  return [status, tierLevel, updatedAt, length, escalationCount, ...wait];
}

function overAfter(batch: RecordBatch): boolean {
  return isOver(summaryChange(batch).status);
}

function startOf(first: RecordBatch['first']): readonly PostgresValue[] {
  const { task, startedAt, deadline } = summaryStart(first);
  return [task, task.toLowerCase(), startedAt, timeOf(deadline)];
}
