import { describe, expect, test } from 'vitest';

import { assemblePattern } from '../../../src/assemblePattern.ts';
import { SimulationFailure } from '../../../src/testing/simulation/errors.ts';
import { faultKinds } from '../../../src/testing/simulation/faults.ts';
import type { SimulatedSystem } from '../../../src/testing/simulation/scene.ts';
import { simulateSystem, type SimulationOptions } from '../../../src/testing/simulation/simulate.ts';
import { simulationRules } from '../../../src/testing/simulation/simulationInvariants.ts';
import * as memory from '../../support/memoryDefects.ts';
import * as pattern from './patternDefects.ts';

type System = Partial<SimulatedSystem>;

interface Planted {
  readonly defect: string;
  /** The invariant that must tell. */
  readonly breaks: string;
  /** One whose world shows it soon. */
  readonly seed: number;
  readonly system: System;
}

const stored = (defect: string, breaks: string, seed: number, change: memory.Defect): Planted => {
  return {
    defect: `a store that ${defect}`,
    breaks,
    seed,
    system: { createMemory: (options) => memory.broken(change, options) },
  };
};
const assembled = (defect: string, breaks: string, seed: number, assemble: SimulatedSystem['assemble']): Planted => {
  return { defect: `a pattern that ${defect}`, breaks, seed, system: { assemble } };
};

/** The power goes whenever a process starts: at first there is nothing to be lost. */
function withPowerCuts(): System {
  let powerCut: () => Promise<void> = () => Promise.resolve();
  return {
    createMemory: (options) => {
      const store = memory.losesLastWriteInCrash(options);
      ({ powerCut } = store);
      return store.memory;
    },
    assemble: (parts) => {
      void powerCut();
      return assemblePattern(parts);
    },
  };
}

const planted: readonly Planted[] = [
  stored('loses a write now and then', 'nothing-lost', 1, memory.losesWrites),
  stored('lets the last writer win', 'one-winner', 1, memory.overwrites),
  stored('confirms a write that it refuses', 'one-winner', 1, memory.confirmsWhatItRefuses),
  stored('returns records in another order', 'nothing-lost', 1, memory.readsBackwards),
  stored('reads from a replica that is behind', 'nothing-lost', 1, memory.readsOldRecords),
  stored('stores an event twice', 'nothing-lost', 1, memory.storesTwice),
  stored('stores half a batch', 'nothing-lost', 1, memory.tearsBatches),
  stored('cuts times to seconds', 'nothing-lost', 1, memory.cutsTimes),
  stored('lists how an execution stood once', 'lists-are-current', 5, memory.listsOldStatus),
  {
    defect: 'a store that drops the last write in a crash',
    breaks: 'nothing-lost',
    seed: 1001,
    system: withPowerCuts(),
  },
  assembled('executes twice after a resume', 'called-once', 3, pattern.executesAgainAfterResume),
  assembled('takes one answer of a person for two', 'agents-heard', 46, pattern.answersTwice),
  assembled('says of every answer that it counts', 'callers-told-the-truth', 1, pattern.welcomesEveryAnswer),
  assembled('says that it cancelled, and did not', 'callers-told-the-truth', 1, pattern.saysThatItCancelled),
  assembled('ignores the abort signal', 'cancel-settles', 5, pattern.ignoresAbortSignal),
  assembled('goes above maxTier', 'never-above-max-tier', 6, pattern.ignoresMaxTier),
  assembled('overspends the budget', 'within-budget', 1, pattern.ignoresBudget),
  assembled('goes on when its time is over', 'within-budget', 6, pattern.ignoresRunTimeout),
  assembled('lets a call hang', 'call-in-time', 2, pattern.ignoresCallTimeout),
  assembled('waits half the time', 'call-in-time', 27, pattern.waitsHalfTheTime),
  assembled('never sleeps', 'always-ends', 1, pattern.neverSleeps),
  assembled('retries more often than its policy says', 'record-says-what-happened', 1, pattern.retriesMoreOften),
  assembled('tells another answer than it records', 'callers-told-the-truth', 6, pattern.tellsAnotherAnswer),
  assembled('keeps its failures to itself', 'callers-told', 3, pattern.keepsFailuresToItself),
  assembled('forgets the first decision', 'callers-told-the-truth', 5, pattern.forgetsFirstDecision),
  assembled('calls before it has stored', 'write-ahead', 1, pattern.writesBehind),
  assembled('records a failure as done', 'replay-equals-live', 1, pattern.recordsFailureAsDone),
  assembled('goes on when somebody else has written', 'one-winner', 11, pattern.goesOnWhenRefused),
  assembled('seals nothing', 'chain-verifies', 1, pattern.leavesRecordsUnsealed),
  assembled('calls without a key', 'write-ahead', 1, pattern.callsWithoutKey),
  assembled('forgets what a call used', 'agents-heard', 1, pattern.forgetsUsage),
  assembled('overstates how sure an agent was', 'agents-heard', 4, pattern.overstatesConfidence),
];

async function failureOf(options: SimulationOptions, system: System): Promise<SimulationFailure> {
  const told: unknown = await simulateSystem(options, system).catch((error: unknown) => error);
  if (SimulationFailure.isInstance(told)) return told;
  throw new Error('The simulation did not fail as such.', { cause: told });
}

/** The options in the command that a failure ends with. */
function optionsIn({ message }: SimulationFailure): SimulationOptions {
  const [, seed, executions, faults] =
    /handoff simulate --seed (\d+) --executions (\d+)(?: --faults (\S+))?$/.exec(message) ?? [];
  const options = { seed: Number(seed), executions: Number(executions) };
  return faults === undefined ? options : { ...options, faults: faultKinds.filter((kind) => faults.includes(kind)) };
}

describe('a simulation catches', () => {
  test.for(planted)('$defect: $breaks, and again from the seed that it prints', async ({ breaks, seed, system }) => {
    const failure = await failureOf({ seed, executions: 25 }, system);
    expect(failure.invariant).toBe(breaks);
    const again = await failureOf(optionsIn(failure), system);
    expect(again.message).toBe(failure.message);
    expect(again.traceHash).toBe(failure.traceHash);
    expect(again.records).toEqual(failure.records);
  });

  test('nothing where nothing is planted', async () => {
    const options = { seed: 1, executions: 50 };
    expect(await simulateSystem(options, { assemble: (parts) => assemblePattern(parts) })).toMatchObject(options);
  });
});

test('a defect of every kind is planted', () => {
  const broken = new Set(planted.map(({ breaks }) => breaks));
  // What the machine alone decides is planted where the machine is tested.
  const ofTheMachine = ['bounded-escalations', 'one-answer', 'capped-iff-declined-at-cap'];
  expect(simulationRules.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual(ofTheMachine);
});

test('a failure among many executions names the seed of its own world, and only the faults that were asked for', async () => {
  const among = await failureOf({ seed: 44, executions: 100 }, { assemble: pattern.answersTwice });
  expect(optionsIn(among)).toEqual({ seed: 46, executions: 25 });
  const quiet = await failureOf({ seed: 8, executions: 25, faults: ['crashes'] }, withPowerCuts());
  expect(quiet.replay).toMatch(/ --faults crashes$/);
  expect((await failureOf(optionsIn(quiet), withPowerCuts())).message).toBe(quiet.message);
});
