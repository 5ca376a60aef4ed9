import { DatabaseSync, type StatementSync } from 'node:sqlite';

import type { Pool } from 'pg';

import type { TransitionRecord } from '../src/machines/executionTypes.ts';
import type { SharedMemory } from '../src/memory/sharedMemory.ts';

/** The rows of one execution, in the transactions in which writing ahead puts them. */
export type Batches = readonly (readonly string[])[];

/** Writes so many executions at once by prepared inserts, and nothing else. */
export type RawWriter = (batches: Batches, atOnce: number) => Promise<void>;

/** Notes the batches that an execution is written in. */
export function notingBatches(memory: SharedMemory): { readonly memory: SharedMemory; readonly batches: string[][] } {
  const batches: string[][] = [];
  const append = async (records: readonly TransitionRecord[]) => {
    batches.push(records.map((record) => JSON.stringify(record)));
    await memory.append(records);
  };
  return { memory: { ...memory, append }, batches };
}

/** Executions at once are in step, and each of their steps is one transaction, as in the memory. */
export function rawSqlite(path: string, withSummary: boolean): RawWriter {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec('CREATE TABLE records (execution_id TEXT, seq INTEGER, record TEXT, PRIMARY KEY (execution_id, seq))');
  database.exec('CREATE TABLE executions (execution_id TEXT PRIMARY KEY, status TEXT, length INTEGER, task TEXT)');
  const insert = database.prepare('INSERT INTO records VALUES (?, ?, ?)');
  const start = database.prepare("INSERT INTO executions VALUES (?, 'running', ?, 'a task')");
  const advance = database.prepare('UPDATE executions SET status = ?, length = length + ? WHERE execution_id = ?');
  const [begin, commit]: readonly StatementSync[] = ['BEGIN IMMEDIATE', 'COMMIT'].map((sql) => database.prepare(sql));
  return async (batches, atOnce) => {
    const ids = Array.from({ length: atOnce }, () => crypto.randomUUID());
    let firstSeq = 0;
    for (const batch of batches) {
      begin?.run();
      for (const id of ids) {
        if (withSummary && firstSeq === 0) start.run(id, batch.length);
        if (withSummary && firstSeq > 0) advance.run('running', batch.length, id);
        for (const [index, row] of batch.entries()) insert.run(id, firstSeq + index, row);
      }
      commit?.run();
      firstSeq += batch.length;
    }
  };
}

/** Each execution writes on its own; each of its batches is one statement, and so one transaction and one round trip. */
export async function rawPostgres(pool: Pool): Promise<RawWriter> {
  await pool.query(
    'CREATE TABLE raw_records (execution_id text, seq bigint, record json, PRIMARY KEY (execution_id, seq))',
  );
  const write = async (batches: Batches) => {
    const id = crypto.randomUUID();
    let seq = 0;
    for (const batch of batches) {
      const rows = batch.map((_, index) => `($1, $${2 * index + 2}, $${2 * index + 3})`);
      const values = batch.flatMap((row) => [seq++, row]);
      const text = `INSERT INTO raw_records VALUES ${rows.join(', ')}`;
      await pool.query({ name: `raw${batch.length}`, text, values: [id, ...values] });
    }
  };
  return async (batches, atOnce) => {
    await Promise.all(Array.from({ length: atOnce }, () => write(batches)));
  };
}
