import { describe, expect, test } from 'vitest';

import { standingAfter, standingAtStart } from '../../src/machines/fold.ts';
import { createHandoffMachine } from '../../src/machines/handoffMachine.ts';
import type { HandoffMachineOptions, HandoffPolicy, LimitName } from '../../src/machines/types.ts';
import { explorePaths } from '../../src/testing/paths/explorePaths.ts';
import type { Alphabet } from '../../src/testing/paths/outcome.ts';
import { pathLines, type Path } from '../../src/testing/paths/path.ts';
import { verifyPolicy } from '../../src/testing/policy/verifyPolicy.ts';
import { ladder, smallAlphabet } from './ladders.ts';

const policies: readonly Partial<HandoffPolicy>[] = [
  {},
  { minConfidence: 0.6, onLimit: 'best-effort' },
  { minConfidence: 0.6, routing: 'direct', maxRetries: 1 },
  { atCap: 'human', onError: 'fail' },
  { atCap: 'reject' },
];

/** All ways up a ladder, and nothing else. */
const waysUp: Alphabet = { requiredTiers: [1, 3, 4], failures: [], spends: ['nothing'], interruptions: false };

/** What makes a path what it is, without what says how it was found. */
function told({ records, end, steps }: Path) {
  return JSON.stringify({ records, end, outcomes: steps.map(({ outcome }) => outcome) });
}

describe('exploring', () => {
  test.for(policies)('states with the same future once gives the paths that exploring each gives: %j', (policy) => {
    for (const maxTier of [1, 2]) {
      const explore = (merge: boolean) => explorePaths(ladder(2, policy), { alphabet: smallAlphabet, maxTier, merge });
      const [merged, unmerged] = [explore(true), explore(false)];
      const paths = [...merged.everyPath()].map(told);
      expect(new Set(paths)).toEqual(new Set([...unmerged.everyPath()].map(told)));
      expect(paths).toHaveLength(new Set(paths).size);
      expect([merged.paths, unmerged.paths]).toEqual([paths.length, paths.length]);
      expect(merged.states).toBeLessThan(unmerged.states);
    }
  });

  test('does so with four tiers that are jumped over, too', () => {
    const explore = (merge: boolean) =>
      explorePaths(ladder(4, { minConfidence: 0.6, routing: 'direct' }), { alphabet: waysUp, limits: [], merge });
    const paths = [...explore(true).everyPath()].map(told);
    expect(paths.toSorted()).toEqual([...explore(false).everyPath()].map(told).toSorted());
  });

  test('gives the records that the machine makes of the same events', () => {
    const exploration = explorePaths(ladder(3, { minConfidence: 0.5, routing: 'direct' }), { maxPaths: 600 });
    for (const { config, input, steps, records, end } of exploration.everyPath()) {
      let standing = standingAtStart(config, input);
      for (const { event } of steps) standing = standingAfter(standing, event);
      expect(records).toEqual(standing.records);
      expect(end).toMatchObject({ status: standing.snapshot.output?.status, capped: standing.snapshot.context.capped });
    }
  });

  test('gives the shortest paths first, and says where it was cut', () => {
    const exploration = explorePaths(ladder(3), { maxPaths: 500 });
    const lengths = [...exploration.everyPath()].map(({ steps }) => steps.length);
    expect(lengths).toHaveLength(500);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    expect(exploration).toMatchObject({ complete: false, cut: expect.stringMatching(/^after the 500 shortest of \d/) });
    expect(explorePaths(ladder(1))).toMatchObject({ complete: true, cut: null });
  });

  test('counts what the formula for few outcomes says', () => {
    const alphabet = { requiredTiers: [1], failures: ['error'], spends: ['nothing'] } as const;
    for (const count of [1, 2, 3, 4, 5]) {
      const { paths } = explorePaths(ladder(count), { alphabet, limits: [] });
      // Up by a "no", a failed evaluation or a failed execution; out by a cancel in either call, or an answer.
      const [up, out] = [3 ** (count - 1), (3 ** (count - 1) - 1) / 2];
      // The last tier ends: cancel and failure of its evaluation, and answer, failure and cancel of each way to execute.
      expect(paths).toBe(out * 3 + up * 8);
    }
  });

  test('goes over every phase of every tier and every end', () => {
    const { graph } = explorePaths(ladder(3, { minConfidence: 0.5 }));
    expect(new Set(graph.nodes.map(({ state }) => state))).toEqual(
      new Set([
        ...[1, 2, 3].flatMap((level) => [`tier${level}.evaluating`, `tier${level}.executing`]),
        'tier3.capped',
        'done',
        'failed',
        'cancelled',
      ]),
    );
    const ends = graph.nodes.filter(({ call }) => call === undefined).map(({ snapshot }) => snapshot.output);
    for (const limitReached of ['timeMs', 'tokens', 'costUsd']) {
      expect(ends).toContainEqual(expect.objectContaining({ limitReached }));
    }
  });

  test('takes a machine as well, and knows its configuration', () => {
    const options = ladder(3, { routing: 'direct' });
    const [ofMachine, ofOptions] = [explorePaths(createHandoffMachine(options)), explorePaths(options)];
    expect(ofMachine.config).toEqual(ofOptions.config);
    expect(ofMachine.paths).toBe(ofOptions.paths);
    expect(() => explorePaths(options, { maxPaths: 0 })).toThrow('Use a number from 1 on');
    expect(() => explorePaths({ tiers: [] })).toThrow('There are no tiers');
  });

  test('says a path in lines', () => {
    const wanted = ['cannot', 'timeout', 'can', 'sure'];
    const path = explorePaths(ladder(3, { maxRetries: 0 }), { limits: [] })
      .everyPath()
      .find(({ steps }) => steps.map(({ outcome }) => outcome.kind).join() === wanted.join());
    expect(path && pathLines(path)).toEqual([
      'start → tier1.evaluating',
      'tier1.evaluating (agent-1): cannot handle it, needs tier 1 → tier1.escalating',
      'tier2.evaluating (agent-2): does not answer in time → tier2.escalating',
      'tier3.evaluating (agent-3): can handle it, needs tier 1 → tier3.executing',
      'tier3.executing (agent-3): answers, sure enough → done',
    ]);
  });
});

