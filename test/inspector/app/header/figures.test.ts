import { expect, test } from 'vitest';

import { figuresOf } from '../../../../inspector/app/header/figures.ts';
import { standingOf } from '../../../../src/machines/fold.ts';
import { sampleRecords } from '../../../../src/testing/store/sampleRecords.ts';

const context = standingOf(sampleRecords('e')).snapshot.context;
const none = { inputTokens: 0, outputTokens: 0, calls: 0, unreportedCalls: 0 };
const spent = { ...context, now: context.startedAt, forkedFrom: null };

test.for([
  ['nothing yet', { usage: none, costUsd: 0 }, '$0 · 0 tokens'],
  ['no call reported', { usage: { ...none, calls: 2, unreportedCalls: 2 }, costUsd: null }, 'cost and tokens unknown'],
  [
    'one call did not',
    { usage: { ...none, inputTokens: 1_200, calls: 2, unreportedCalls: 1 }, costUsd: null },
    'cost unknown · ≥ 1,200 tokens',
  ],
] as const)('what was not reported is not taken for nothing: %s', ([, figures, words]) => {
  expect(figuresOf({ ...spent, ...figures }, [])).toBe(words);
});

test('the time of a fork is its own, and not that since its parent began', () => {
  const anHourLater = (timestamp: string) => timestamp.replace('T00', 'T01');
  const records = sampleRecords('e').map((record) =>
    record.seq < 3 ? record : { ...record, timestamp: anHourLater(record.timestamp) },
  );
  const forked = { ...context, now: anHourLater(context.now), forkedFrom: { executionId: 'parent', seq: 1 } };
  expect(figuresOf(forked, records)).toMatch(/ · 1.00 s$/);
});
