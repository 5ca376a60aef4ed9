import { DatabaseSync } from 'node:sqlite';

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

/**
 * What one transaction holds. `row`: one row, as an insert by itself does. `step`: what one execution stores before a
 * call. `shared`: the same of all executions at once, which are in step, as the memory's group commit has it at best.
 */
export type RawTransaction = 'row' | 'step' | 'shared';

export function rawSqlite(path: string, transaction: RawTransaction): RawWriter {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec('CREATE TABLE records (execution_id TEXT, seq INTEGER, record TEXT, PRIMARY KEY (execution_id, seq))');
  const insert = database.prepare('INSERT INTO records VALUES (?, ?, ?)');
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const inTransaction = (kind: RawTransaction, work: () => void) => {
    if (kind === transaction) begin.run();
    work();
    if (kind === transaction) commit.run();
  };
  return async (batches, atOnce) => {
    const ids = Array.from({ length: atOnce }, () => crypto.randomUUID());
    let firstSeq = 0;
    for (const batch of batches) {
      inTransaction('shared', () => {
        for (const id of ids) {
          inTransaction('step', () => {
            for (const [index, row] of batch.entries()) insert.run(id, firstSeq + index, row);
          });
        }
      });
      firstSeq += batch.length;
    }
  };
}

/** Each execution writes on its own; every statement is one transaction and one round trip. */
export async function rawPostgres(pool: Pool, transaction: Exclude<RawTransaction, 'shared'>): Promise<RawWriter> {
  const table = `raw_${transaction}s`;
  await pool.query(
    `CREATE TABLE ${table} (execution_id text, seq bigint, record json, PRIMARY KEY (execution_id, seq))`,
  );
  const write = async (batches: Batches) => {
    const id = crypto.randomUUID();
    let seq = 0;
    const statements = transaction === 'row' ? batches.flat().map((row) => [row]) : batches;
    for (const statement of statements) {
      const rows = statement.map((_, index) => `($1, $${2 * index + 2}, $${2 * index + 3})`);
      const values = statement.flatMap((row) => [seq++, row]);
      const text = `INSERT INTO ${table} VALUES ${rows.join(', ')}`;
      await pool.query({ name: `${table}${statement.length}`, text, values: [id, ...values] });
    }
  };
  return async (batches, atOnce) => {
    await Promise.all(Array.from({ length: atOnce }, () => write(batches)));
  };
}
