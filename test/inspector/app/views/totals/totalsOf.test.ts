import { expect, it } from 'vitest';

import { budgetOf, totalsOf } from '../../../../../inspector/app/views/totals/totalsOf.ts';
import { sampleRecords } from '../../../../../src/testing/store/sampleRecords.ts';

const records = sampleRecords('e1', { escalations: 1 });

it('adds up the calls of each tier, and of all', () => {
  const { tiers, all } = totalsOf(records);
  expect(tiers.map(({ tierLevel, calls, inputTokens }) => [tierLevel, calls, inputTokens])).toEqual([
    [1, 1, 120],
    [2, 2, 120],
  ]);
  expect(tiers[0]?.durationMs).toBe(1.5);
  expect(all).toMatchObject({ calls: 3, inputTokens: 240, outputTokens: 80, unreportedCalls: 1, unpricedCalls: 1 });
  expect(all.costUsd).toBeCloseTo(0.000_24);
});

it('is nothing before a call ended', () => {
  expect(totalsOf(records.slice(0, 1))).toMatchObject({ tiers: [], all: { calls: 0, costUsd: 0 } });
});

it('says what is left of the limits, and where that cannot be told', () => {
  const limits = { costUsd: 0.01, tokens: 200, deadline: '2026-01-01T00:00:10.000Z' };
  const start = Date.parse('2026-01-01T00:00:00.000Z');
  const known = budgetOf(limits, totalsOf(records.slice(0, 4)), start, start + 5_000);
  expect(known).toMatchObject([
    { limit: 'costUsd', allowed: 0.01 },
    { limit: 'tokens', spent: 320, used: 1.6 },
    { limit: 'deadline', used: 0.5 },
  ]);
  expect(known[0]?.used).toBeCloseTo(0.024);
  expect(budgetOf(limits, totalsOf(records), start, start).slice(0, 2)).toMatchObject([
    { used: undefined },
    { used: undefined },
  ]);
});

it('has a budget of nothing used up by any cost, and not before', () => {
  const free = totalsOf(records.slice(0, 1));
  expect(budgetOf({ costUsd: 0 }, free, 0, 0)).toMatchObject([{ used: 0 }]);
  expect(budgetOf({ costUsd: 0 }, totalsOf(records.slice(0, 2)), 0, 0)).toMatchObject([{ used: 1 }]);
});
