import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { ConcurrentExecutionError } from './errors.ts';
import type { RecordBatch } from './recordBatch.ts';
import { recordTexts } from './recordText.ts';
import { sqliteError, sqliteStore } from './sqliteErrors.ts';
import { rollback } from './sqliteSchema.ts';
import { summaryChange, summaryStart } from './summary.ts';

/** Appends through one transaction for all that were asked for at about the same time. */
export interface SqliteWriter {
  append(batch: RecordBatch): Promise<void>;
  /** Writes what is waiting now, instead of a moment later. */
  flush(): void;
}

interface Append {
  readonly batch: RecordBatch;
  readonly rows: readonly string[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export function sqliteWriter(db: DatabaseSync, file: string): SqliteWriter {
  const statements = writeStatements(db);
  let waiting: Append[] = [];

  const flush = () => {
    const appends = waiting;
    waiting = [];
    if (appends.length > 0) commit(appends);
  };

  /** A refused append writes nothing, so the others can commit. Any other failure: each alone, to find whose it is. */
  const commit = (appends: readonly Append[]) => {
    const refusals = new Map<Append, Error>();
    try {
      statements.begin.run();
    } catch (error) {
      for (const { reject } of appends) reject(sqliteError(file, 'append', error));
      return;
    }
    try {
      for (const append of appends) {
        const refusal = write(statements, append);
        if (refusal !== undefined) refusals.set(append, refusal);
      }
      statements.commit.run();
    } catch (error) {
      rollback(db);
      if (appends.length > 1) for (const append of appends) commit([append]);
      else for (const { reject } of appends) reject(sqliteError(file, 'append', error));
      return;
    }
    for (const append of appends) {
      const refusal = refusals.get(append);
      if (refusal === undefined) append.resolve();
      else append.reject(refusal);
    }
  };

  return {
    append(batch) {
      const rows = recordTexts(sqliteStore, 'append', batch);
      return new Promise((resolve, reject) => {
        // Node runs this after all promises that are ready now, so whatever they append joins the group.
        if (waiting.length === 0) process.nextTick(flush);
        waiting.push({ batch, rows, resolve, reject });
      });
    },
    flush,
  };
}

type WriteStatements = Readonly<Record<'begin' | 'commit' | 'start' | 'advance' | 'insert' | 'next', StatementSync>>;

function writeStatements(db: DatabaseSync): WriteStatements {
  return {
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    start: db.prepare(
      `INSERT INTO executions (status, tier_level, updated_at, length, escalation_count, execution_id, task, started_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ),
    advance: db.prepare(
      `UPDATE executions SET status = ?, tier_level = ?, updated_at = ?, length = length + ?,
         escalation_count = escalation_count + ? WHERE execution_id = ? AND length = ?`,
    ),
    insert: db.prepare('INSERT INTO records (execution_id, seq, record) VALUES (?, ?, ?)'),
    next: db.prepare('SELECT length FROM executions WHERE execution_id = ?'),
  };
}

/** The execution's length is compared and moved on by one statement, so nothing need be read or remembered before. */
function write(statements: WriteStatements, { batch, rows }: Append): Error | undefined {
  const { executionId, firstSeq, first } = batch;
  const { status, tierLevel, updatedAt, length, escalationCount } = summaryChange(batch);
  const change = [status, tierLevel, updatedAt, length, escalationCount, executionId];
  let moved;
  if (firstSeq === 0) {
    const { task, startedAt } = summaryStart(first);
    moved = statements.start.run(...change, task, startedAt).changes;
  } else {
    moved = statements.advance.run(...change, firstSeq).changes;
  }
  if (moved === 0) {
    const nextSeq = Number(statements.next.get(executionId)?.['length'] ?? 0);
    return new ConcurrentExecutionError(executionId, firstSeq, nextSeq);
  }
  for (const [index, row] of rows.entries()) statements.insert.run(executionId, firstSeq + index, row);
  return undefined;
}
