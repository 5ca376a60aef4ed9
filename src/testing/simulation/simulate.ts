import { hash } from 'node:crypto';

import { assemblePattern } from '../../pattern/assemblePattern.ts';
import { inMemory } from '../../memory/inMemory.ts';
import { checkedOptions, optionsOf, required } from '../../options/checkedOptions.ts';
import { aFunction, integer, listOf, oneOf } from '../../options/rules.ts';
import { faultKinds, noFaults, type FaultKind } from './faults.ts';
import type { CreateMemory, SimulatedSystem } from './scene.ts';
import { playWorld } from './world.ts';

/** Options of `simulate`. Unknown ones are refused. */
export interface SimulationOptions {
  /** Where everything comes from: 0..2^32 - 1. */
  readonly seed: number;
  /** How many executions are simulated, 1..1,000,000. Default 1,000. */
  readonly executions?: number | undefined;
  /** What may go wrong. Default: everything. */
  readonly faults?: readonly FaultKind[] | undefined;
  /** Makes the store to try: an empty one for every 25 executions, which is closed at their end. Default: `inMemory`. */
  readonly createMemory?: CreateMemory | undefined;
}

/** What was simulated. Everything held. */
export interface SimulationReport {
  readonly seed: number;
  readonly executions: number;
  /** How many records were stored. */
  readonly records: number;
  /** How many things happened one after another. */
  readonly steps: number;
  /** How often each fault happened. */
  readonly faults: { readonly [Kind in FaultKind]: number };
  /** How the executions ended. */
  readonly outcomes: { readonly completed: number; readonly failed: number; readonly cancelled: number };
  /** SHA-256 (FIPS 180-4) of all that happened, lower-case hexadecimal: the same for the same options. */
  readonly traceHash: string;
}

const simulationOptions = optionsOf<SimulationOptions>({
  seed: required(integer(0, 2 ** 32 - 1)),
  executions: integer(1, 1_000_000),
  faults: listOf(oneOf(faultKinds)),
  createMemory: aFunction(),
});

/** How many executions share a memory, a ladder and its processes: few enough for a failure to be played again at once. */
const worldSize = 25;

/**
 * Simulates the whole library over a store, deterministically: processes with real patterns, in virtual time, and
 * everything that can go wrong, all from one seed. The invariants are checked with every record that is stored, every
 * lease, every call that is made, and everything that callers are told.
 *
 * @throws SimulationFailure with the first thing that does not hold, and the command that plays its world again.
 * @throws ConfigurationError where an option is not valid, or the store goes by another time than it is given.
 */
export function simulate(options: SimulationOptions): Promise<SimulationReport> {
  return simulateSystem(options, {});
}

/** The same with another store or other patterns in it. */
export async function simulateSystem(
  options: SimulationOptions,
  system: Partial<SimulatedSystem>,
): Promise<SimulationReport> {
  const {
    seed,
    executions = 1_000,
    faults = faultKinds,
    createMemory = inMemory,
  } = checkedOptions('simulate', simulationOptions, options);
  const simulated: SimulatedSystem = { createMemory, assemble: assemblePattern, ...system };
  const ownMemory = options.createMemory !== undefined;
  const counts = noFaults();
  const outcomes = { completed: 0, failed: 0, cancelled: 0 };
  const digests: string[] = [];
  let records = 0;
  let steps = 0;
  for (let begun = 0, index = 0; begun < executions; begun += worldSize, index += 1) {
    const count = Math.min(worldSize, executions - begun);
    const world = await playWorld({ seed: (seed + index) % 2 ** 32, executions: count, faults, ownMemory }, simulated);
    for (const kind of faultKinds) counts[kind] += world.faults[kind];
    for (const status of ['completed', 'failed', 'cancelled'] as const) outcomes[status] += world.outcomes[status];
    records += world.records;
    steps += world.steps;
    digests.push(world.digest);
  }
  return { seed, executions, records, steps, faults: counts, outcomes, traceHash: hash('sha256', digests.join('\n')) };
}
