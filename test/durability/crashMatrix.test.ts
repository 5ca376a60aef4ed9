import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { follow, killWhereItStops, startJob } from './children.ts';
import { expectEveryCallPaidOnce, expectNothingLost } from './expectations.ts';
import { readCalls, startsOf } from './calls.ts';
import { doJob } from './doJob.ts';
import type { Completed, Job, Report, Stop } from './job.ts';
import { ladderAppends, ladderCalls } from './ladder.ts';
import { turns } from './turns.ts';
import { durableStores, type StoreServer } from './storeServers.ts';
import { openStore } from './stores.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const stops: readonly Stop[] = [
  ...upTo(ladderCalls).map((number) => ({ at: 'calling', number }) as const),
  ...upTo(ladderAppends).map((number) => ({ at: 'storing', number }) as const),
  ...upTo(ladderAppends).map((number) => ({ at: 'stored', number }) as const),
];
const takeTurn = turns(2);

describe.each(durableStores)('kill -9 on $name', ({ start }) => {
  const directory = mkdtempSync(join(tmpdir(), 'handoff-crash-'));
  const executionId = 'e';
  let server: StoreServer;
  let uninterrupted: Completed;

  beforeAll(async () => {
    server = await start();
  });
  afterAll(async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const jobFor = async (name: string): Promise<Job> => ({
    task: 'run',
    store: await server.emptyStore(),
    callLog: join(directory, `${name}.calls`),
    executionIds: [executionId],
    atOnce: 1,
  });

  test('leaves an uninterrupted run to compare with', async () => {
    const job = await jobFor('uninterrupted');
    let writes = 0;
    const told = await follow(startJob(job), ({ type }) => void (writes += type === 'stored' ? 1 : 0));
    const starts = startsOf(await readCalls(job.callLog));
    expect(told).toMatchObject({ ended: 0, errors: [] });
    expect({ writes, calls: starts.size }).toEqual({ writes: ladderAppends, calls: ladderCalls });
    expect(told.results).toHaveLength(1);
    for (const { result } of told.results) uninterrupted = result;
    expect(uninterrupted).toMatchObject({ result: 'A person says so.', finalTier: 3, escalationCount: 2 });
  });

  test.concurrent.each(stops)('while $at, number $number', ({ at, number }) =>
    takeTurn(async () => {
      const job = await jobFor(`${at}-${number}`);
      const killed = await follow(startJob({ ...job, stop: { at, number } }), killWhereItStops);
      expect(killed.ended).toBe('SIGKILL');
      const acknowledged = killed.stored.get(executionId) ?? [];

      const store = await openStore(job.store);
      try {
        const before = await store.memory.read(executionId);
        expectNothingLost(acknowledged, before);
        const isBegun = before.length > 0;
        expect(isBegun).toBe(acknowledged.length > 0);

        const reports: Report[] = [];
        const report = (line: Report) => void reports.push(line);
        await doJob({ ...job, task: isBegun ? 'resume' : 'run' }, { memory: store.memory, report });
        const acknowledgedHere = reports.flatMap((line) => (line.type === 'stored' ? line.records : []));
        const after = await store.memory.read(executionId);
        // What a call that was in flight has cost is not known, and says so.
        const unknown = after.filter(({ event }) => event.type === 'resume').length;
        const { usage, costUsd, ...end } = uninterrupted;
        const calls = Number(usage['calls']) + unknown;
        const figures = { usage: { ...usage, calls, unreportedCalls: unknown }, costUsd: unknown > 0 ? null : costUsd };
        expect(reports.filter(({ type }) => type !== 'stored')).toMatchObject([{ result: { ...end, ...figures } }]);
        expectNothingLost([...acknowledged, ...acknowledgedHere], after);
        expectEveryCallPaidOnce(await readCalls(job.callLog), before, ladderCalls);
      } finally {
        await store.close();
      }
    }),
  );
});
