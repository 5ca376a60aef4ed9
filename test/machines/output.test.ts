import { expect, test } from 'vitest';

import { outputOf } from '../../src/machines/output.ts';
import { after, answer, endOf, start, yes } from './walk.ts';

const tiers = [
  { level: 1, agentId: 'a' },
  { level: 2, agentId: 'b' },
];
const { context } = endOf({ tiers }, [{ output: yes }, { output: answer }]);

test('what an execution comes to names the tier that answered, not the highest one', () => {
  expect(outputOf(context)).toMatchObject({ status: 'completed', finalTier: 1, result: 'done', limitReached: null });
});

test('a duration is never negative, and never NaN, whatever the clocks say', () => {
  const durationOf = (startedAt: string, now: string) => outputOf({ ...context, startedAt, now }).durationMs;
  expect(durationOf(start, after(250))).toBe(250);
  expect(durationOf(after(250), start)).toBe(0);
  expect(durationOf('', start)).toBe(0);
});

test('what was cancelled with an answer at hand is cancelled', () => {
  const cancel = { type: 'cancel', timestamp: after(5), reason: 'enough' } as const;
  expect(endOf({ tiers }, [{ output: yes }, cancel]).output).toMatchObject({
    status: 'cancelled',
    failure: { message: 'enough' },
    durationMs: 5,
  });
  const failure = { name: 'Error', code: 'HANDOFF_CANCELLED', message: 'enough' };
  expect(outputOf({ ...context, failure })).toMatchObject({ status: 'cancelled' });
  expect(outputOf({ ...context, failure: { ...failure, code: 'OTHER' } })).toMatchObject({ status: 'failed' });
});