describe('rules of the policy', () => {
  const ended = (policy: HandoffMachineOptions['policy'], limits: readonly LimitName[] = []) => {
    const options = { tiers: ladder(2).tiers, policy: { maxRetries: 0, ...policy } };
    const alphabet = { requiredTiers: [2], interruptions: false };
    return [...explorePaths(options, { limits, alphabet }).everyPath()];
  };
  const kindsIn = (policy: HandoffMachineOptions['policy']) =>
    new Set(ended(policy).flatMap(({ steps }) => steps.map(({ outcome }) => outcome.kind)));

  test('for a reason are explored, wherever they stand', () => {
    expect(kindsIn({}).has('unavailable')).toBe(false);
    expect(kindsIn({ on: { unavailable: 'fail' } }).has('unavailable')).toBe(true);
    expect(kindsIn({ tiers: { 2: { on: { threw: 'retry' } } } }).has('threw')).toBe(true);
    expect(kindsIn({ on: { rateLimited: 'wait' } }).has('rateLimited')).toBe(false);
  });

  test('of one tier are explored in that tier', () => {
    const unsure = ended({ tiers: { 1: { minConfidence: 0.5 } } }).flatMap(({ steps }) =>
      steps.flatMap(({ outcome, call }) => (outcome.kind === 'unsure' ? call.level : [])),
    );
    expect(new Set(unsure)).toEqual(new Set([1]));
  });

  test('hold on every path, as the invariants say', async () => {
    const policy = {
      maxRetries: 0,
      on: { unavailable: 'escalate', unauthorized: 'escalate' },
      tiers: { 1: { minConfidence: 0.5, on: { threw: 'fail' } }, 2: { maxRetries: 1 } },
    } as const;
    const report = await verifyPolicy(
      { tiers: ladder(2).tiers, policy },
      { limits: [], alphabet: { requiredTiers: [2] } },
    );
    expect(report.complete).toBe(true);
  });

  test('unknown tokens are explored under a limit of tokens', () => {
    const ends = ended({}, ['tokens']).map(({ end, steps }) => [
      end?.limitReached,
      steps.map(({ outcome }) => outcome),
    ]);
    expect(ends).toContainEqual(['tokens', [{ kind: 'can', requiresTier: 2, spend: 'unknown' }]]);
  });
});
