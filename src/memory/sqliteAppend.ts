import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { ConcurrentExecutionError } from './errors.ts';
import { heldError, heldFrom, keepsOut, type LeaseClaim } from './lease.ts';
import type { RecordBatch } from './recordBatch.ts';
import { heldIn } from './rowReader.ts';
import { summaryColumns, summaryParameters, summaryValues, waitValues } from './sqliteColumns.ts';
import { isOver, summaryChange, summaryOf, type SummaryChange } from './summary.ts';

/** Stores the texts of a batch within a transaction, or throws and has written nothing. */
export type SqliteAppend = (batch: RecordBatch, texts: readonly string[], claim: LeaseClaim | undefined) => void;

type AppendStatements = Readonly<Record<'start' | 'advance' | 'insert' | 'standing', StatementSync>>;

export function sqliteAppend(db: DatabaseSync): SqliteAppend {
  const statements: AppendStatements = {
    start: db.prepare(
      `INSERT INTO executions (execution_id, ${summaryColumns}, lease_token, lease_owner, lease_expires_at)
       VALUES (?, ${summaryParameters}, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ),
    advance: db.prepare(
      `UPDATE executions SET status = ?, tier_level = ?, updated_at = ?, length = length + ?,
         escalation_count = escalation_count + ?, waiting_since = iif(?, waiting_since, ?),
         waiting_deadline = iif(?, waiting_deadline, ?),
         lease_token = iif(?, lease_token, iif(? AND waiting_since IS NOT NULL, NULL, ?)),
         lease_owner = coalesce(?, lease_owner), lease_expires_at = coalesce(?, lease_expires_at)
       WHERE execution_id = ? AND length = ?
         AND (? OR lease_token IS NULL OR lease_token = ? OR lease_expires_at <= ?)`,
    ),
    insert: db.prepare('INSERT INTO records (execution_id, seq, record) VALUES (?, ?, ?)'),
    standing: db.prepare(
      'SELECT length, lease_token, lease_owner, lease_expires_at FROM executions WHERE execution_id = ?',
    ),
  };
  return (batch, texts, claim) => {
    const { executionId, firstSeq } = batch;
    const now = Date.now();
    const moved = firstSeq === 0 ? start(statements, batch, claim, now) : advance(statements, batch, claim, now);
    if (!moved) throw refusal(statements, batch, claim, now);
    for (const [index, text] of texts.entries()) statements.insert.run(executionId, firstSeq + index, text);
  };
}

function start({ start }: AppendStatements, batch: RecordBatch, claim: LeaseClaim | undefined, now: number): boolean {
  const summary = summaryOf(batch);
  const held = claim === undefined || givesUp(summary, claim) ? undefined : heldFrom(claim, now);
  const lease = [held?.token ?? null, held?.owner ?? null, held?.expiresAt ?? null];
  return start.run(batch.executionId, ...summaryValues(summary), ...lease).changes > 0;
}

/**
 * The execution's length is compared and moved on by one statement, and its lease, too, so nothing need be read or
 * remembered before.
 */
function advance(
  { advance }: AppendStatements,
  batch: RecordBatch,
  claim: LeaseClaim | undefined,
  now: number,
): boolean {
  const change = summaryChange(batch);
  const [since, deadline] = waitValues(change.waiting ?? null);
  const waits = flag(change.waiting === undefined);
  const leaves = givesUp(change, claim);
  const held = claim && heldFrom(claim, now);
  const { changes } = advance.run(
    change.status,
    change.tierLevel,
    change.updatedAt,
    change.length,
    change.escalationCount,
    waits,
    since,
    waits,
    deadline,
    flag(held === undefined && !leaves),
    waits,
    leaves ? null : (held?.token ?? null),
    held?.owner ?? null,
    held?.expiresAt ?? null,
    batch.executionId,
    batch.firstSeq,
    flag(held === undefined),
    held?.token ?? null,
    now,
  );
  return changes > 0;
}

function refusal(
  { standing }: AppendStatements,
  { executionId, firstSeq }: RecordBatch,
  claim: LeaseClaim | undefined,
  now: number,
): Error {
  const row = standing.get(executionId);
  const held = heldIn(row);
  if (claim !== undefined && keepsOut(held, claim.token, now)) return heldError(executionId, held);
  return new ConcurrentExecutionError(executionId, firstSeq, Number(row?.['length'] ?? 0));
}

/** Whether the records by themselves say that nobody runs the execution after them. */
function givesUp(
  { status, waiting }: Pick<SummaryChange, 'status' | 'waiting'>,
  claim: LeaseClaim | undefined,
): boolean {
  return isOver(status) || (claim !== undefined && waiting != null);
}

function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}
