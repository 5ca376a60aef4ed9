import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { Pool } from 'pg';

import { inMemory } from '../src/memory/inMemory.ts';
import { postgresMemory } from '../src/memory/postgresMemory.ts';
import type { SharedMemory } from '../src/memory/sharedMemory.ts';
import { sqliteMemory } from '../src/memory/sqliteMemory.ts';
import type { HandoffPattern } from '../src/pattern/handoffPattern.ts';
import { createHandoffPattern } from '../src/pattern/createHandoffPattern.ts';
import { functionAgent } from '../src/services/functionAgent.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { bareMachine, runBare } from './bareMachine.ts';
import { compare, printTable } from './measure.ts';
import { notingBatches, rawPostgres, rawSqlite, type Batches, type RawWriter } from './rawStores.ts';

const agent = (agentId: string, canHandle: boolean) =>
  functionAgent({
    agentId,
    evaluate: () => ({ canHandle, complexityScore: 0.5, reasoning: 'bench', requiresTier: 3 }),
    execute: () => ({ result: 'ok', confidence: 1 }),
  });
/** Before anything is measured: the engine compiles what runs often. */
const warmUpRuns = 1_000;
const tiers = { 1: agent('a', false), 2: agent('b', false), 3: agent('c', true) };

/** The memory under test beside the store's own limits. */
async function compareStore(
  name: string,
  memory: SharedMemory,
  raw: Readonly<Record<string, RawWriter>>,
  batches: Batches,
  atOnce: number,
): Promise<void> {
  const pattern = createHandoffPattern({ tiers, sharedMemory: memory });
  for (let run = 0; run < warmUpRuns; run += atOnce) await runAtOnce(pattern, atOnce);
  const medians = await compare(
    {
      ...Object.fromEntries(Object.entries(raw).map(([rawName, write]) => [rawName, () => write(batches, atOnce)])),
      'xstate-handoff': () => runAtOnce(pattern, atOnce),
    },
    { rounds: 15, operations: atOnce === 1 ? 100 : 6 },
  );
  const ours = medians.get('xstate-handoff') ?? Number.NaN;
  printTable(
    `${name}, ${atOnce} at once (median of 15 interleaved rounds)`,
    [...medians].map(([contender, micros]) => [
      contender,
      `${((atOnce * 1e6) / micros).toFixed(0)} executions/s`,
      `xstate-handoff: ${(micros / ours).toFixed(2)} of it`,
    ]),
  );
}

function runAtOnce(pattern: HandoffPattern, atOnce: number): Promise<unknown> {
  return Promise.all(Array.from({ length: atOnce }, () => pattern.executeWithHandoff('a task')));
}

const bare = bareMachine(
  (level) => Promise.resolve(level === 3),
  () => Promise.resolve('ok'),
);

/** What nothing that runs on an XState actor can surpass. */
function withActor(write: RawWriter): RawWriter {
  return async (batches, atOnce) => {
    await Promise.all(Array.from({ length: atOnce }, () => runBare(bare)));
    await write(batches, atOnce);
  };
}

/** What one execution writes to this memory, sealed where it is. */
async function batchesOn(inner: SharedMemory): Promise<Batches> {
  const { memory, batches } = notingBatches(inner);
  await createHandoffPattern({ tiers, sharedMemory: memory }).executeWithHandoff('a task');
  return batches;
}

async function countOf(memory: SharedMemory): Promise<number> {
  let count = 0;
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<SharedMemory['list']>> = await memory.list({
      limit: 1000,
      ...(cursor !== null && { cursor }),
    });
    count += page.executions.length;
    cursor = page.nextCursor;
  } while (cursor !== null);
  return count;
}

function printBytes(name: string, batches: Batches, bytes: number, executions: number): void {
  const text = batches.flat().reduce((sum, row) => sum + Buffer.byteLength(row), 0);
  const each = bytes / executions;
  printTable(`${name}, bytes per execution`, [
    ['the records as JSON', `${text}`],
    ['in the store', each.toFixed(0), `${(each / text).toFixed(2)} x the JSON`],
  ]);
}

async function onNothing(): Promise<void> {
  const batches = await batchesOn(inMemory());
  for (const atOnce of [1, 50]) {
    // A fresh memory, so that the bench does not measure the collector promoting a growing map.
    await compareStore('In-memory', inMemory(), {}, batches, atOnce);
  }
  const memory = inMemory();
  const pattern = createHandoffPattern({ tiers, sharedMemory: memory });
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < 2_000; index += 1) await pattern.executeWithHandoff('a task');
  globalThis.gc?.();
  printBytes('In-memory', batches, process.memoryUsage().heapUsed - before, await countOf(memory));
}

async function onSqlite(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-bench-'));
  const path = join(folder, 'handoff.db');
  const memory = sqliteMemory(path);
  const batches = await batchesOn(memory);
  const raw = {
    'plain inserts, a transaction a row': rawSqlite(join(folder, 'rows.db'), 'row'),
    'plain inserts, a transaction a step': rawSqlite(join(folder, 'steps.db'), 'step'),
    'plain inserts, a transaction for all': rawSqlite(join(folder, 'shared.db'), 'shared'),
    'the last, and a bare XState actor': withActor(rawSqlite(join(folder, 'actor.db'), 'shared')),
  };
  for (const atOnce of [1, 50]) await compareStore('SQLite, synchronous FULL', memory, raw, batches, atOnce);
  const executions = await countOf(memory);
  await memory.close();
  const database = new DatabaseSync(path);
  const size = database.prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size');
  printBytes('SQLite', batches, Number(size.get()?.['bytes']), executions);
  database.close();
  rmSync(folder, { recursive: true });
}

async function onPostgres(): Promise<void> {
  const server = await startPostgres({ durable: true });
  const pool = new Pool({ ...server.database, max: 10 });
  const memory = postgresMemory({ pool });
  const batches = await batchesOn(memory);
  const steps = await rawPostgres(pool, 'step');
  const raw = {
    'plain inserts, a transaction a row': await rawPostgres(pool, 'row'),
    'plain inserts, a transaction a step': steps,
    'the last, and a bare XState actor': withActor(steps),
  };
  for (const atOnce of [1, 50])
    await compareStore('PostgreSQL, fsync on, 10 connections', memory, raw, batches, atOnce);
  const { rows } = await pool.query(
    "SELECT sum(pg_total_relation_size(oid)) AS bytes FROM pg_class WHERE relkind = 'r' AND relnamespace = 'xstate_handoff'::regnamespace",
  );
  const [row]: readonly unknown[] = rows;
  const bytes = typeof row === 'object' && row !== null && 'bytes' in row ? Number(row.bytes) : Number.NaN;
  printBytes('PostgreSQL, indexes included', batches, bytes, await countOf(memory));
  await memory.close();
  await pool.end();
  await server.stop();
}

await onNothing();
await onSqlite();
await onPostgres();
