import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { createActor, fromPromise, toPromise } from 'xstate';

import { createHandoffMachine } from '../src/machines/handoffMachine.ts';
import { createHandoffPattern } from '../src/pattern/createHandoffPattern.ts';
import { inMemory } from '../src/memory/inMemory.ts';
import { sqliteMemory } from '../src/memory/sqliteMemory.ts';
import { functionAgent } from '../src/services/functionAgent.ts';
import { humanAgent } from '../src/services/humanAgent.ts';
import { bareMachine, runBare, runWorking, workingMachine } from './bareMachine.ts';
import { compare, printTable } from './measure.ts';

const evaluation = (canHandle: boolean) => ({ canHandle, complexityScore: 0.5, reasoning: 'bench', requiresTier: 3 });
const agent = (agentId: string, canHandle: boolean) =>
  functionAgent({ agentId, evaluate: () => evaluation(canHandle), execute: () => ({ result: 'ok', confidence: 1 }) });
const tiers = { 1: agent('a', false), 2: agent('b', false), 3: agent('c', true) };

async function bareLoop(): Promise<string> {
  for (const level of [1, 2, 3]) {
    const { canHandle } = await Promise.resolve(evaluation(level === 3));
    if (canHandle) return (await Promise.resolve({ result: 'ok' })).result;
  }
  return 'capped';
}

async function escalationInMemory(): Promise<void> {
  const machine = bareMachine(
    (level) => Promise.resolve(level === 3),
    () => Promise.resolve('ok'),
  );
  const working = workingMachine(
    (level) => Promise.resolve(evaluation(level === 3)),
    () => Promise.resolve('ok'),
  );
  // A fresh memory every hundred runs, so that the bench measures runs and not the collector promoting a growing map.
  const alone = createHandoffMachine({
    tiers: [1, 2, 3].map((level) => ({ level, agentId: `tier-${level}` })),
  }).provide({
    actors: {
      evaluate: fromPromise(({ input }) => Promise.resolve(evaluation(input.tierLevel === 3))),
      execute: fromPromise(() => Promise.resolve({ result: 'ok', confidence: 1, executionMetadata: {} })),
    },
  });
  const input = { executionId: 'e', task: 'a task', timestamp: '2026-01-01T00:00:00.000Z' };
  let pattern = createHandoffPattern({ tiers });
  let runs = 0;
  const medians = await compare({
    'async loop': bareLoop,
    'bare XState actor, empty states': () => runBare(machine),
    'bare XState actor, doing the job': () => runWorking(working),
    'handoff machine alone, embedded': () => toPromise(createActor(alone, { input }).start()),
    'xstate-handoff': () => {
      runs += 1;
      if (runs % 100 === 0) pattern = createHandoffPattern({ tiers, sharedMemory: inMemory() });
      return pattern.executeWithHandoff('a task');
    },
  });
  const empty = medians.get('bare XState actor, empty states') ?? Number.NaN;
  const bare = medians.get('bare XState actor, doing the job') ?? Number.NaN;
  printTable(
    'One three-tier escalation, instant services, in-memory record (median)',
    [...medians].map(([name, micros]) => [
      name,
      `${micros.toFixed(1)} us`,
      `${(micros / empty).toFixed(2)} x empty`,
      `${(micros / bare).toFixed(2)} x doing the job`,
    ]),
  );
}

async function escalationOnSqlite(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-bench-'));
  const memory = sqliteMemory(join(folder, 'handoff.db'));
  const pattern = createHandoffPattern({ tiers, sharedMemory: memory });
  const { executionId } = await pattern.executeWithHandoff('a task');
  const rows = (await pattern.getTransitions(executionId)).map((record) => JSON.stringify(record));
  const raw = rawInserts(join(folder, 'raw.db'), rows);
  const medians = await compare(
    { 'raw inserts of the same rows': raw, 'xstate-handoff, write ahead': () => pattern.executeWithHandoff('a task') },
    { rounds: 7, operations: 50 },
  );
  const limit = medians.get('raw inserts of the same rows') ?? Number.NaN;
  printTable(
    `One three-tier escalation on SQLite, WAL, synchronous FULL: ${rows.length} rows (median)`,
    [...medians].map(([name, micros]) => [
      name,
      `${micros.toFixed(0)} us`,
      `${(limit / micros).toFixed(2)} of the raw limit`,
    ]),
  );
  await memory.close();
  rmSync(folder, { recursive: true });
}

/** The rows of one run by prepared inserts, in the transactions that writing ahead needs: one before each call, one at the end. */
function rawInserts(path: string, rows: readonly string[]): () => Promise<void> {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec(
    'CREATE TABLE records (execution_id TEXT, seq INTEGER, record TEXT, PRIMARY KEY (execution_id, seq)) WITHOUT ROWID',
  );
  const insert = database.prepare('INSERT INTO records VALUES (?, ?, ?)');
  const batches = [rows.slice(0, 1), rows.slice(1, 3), rows.slice(3, 5), rows.slice(5, 6), rows.slice(6)];
  let run = 0;
  return async () => {
    run += 1;
    let seq = 0;
    for (const batch of batches) {
      database.exec('BEGIN IMMEDIATE');
      for (const row of batch) insert.run(`run-${run}`, seq++, row);
      database.exec('COMMIT');
    }
  };
}

async function waitingExecutions(count: number): Promise<void> {
  const pattern = createHandoffPattern({ tiers: { 1: humanAgent() } });
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const controller = new AbortController();
  const options = { returnOnWait: true, abortSignal: controller.signal };
  for (let index = 0; index < count; index += 1) await pattern.executeWithHandoff('a task', options);
  globalThis.gc?.();
  const after = process.memoryUsage().heapUsed;
  controller.abort(`${pattern.tiers.size} tier is enough`);
  printTable(`${count} executions waiting for a person at once`, [
    ['heap each, record included', `${Math.round((after - before) / count)} bytes`],
  ]);
}

await escalationInMemory();
await escalationOnSqlite();
await waitingExecutions(10_000);
process.exit(0);
