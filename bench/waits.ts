import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Pool } from 'pg';

import type { TransitionRecord } from '../src/machines/executionTypes.ts';
import { pruneExecutions } from '../src/memory/archive.ts';
import { inMemory } from '../src/memory/inMemory.ts';
import { postgresMemory } from '../src/memory/postgresMemory.ts';
import type { SharedMemory } from '../src/memory/sharedMemory.ts';
import { sqliteMemory } from '../src/memory/sqliteMemory.ts';
import { sampleRecords } from '../src/testing/store/sampleRecords.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { median, printTable } from './measure.ts';

const waitCount = 20_000;
const overCount = 100_000;
const waitDeadline = '2027-01-01T00:00:00.000Z';
const waiting = sampleRecords('e', { end: 'waiting', waitDeadline });
const over = sampleRecords('e', { escalations: 2 });

/** The longest that the event loop was kept by `work`, in milliseconds. A timer of 1 ms notes how late it comes. */
async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  }, 1);
  await new Promise((resolve) => void setTimeout(resolve, 5));
  longest = 0;
  await work();
  await new Promise((resolve) => void setTimeout(resolve, 2));
  clearInterval(timer);
  return longest;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Appends copies of a sample under ids of their own, each a millisecond later. */
async function fill(memory: SharedMemory, name: string, sample: readonly TransitionRecord[], count: number) {
  for (let from = 0; from < count; from += 500) {
    const ids = Array.from({ length: Math.min(500, count - from) }, (_, index) => from + index);
    await Promise.all(ids.map((index) => memory.append(copyOf(sample, `${name}-${crypto.randomUUID()}`, index))));
  }
}

function copyOf(sample: readonly TransitionRecord[], executionId: string, index: number): readonly TransitionRecord[] {
  return sample.map((record) => {
    const timestamp = new Date(Date.parse(record.timestamp) + index).toISOString();
    const event = record.event.type === 'wait' ? { ...record.event, timestamp } : record.event;
    return { ...record, executionId, timestamp, event };
  });
}

async function measure(name: string, memory: SharedMemory): Promise<void> {
  await fill(memory, 'waiting', waiting, waitCount);
  const page = () => memory.list({ order: 'oldestWait', limit: 100 });
  const found = await page();
  if (found.executions.length !== 100) throw new Error(`The page holds ${found.executions.length} waits.`);
  const times: number[] = [];
  for (let round = 0; round < 50; round += 1) times.push(await timed(page));
  const deadlines: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    deadlines.push(await timed(() => memory.list({ order: 'nearestDeadline', limit: 100 })));
  }
  let last = found;
  while (last.nextCursor !== null)
    last = await memory.list({ order: 'oldestWait', limit: 1000, cursor: last.nextCursor });
  await fill(memory, 'over', over, overCount);
  const rows: (readonly [string, string])[] = [];
  const note = (what: string, ms: number) => rows.push([what, `${ms.toFixed(1)} ms`]);
  note(`a page of 100 of ${waitCount} waits, the oldest first`, median(times));
  note('the longest of 50', Math.max(...times));
  note('a page of 100, the nearest deadline first', median(deadlines));
  note('the newest 50 of all', await timed(() => memory.list()));
  note(
    'longest block: 1,000 running or waiting',
    await longestBlock(() => memory.list({ status: ['running', 'waiting'], limit: 1_000 })),
  );
  let filtered = 0;
  const filter = () => memory.list({ taskContains: 'no such text' });
  note('longest block: a text that is in no task', await longestBlock(async () => (filtered = await timed(filter))));
  note('that search', filtered);
  note('longest block: nobody holds', await longestBlock(() => memory.list({ held: true })));
  let prune = 0;
  const block = await longestBlock(async () => {
    prune = await timed(async () => {
      const deleted = await pruneExecutions(memory, { before: '2030-01-01' });
      if (deleted !== overCount) throw new Error(`${deleted} were deleted.`);
    });
  });
  note(`pruning ${overCount} executions of ${over.length} records`, prune);
  note('longest block: pruning', block);
  printTable(name, rows);
  await memory.close();
}

const folder = mkdtempSync(join(tmpdir(), 'handoff-bench-'));
const which = process.argv.slice(2);
const wanted = (name: string) => which.length === 0 || which.includes(name);
if (wanted('memory')) await measure('In-memory', inMemory());
if (wanted('sqlite')) await measure('SQLite, synchronous FULL', sqliteMemory(join(folder, 'waits.db')));
rmSync(folder, { recursive: true });
if (wanted('postgres')) {
  const server = await startPostgres({ durable: true });
  const pool = new Pool({ ...server.database, max: 10 });
  await measure('PostgreSQL, fsync on', postgresMemory({ pool }));
  await pool.end();
  await server.stop();
}
