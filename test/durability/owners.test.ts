import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { readCalls, startsOf } from './calls.ts';
import { follow, startJob, type Told } from './children.ts';
import { expectFinishedOnce } from './expectations.ts';
import type { Job } from './job.ts';
import { ladderCalls } from './ladder.ts';
import { durableStores, type StoreServer } from './storeServers.ts';
import { openStore } from './stores.ts';
import { turns } from './turns.ts';

const takeTurn = turns(3);
/** Long enough for a process that is alive to renew it, however busy the machine is. */
const leaseMs = 2_000;
/** What those are told who came second: another process holds it, or has answered for the person. */
const second: readonly string[] = ['ExecutionHeldError', 'NotWaitingError'];

describe.each(durableStores)(
  'an owner that is alive in its call, and 3 processes that resume, on $name',
  ({ start }) => {
    const directory = mkdtempSync(join(tmpdir(), 'handoff-owners-'));
    let server: StoreServer;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    });

    test.concurrent.each([1, 3, 5])(
      'call %i: nobody calls while it lives; after its death each call is made once, but that one',
      (number) =>
        takeTurn(async () => {
          const callLog = join(directory, `${number}.calls`);
          const job: Job = {
            task: 'run',
            store: await server.emptyStore(),
            callLog,
            executionIds: ['e'],
            atOnce: 1,
            leaseMs,
          };
          const owner = startJob({ ...job, stop: { at: 'calling', number } });
          const others: Promise<Told>[] = [];
          const owned = await follow(owner, async ({ type }) => {
            if (type !== 'stopped') return;
            const before = await readCalls(callLog);
            for (let count = 0; count < 3; count += 1) others.push(follow(startJob({ ...job, task: 'resume' })));
            await setTimeout(1.5 * leaseMs);
            expect(await readCalls(callLog)).toEqual(before);
            owner.process.kill('SIGKILL');
          });
          expect(owned.ended).toBe('SIGKILL');

          const told = await Promise.all(others);
          expect(told.map(({ ended }) => ended)).toEqual([0, 0, 0]);
          expect(told.flatMap(({ results }) => results).length).toBeGreaterThan(0);
          for (const { name } of told.flatMap(({ errors }) => errors)) expect(second).toContain(name);
          const starts = [...startsOf(await readCalls(callLog)).values()];
          expect(starts).toEqual(Array.from({ length: ladderCalls }, (_, index) => (index === number - 1 ? 2 : 1)));
          const store = await openStore(job.store);
          expectFinishedOnce(await store.memory.read('e'));
          expect(await store.memory.find('e')).toMatchObject({ status: 'completed', lease: null });
          await store.close();
        }),
    );
  },
);
