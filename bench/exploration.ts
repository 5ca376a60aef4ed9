import type { HandoffMachineOptions, HandoffPolicy } from '../src/machines/types.ts';
import { explorePaths } from '../src/testing/paths/explorePaths.ts';
import { verifyPolicy } from '../src/testing/policy/verifyPolicy.ts';
import { median, printTable } from './measure.ts';

const rounds = 5;
const everything = {
  minConfidence: 0.6,
  routing: 'direct',
  maxRetries: 2,
  atCap: 'human',
  onLimit: 'best-effort',
} as const;
const policies: Readonly<Record<string, Partial<HandoffPolicy>>> = {
  'default policy': {},
  'with a gate': { minConfidence: 0.6 },
  'gate, direct, 2 retries': everything,
};

function ladder(count: number, policy: Partial<HandoffPolicy>): HandoffMachineOptions {
  return {
    tiers: Array.from({ length: count }, (_, index) => ({ level: index + 1, agentId: `a${index + 1}` })),
    policy,
  };
}

/** The median of several rounds, in milliseconds, and what the last one came to. */
async function timed<T>(work: () => T | Promise<T>): Promise<readonly [string, T]> {
  const times: number[] = [];
  let result = await work();
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    result = await work();
    times.push(performance.now() - start);
  }
  return [`${median(times).toFixed(0)} ms`, result];
}

const explored: (readonly [string, ...string[]])[] = [];
for (const [name, policy] of Object.entries(policies)) {
  for (const count of [3, 5]) {
    const [time, { states, transitions, paths }] = await timed(() => explorePaths(ladder(count, policy)));
    explored.push([`${count} tiers, ${name}`, time, `${states} states`, `${transitions} transitions, ${paths} paths`]);
  }
}
printTable(`explorePaths, full alphabet (median of ${rounds})`, explored);

const [pure] = await timed(() => verifyPolicy(ladder(3, {}), { drive: 'none' }));
const [driven, { pathsDriven, transitions, paths }] = await timed(() => verifyPolicy(ladder(3, {})));
printTable(`verifyPolicy, 3 tiers, every maxTier: ${transitions} transitions, ${paths} paths (median of ${rounds})`, [
  ['all invariants', pure],
  [`and ${pathsDriven} paths through a real pattern`, driven],
]);
