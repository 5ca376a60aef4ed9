import { setImmediate } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { inMemory } from '../../../src/memory/inMemory.ts';
import { SimulationFailure } from '../../../src/testing/simulation/errors.ts';
import type { CreateMemory } from '../../../src/testing/simulation/scene.ts';
import { simulate } from '../../../src/testing/simulation/simulate.ts';
import { broken, losesWrites } from '../../support/memoryDefects.ts';

/** A store that is reached over something: whatever it is asked takes turns of the event loop. */
const slow: CreateMemory = ({ now }) => {
  const store = inMemory({ now });
  const late = async <T>(work: () => Promise<T>): Promise<T> => {
    await setImmediate();
    const done = await work();
    await setImmediate();
    return done;
  };
  return {
    ...store,
    append: (records, claim) => late(() => store.append(structuredClone(records), claim)),
    read: (executionId) => late(async () => structuredClone(await store.read(executionId))),
    list: (query) => late(() => store.list(query)),
    renew: (executionId, claim) => late(() => store.renew(executionId, claim)),
    release: (executionId, token) => late(() => store.release(executionId, token)),
  };
};

const options = { seed: 2, executions: 50 };

test('a store of the caller is played with all faults, and goes the same way as another one that is right', async () => {
  const own = await simulate({ ...options, createMemory: slow });
  expect(own).toEqual(await simulate(options));
});

test('a store of the caller is made for every world, waited for, and closed at its end', async () => {
  const happened: string[] = [];
  const createMemory: CreateMemory = async ({ now }) => {
    await setImmediate();
    happened.push('made');
    const store = inMemory({ now });
    return { ...store, close: async () => void happened.push('closed') };
  };
  await simulate({ ...options, createMemory });
  expect(happened).toEqual(['made', 'closed', 'made', 'closed']);
});

test('a store that is wrong is told with the call that plays it again', async () => {
  const createMemory: CreateMemory = (world) => broken(losesWrites, world);
  const told: unknown = await simulate({ ...options, faults: ['crashes', 'stalls'], createMemory }).catch(
    (error: unknown) => error,
  );
  if (!SimulationFailure.isInstance(told)) throw new Error('It did not fail as such.', { cause: told });
  expect(told.invariant).toBe('nothing-lost');
  expect(told.replay).toBe(
    `simulate({ seed: ${told.seed}, executions: 25, faults: ['crashes', 'stalls'], createMemory })`,
  );
});

test('a store that goes by another time is refused, and closed', async () => {
  let isClosed = false;
  const createMemory: CreateMemory = () => ({
    ...inMemory(),
    close: async () => {
      isClosed = true;
    },
  });
  await expect(simulate({ ...options, createMemory })).rejects.toMatchObject({
    code: 'HANDOFF_CONFIGURATION',
    path: 'createMemory',
  });
  expect(isClosed).toBe(true);
});
