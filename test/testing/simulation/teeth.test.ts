import { describe, expect, test } from 'vitest';

import { assemblePattern } from '../../../src/pattern/assemblePattern.ts';
import { SimulationFailure } from '../../../src/testing/simulation/errors.ts';
import { faultKinds } from '../../../src/testing/simulation/faults.ts';
import { simulateSystem, type SimulationOptions } from '../../../src/testing/simulation/simulate.ts';
import { simulationRules } from '../../../src/testing/simulation/simulationInvariants.ts';
import * as pattern from './patternDefects.ts';
import { planted, withPowerCuts, type System } from './planted.ts';

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
  const ofTheMachine = ['bounded-escalations', 'one-answer', 'capped-iff-declined-at-cap', 'repeated-calls-count'];
  expect(simulationRules.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual(ofTheMachine);
});

test('a failure among many executions names the seed of its own world, and only the faults that were asked for', async () => {
  const among = await failureOf({ seed: 14, executions: 100 }, { assemble: pattern.answersTwice });
  expect(optionsIn(among)).toEqual({ seed: 16, executions: 25 });
  const quiet = await failureOf({ seed: 8, executions: 25, faults: ['crashes'] }, withPowerCuts());
  expect(quiet.replay).toMatch(/ --faults crashes$/);
  expect((await failureOf(optionsIn(quiet), withPowerCuts())).message).toBe(quiet.message);
});
