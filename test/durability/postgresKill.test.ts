import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { startPostgres } from '../support/postgres.ts';
import { readCalls } from './calls.ts';
import { follow, startJob, type Told } from './children.ts';
import { expectEveryCallPaidOnce, expectFinishedOnce, expectNothingLost } from './expectations.ts';
import type { Job } from './job.ts';
import { ladderCalls } from './ladder.ts';
import { openStore } from './stores.ts';

const server = await startPostgres();
const directory = mkdtempSync(join(tmpdir(), 'handoff-postgres-kill-'));
// Far more than can end while the server is being killed: it is to go in the middle of them.
const executionIds = Array.from({ length: 120 }, (_, index) => `e${index}`);

afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function jobOf(name: string): Promise<Job> {
  const { url } = await server.createDatabase();
  const callLog = join(directory, name);
  return { task: 'run', store: { kind: 'postgres', url }, callLog, executionIds, atOnce: 8 };
}

/** Runs the job, does `disturb` as soon as so many writes are acknowledged, and follows the process to its end. */
function runDisturbed(job: Job, writes: number, disturb: () => Promise<void>): Promise<Told> {
  let left = writes;
  return follow(startJob(job), async ({ type }) => {
    if (type !== 'stored') return;
    left -= 1;
    if (left === 0) await disturb();
  });
}

/** A fresh process on the restarted server ends what was begun, with nothing lost and nothing paid twice: how many. */
async function resumedAfter(job: Job, told: Told): Promise<number> {
  expect(told.ended).toBe(0);
  expect(told.errors.filter(({ name }) => name !== 'MemoryError')).toEqual([]);
  expect(told.results.length + told.errors.length).toBe(executionIds.length);

  const store = await openStore(job.store);
  try {
    const before = new Map(
      await Promise.all(executionIds.map(async (id) => [id, await store.memory.read(id)] as const)),
    );
    const begun = executionIds.filter((id) => before.get(id)?.length !== 0);
    for (const id of executionIds) expectNothingLost(told.stored.get(id) ?? [], before.get(id) ?? []);
    const resumed = await follow(startJob({ ...job, task: 'resume', executionIds: begun }));
    expect(resumed).toMatchObject({ ended: 0, errors: [] });
    expect(resumed.results).toHaveLength(begun.length);

    const calls = await readCalls(job.callLog);
    for (const id of begun) {
      const records = await store.memory.read(id);
      expectNothingLost(told.stored.get(id) ?? [], records);
      expectFinishedOnce(records);
      const own = calls.filter(({ callId }) => callId.startsWith(`${id}:`));
      expectEveryCallPaidOnce(own, before.get(id) ?? [], ladderCalls);
    }
    return begun.length;
  } finally {
    await store.close();
  }
}

test('kill -9 of PostgreSQL ends the run with a MemoryError, and resume ends it when the server is back', async () => {
  const job = await jobOf('down');
  const told = await runDisturbed(job, 40, () => server.kill());
  expect(told.errors.length).toBeGreaterThan(0);
  await server.restart();
  expect(await resumedAfter(job, told)).toBeGreaterThanOrEqual(told.stored.size);
});

test('kill -9 of PostgreSQL that is back at once: the run goes on or ends with a MemoryError', async () => {
  const job = await jobOf('back');
  const told = await runDisturbed(job, 40, async () => {
    await server.kill();
    await server.restart();
  });
  expect(await resumedAfter(job, told)).toBeGreaterThanOrEqual(told.stored.size);
});
