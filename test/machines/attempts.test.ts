import { describe, expect, test } from 'vitest';

import { callInput } from '../../src/machines/context.ts';
import { answer, endOf, no, walk, yes } from './walk.ts';

const tiers = Array.from({ length: 11 }, (_, index) => ({ level: index + 1, agentId: `a${index + 1}` }));
const unsure = (confidence: number) => [{ output: yes }, { output: { ...answer, confidence } }];
const failed = (message: string) => ({ error: { name: 'Error', message } });

describe('what a tier is shown of those below it', () => {
  test('is the last eight attempts, oldest first', () => {
    const { context } = endOf(
      { tiers },
      tiers.slice(1).map(() => ({ output: no })),
    );
    expect(context.attempts.map(({ tierLevel }) => tierLevel)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('is cut after 2,000 characters, and whole up to there', () => {
    const texts = ['x'.repeat(2_000), 'x'.repeat(2_001)];
    for (const text of texts) {
      const cut = text.length > 2_000 ? `${'x'.repeat(1_999)}…` : text;
      expect(endOf({ tiers }, [{ output: { ...no, reasoning: text } }]).context.attempts).toMatchObject([
        { outcome: 'declined', reasoning: cut },
      ]);
      expect(endOf({ tiers }, [failed(text)]).context.attempts).toMatchObject([
        { outcome: 'failed', failure: { message: cut } },
      ]);
    }
  });

  test('says of each attempt its own: nothing of the tier before', () => {
    const policy = { minConfidence: 0.8 };
    const { context } = endOf({ tiers, policy }, [...unsure(0.5), failed('gone'), { output: no }]);
    const reasoning = { complexityScore: 0.2, reasoning: 'easy' };
    expect(context.attempts).toEqual([
      { tierLevel: 1, agentId: 'a1', outcome: 'low-confidence', ...reasoning, draft: 'done', confidence: 0.5 },
      {
        tierLevel: 2,
        agentId: 'a2',
        outcome: 'failed',
        failure: { name: 'Error', code: 'HANDOFF_AGENT_CALL', message: 'gone' },
        tries: 1,
      },
      { tierLevel: 3, agentId: 'a3', outcome: 'declined', complexityScore: 0.8, reasoning: 'too hard' },
    ]);
    expect(context).toMatchObject({ evaluation: null, execution: null, failure: null, escalationCount: 3 });
  });
});

test('the draft that is kept is the most confident, and of two equal ones the first', () => {
  const draftAfter = (second: number) =>
    endOf({ tiers, policy: { minConfidence: 0.8 } }, [...unsure(0.5), ...unsure(second)]).context.draft;
  expect(draftAfter(0.4)).toMatchObject({ tierLevel: 1, confidence: 0.5 });
  expect(draftAfter(0.5)).toMatchObject({ tierLevel: 1, confidence: 0.5 });
  expect(draftAfter(0.6)).toMatchObject({ tierLevel: 2, confidence: 0.6 });
});

test('an execution that fails says why, and a rejection that it is one', () => {
  const last = { maxTier: 1 };
  expect(endOf({ tiers }, [failed('gone')], last).context.failure).toMatchObject({ message: 'gone' });
  const rejected = endOf({ tiers, policy: { atCap: 'reject' } }, [{ output: no }], last).context;
  expect(rejected.failure).toMatchObject({ code: 'HANDOFF_TIERS_EXHAUSTED' });
  expect(rejected.attempts).toHaveLength(1);
});

test('a person at the cap is told what the tier there said, and the best effort of a tier is not told its own no', () => {
  const capped = (atCap: 'human' | 'execute', ...turns: Parameters<typeof walk>[1]) =>
    endOf({ tiers, policy: { atCap } }, [{ output: no }, { output: no }, ...turns], { maxTier: 2 }).context.attempts;
  const declined = { outcome: 'declined', complexityScore: 0.8, reasoning: 'too hard' };
  expect(capped('human')).toEqual([
    { tierLevel: 1, agentId: 'a1', ...declined },
    { tierLevel: 2, agentId: 'a2', ...declined },
  ]);
  expect(capped('execute')).toHaveLength(1);
  expect(capped('human', failed('nobody came'))[2]).toEqual({
    tierLevel: 2,
    agentId: 'human',
    outcome: 'failed',
    failure: { name: 'Error', code: 'HANDOFF_AGENT_CALL', message: 'nobody came' },
    tries: 1,
  });
});

test('a call is named after the record that caused it', () => {
  for (const { snapshot, records } of walk({ tiers }, [{ output: no }, { output: yes }])) {
    const call = callInput(snapshot.context, { level: 1, agentId: 'a1' });
    expect(call.callId).toBe(`e1:${records.at(-1)?.seq}`);
  }
});
