import { describe, expect, test } from 'vitest';

import { checkPolicy, type CheckOptions } from '../../src/testing/policy/checkPolicy.ts';
import { explorePaths } from '../../src/testing/paths/explorePaths.ts';
import { foldRecords } from '../../src/machines/fold.ts';
import { failureOf } from '../../src/machines/occurrence.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { validConfig } from '../../src/machines/validConfig.ts';
import { endOf } from '../../src/testing/invariants/history.ts';
import { invariants } from '../../src/testing/invariants/invariants.ts';
import { pathLines, type Path } from '../../src/testing/paths/path.ts';
import { mistaken, type Mistakes } from './doubles.ts';
import { ladder } from './ladders.ts';

const options = ladder(3, { minConfidence: 0.5, maxRetries: 1 });

/** Few outcomes, one limit among them. */
const few: CheckOptions = {
  drive: 'none',
  limits: ['costUsd'],
  alphabet: { requiredTiers: [1], spends: ['nothing', 'all money'] },
};

/** What the invariants find in a machine with a mistake in it, by their names, with the shortest path of each. */
async function foundIn(mistakes: Mistakes) {
  const subject = { config: validConfig(options), machine: mistaken(options, mistakes) };
  const { counterexamples } = await checkPolicy(subject, few);
  return new Map(counterexamples.map(({ invariant, problem, path }) => [invariant.name, { problem, path }]));
}

const linesFor = (path: Path | undefined) => (path === undefined ? [] : pathLines(path));

describe('the invariants', () => {
  test('hold of the real machine, also where it is taken apart and put together again', async () => {
    expect(await foundIn({})).toEqual(new Map());
  });

  test('find a call above the cap', async () => {
    const found = await foundIn({ input: ({ maxTier, ...input }) => input });
    const { path, problem } = found.get('never-above-max-tier') ?? {};
    expect(problem).toBe('Record 2 calls tier 2, and the highest allowed tier is 1.');
    expect(linesFor(path)).toEqual([
      'start → tier1.evaluating',
      'tier1.evaluating (agent-1): cannot handle it, needs tier 1 → tier1.escalating',
    ]);
  });

  test('find a wrong number of escalations', async () => {
    const found = await foundIn({
      change: (right) => (right.escalationCount ? { ...right, escalationCount: 2 } : right),
    });
    expect(found.get('bounded-escalations')?.problem).toBe('escalationCount is 2, and 1 escalations were made.');
  });

  test('find an answer that counts although it was refused', async () => {
    const found = await foundIn({
      change: (right, _situation, { from, to }) =>
        from === 'evaluating' && to === 'failed'
          ? { ...right, failure: null, execution: { result: 'made up', confidence: 1, executionMetadata: {} } }
          : right,
    });
    expect(found.get('one-answer')?.problem).toBe('The execution is completed, and 0 answers were accepted.');
  });

  test('find a cap that is passed over in silence, and one that nobody reached', async () => {
    const silent = await foundIn({
      decided: (right) => (right.verdict === 'capped' ? { ...right, verdict: 'executing' } : right),
    });
    const early = await foundIn({
      decided: (right, { context }) =>
        right.verdict === 'escalating' && context.evaluation === null ? { ...right, verdict: 'capped' } : right,
    });
    expect(silent.get('capped-iff-declined-at-cap')?.problem).toContain('Tier 1, the highest allowed, said no');
    expect(early.get('capped-iff-declined-at-cap')?.problem).toContain('nobody said no at tier 2');
  });

  test('find a call that begins after the budget is spent', async () => {
    const found = await foundIn({
      decided: (right, { context }) =>
        right.limit === 'costUsd' && context.evaluation === null ? { verdict: 'executing', limit: null } : right,
    });
    expect(found.get('within-budget')?.problem).toBe(
      'Record 1 leads to a call in tier1.executing, and costUsd was reached before.',
    );
  });

  test('find a cancel that changes nothing', async () => {
    const found = await foundIn({ deafTo: ['cancel'] });
    expect(found.get('cancel-settles')?.problem).toBe('It was cancelled, and nothing happened.');
    expect(found.get('record-says-what-happened')?.problem).toContain("The event 'cancel' left no record");
  });

  test('find an execution that may go on for ever', async () => {
    const uncounted = await foundIn({ change: (right) => ({ ...right, retries: 0 }) });
    const unbounded = await foundIn({
      decided: (right, { event }) =>
        'error' in event && failureOf(event.error).transient ? { verdict: 'again', limit: null } : right,
    });
    for (const found of [uncounted, unbounded]) {
      const { problem, path } = found.get('always-ends') ?? {};
      expect(problem).toContain('It may go on for ever');
      expect(linesFor(path).at(-1)).toMatch(/^(\S+) .* does not answer in time(?:, spends all money)? → \1$/);
    }
  });

  test('find a record with a gap', async () => {
    const found = await foundIn({ change: (right) => ({ ...right, seq: (right.seq ?? 0) + 1 }) });
    expect(found.get('record-says-what-happened')?.problem).toBe('Record 1: its number is 2.');
  });

  test('find a live snapshot that the record does not lead to', async () => {
    const found = await foundIn({ change: (right) => ({ ...right, task: 'another one' }) });
    expect([...found.keys()]).toEqual(['replay-equals-live']);
  });
});

describe('the invariants of a record from anywhere', () => {
  const path = explorePaths(options, { limits: [] })
    .everyPath()
    .find(({ steps, end }) => steps.length === 4 && end?.status === 'completed');
  if (path === undefined) throw new Error('there is such a path');
  const { config, input, records } = path;
  const end = endOf(foldRecords(records).at(-1)?.snapshot ?? { output: undefined });

  const problemsOf = (changed: readonly TransitionRecord[]) =>
    invariants.flatMap((invariant) => invariant.check({ config, input, records: changed, end }) ?? []);
  const withChange = (seq: number, change: Partial<TransitionRecord>) =>
    records.map((record) => (record.seq === seq ? { ...record, ...change } : record));

  test('hold where nothing is wrong, also read back from JSON', () => {
    expect(problemsOf(records)).toEqual([]);
    expect(problemsOf(JSON.parse(JSON.stringify(records)))).toEqual([]);
  });

  test('find whatever is changed', () => {
    const decision = records.find((record) => record.decision !== undefined)?.decision;
    if (decision === undefined) throw new Error('somebody decides');
    for (const [changed, problem] of [
      [withChange(1, { timestamp: '' }), 'Record 1: it has no time.'],
      [withChange(1, { executionId: 'another' }), 'its execution is another'],
      [withChange(1, { agentId: 'nobody' }), "it says that 'nobody' acted"],
      [withChange(1, { from: 'tier3.executing' }), 'it leads on from tier3.executing'],
      [withChange(1, { decision: { ...decision, requiresTier: 9 } }), 'requiresTier of the decision is 9'],
      [withChange(1, { decision: { ...decision, timestamp: '' } }), 'timestamp of the decision is '],
      [[...records, ...records.slice(-1)], 'follows the end'],
      [records.slice(0, -1), 'its record ends in'],
      [records.slice(1), 'It begins with'],
      [[], 'There is no record at all.'],
    ] as const) {
      expect(problemsOf(changed), problem).toContainEqual(expect.stringContaining(problem));
    }
  });
});
