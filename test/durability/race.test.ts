import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { inMemory } from '../../src/memory/inMemory.ts';
import type { LeaseClaim } from '../../src/memory/lease.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { compileCache } from './children.ts';
import { expectFinishedOnce } from './expectations.ts';
import { parseOutcome, raceTiers, type Outcome, type RaceJob } from './raceJob.ts';
import { durableStores, type StoreServer } from './storeServers.ts';
import { openStore, type StoreAddress } from './stores.ts';

const processCount = 8;
const executionIds = Array.from({ length: 80 }, (_, index) => `e${index}`);

/** What those are told who came second. */
const refusals: ReadonlySet<string> = new Set(['ExecutionHeldError', 'ConcurrentExecutionError']);

/** Unfinished at each place where a process can have died, in turn. */
async function unfinished(executionId: string, index: number): Promise<readonly TransitionRecord[]> {
  const source = inMemory();
  const writes: number[] = [];
  const sharedMemory = {
    ...source,
    // As the stores that these records are put into.
    seals: true,
    append: async (records: readonly TransitionRecord[], claim?: LeaseClaim) => {
      await source.append(records, claim);
      writes.push((records.at(-1)?.seq ?? 0) + 1);
    },
  };
  const pattern = createHandoffPattern({ tiers: raceTiers(() => undefined), sharedMemory });
  await pattern.executeWithHandoff(`task ${executionId}`, { executionId });
  return (await source.read(executionId)).slice(0, writes[index % (writes.length - 1)]);
}

/** All processes begin at the same moment, when the last of them is ready. */
async function race(job: RaceJob): Promise<readonly Outcome[]> {
  const script = join(import.meta.dirname, 'raceChild.ts');
  const racers = Array.from({ length: processCount }, () => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, JSON.stringify(job)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    });
    return {
      child,
      ended: once(child, 'close'),
      lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    };
  });
  for (const { lines } of racers) expect(await lines.next()).toMatchObject({ value: '"ready"' });
  for (const { child } of racers) child.stdin.write('go\n');
  const outcomes = await Promise.all(
    racers.map(async ({ lines, ended }) => {
      const own: Outcome[] = [];
      for await (const line of lines) own.push(parseOutcome(line));
      expect(await ended).toEqual([0, null]);
      return own;
    }),
  );
  return outcomes.flat();
}

describe.each(durableStores)('8 processes resume 80 executions on $name', { timeout: 300_000 }, ({ start }) => {
  let server: StoreServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());

  const startRace = async (together: boolean) => {
    const store: StoreAddress = await server.emptyStore();
    const { memory, close } = await openStore(store);
    const before = new Map<string, readonly TransitionRecord[]>();
    for (const [index, executionId] of executionIds.entries()) {
      const records = await unfinished(executionId, index);
      before.set(executionId, records);
      await memory.append(records);
    }
    const outcomes = Map.groupBy(await race({ store, executionIds, together }), ({ executionId }) => executionId);
    const after = new Map<string, readonly TransitionRecord[]>();
    for (const executionId of executionIds) after.set(executionId, await memory.read(executionId));
    await close();
    return { before, after, outcomesOf: (id: string) => outcomes.get(id) ?? [] };
  };

  test('from the same record: one of them wins, makes the calls and ends it', async () => {
    const { before, after, outcomesOf } = await startRace(true);
    for (const id of executionIds) {
      const records = after.get(id) ?? [];
      const begun = before.get(id) ?? [];
      expectFinishedOnce(records);
      expect(records.slice(0, begun.length)).toEqual(begun);

      const winners = outcomesOf(id).filter(({ ended }) => ended === 'completed');
      const losers = outcomesOf(id).filter(({ ended }) => refusals.has(ended));
      expect({ winners: winners.length, losers: losers.length }).toEqual({ winners: 1, losers: processCount - 1 });
      expect(losers.flatMap(({ calls }) => calls)).toEqual([]);
      const made = winners.flatMap(({ calls }) => calls);
      expect(made).toHaveLength(records.slice(begun.length).filter(({ event }) => 'actorId' in event).length);
      expect(new Set(made).size).toBe(made.length);
    }
  });

  test('whenever each comes to it: it ends once, and every call is made once', async () => {
    const { before, after, outcomesOf } = await startRace(false);
    for (const id of executionIds) {
      const records = after.get(id) ?? [];
      expectFinishedOnce(records);
      const outcomes = outcomesOf(id);
      expect(outcomes).toHaveLength(processCount);
      for (const { ended, result } of outcomes) {
        if (ended === 'completed') expect(result).toBe(`The answer to task ${id}`);
        else expect(ended).toBe('ExecutionHeldError');
      }
      const begun = before.get(id)?.length ?? 0;
      const made = outcomes.flatMap(({ calls }) => calls);
      expect(made).toHaveLength(records.slice(begun).filter(({ event }) => 'actorId' in event).length);
      expect(new Set(made).size).toBe(made.length);
    }
  });
});
