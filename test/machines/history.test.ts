import { describe, expect, test } from 'vitest';

import { analyzeEscalations } from '../../src/analytics/analyzeEscalations.ts';
import type { HandoffInput, HandoffMachineOptions, PolicyOptions } from '../../src/machines/types.ts';
import { explorePaths } from '../../src/testing/paths/explorePaths.ts';
import { after, answer, no, start, walk, yes, type Turn } from './walk.ts';

const tiers = [1, 2, 3].map((level) => ({ level, agentId: `a${level}` }));
const refused = { error: { message: 'no', reason: 'refused', status: 400, model: { asked: 'm' } } };
const locked = { error: { message: 'key', reason: 'unauthorized', status: 401 } };
const cancel = { type: 'cancel', timestamp: after(1) } as const;
const expire = { type: 'expire', timestamp: after(9) } as const;

function historyOf(turns: readonly Turn[], policy: PolicyOptions = {}, input: Partial<HandoffInput> = {}) {
  const options: HandoffMachineOptions = { tiers, policy };
  const steps = walk(options, turns, input);
  const history = steps.flatMap(({ records }) => records.flatMap(({ decision }) => decision ?? []));
  return { history, context: steps.at(-1)?.snapshot.context };
}

describe('the history has a decision of every tier that was asked', () => {
  test('whose evaluation failed, with the failure and the model', () => {
    const { history } = historyOf([refused, { output: yes }, { output: answer }]);
    expect(history).toMatchObject([
      {
        tierLevel: 1,
        canHandle: null,
        complexityScore: null,
        requiresTier: null,
        reasoning: '',
        handoffDecision: 'escalate',
        failure: { reason: 'refused', status: 400, message: 'no' },
        model: { asked: 'm' },
      },
      { tierLevel: 2, canHandle: true, handoffDecision: 'execute' },
    ]);
    expect(analyzeEscalations(history)).toMatchObject({
      escalations: 1,
      tiersInvolved: [1, 2],
      averageComplexity: 0.2,
      decisionTrail: ['tier 1 (a1): escalate, failed: refused', 'tier 2 (a2): execute, complexity 0.20, needs tier 1'],
    });
  });

  test('and which ended the execution', () => {
    expect(historyOf([locked]).history).toMatchObject([{ handoffDecision: 'stop', failure: { status: 401 } }]);
    expect(historyOf([cancel]).history).toMatchObject([{ canHandle: null, handoffDecision: 'stop' }]);
    expect(historyOf([expire], {}, { limits: { deadline: after(9) } }).history).toMatchObject([
      { canHandle: null, handoffDecision: 'stop', limit: 'timeMs' },
    ]);
    expect(historyOf([{ output: no }], { atCap: 'reject' }, { maxTier: 1 }).history).toMatchObject([
      { canHandle: false, handoffDecision: 'stop' },
    ]);
  });

  test('once, however often its call was tried again', () => {
    const busy = { error: { message: 'busy', transient: true } };
    const { history } = historyOf([busy, busy, busy, { output: yes }]);
    expect(history.map(({ tierLevel, handoffDecision }) => [tierLevel, handoffDecision])).toEqual([
      [1, 'escalate'],
      [2, 'execute'],
    ]);
  });

  test('an end by a limit is called that, and nobody is said to have declined', () => {
    const limits = { costUsd: 1 };
    const dear = { ...yes, costUsd: 1 };
    const { history, context } = historyOf([{ output: dear }], {}, { limits });
    expect(history).toMatchObject([{ canHandle: true, handoffDecision: 'stop', limit: 'costUsd' }]);
    expect(context?.attempts).toMatchObject([{ outcome: 'stopped', limit: 'costUsd' }]);
    const declined = historyOf([{ output: { ...no, costUsd: 1 } }], {}, { limits });
    expect(declined.context?.attempts).toMatchObject([{ outcome: 'declined', limit: 'costUsd' }]);
    const late = historyOf([expire], {}, { limits: { deadline: after(9) } });
    expect(late.context?.attempts).toMatchObject([{ outcome: 'stopped', limit: 'timeMs' }]);
  });

  test('and counts as many escalations as there were, on every path', () => {
    for (const policy of [
      { minConfidence: 0.5 },
      { atCap: 'reject' },
      { routing: 'direct', onError: 'fail' },
    ] as const) {
      const alphabet = { requiredTiers: [3], spends: ['nothing', 'unknown'] } as const;
      const exploration = explorePaths({ tiers, policy: { ...policy, maxRetries: 0 } }, { alphabet, maxPaths: 2_000 });
      for (const { records, end } of exploration.everyPath()) {
        const history = records.flatMap(({ decision }) => decision ?? []);
        expect(analyzeEscalations(history).escalations).toBe(end?.escalationCount);
      }
    }
  });
});

describe('a call that is made once more', () => {
  const resume = (milliseconds: number) => ({ type: 'resume', timestamp: after(milliseconds) }) as const;
  const suspend = { type: 'suspend', timestamp: after(1) } as const;
  const known = { ...yes, costUsd: 0.1, usage: { inputTokens: 1, outputTokens: 1 } };
  const sumsAfter = (...turns: readonly Turn[]) => {
    const { context } = historyOf(turns);
    return [context?.usage.calls, context?.usage.unreportedCalls, context?.costUsd];
  };

  test('after its process ended counts as one of unknown cost, and limits see it', () => {
    expect(sumsAfter(resume(1), { output: known })).toEqual([2, 1, null]);
    const limited = (limits: HandoffInput['limits']) => historyOf([resume(1), { output: known }], {}, { limits });
    expect(limited({ costUsd: 5 }).context?.limitReached).toBe('costUsd');
    expect(limited({ tokens: 500 }).context?.limitReached).toBe('tokens');
  });

  test('costs nothing where it was not begun: after a suspension, and while a retry or a person is waited for', () => {
    expect(sumsAfter(suspend, resume(2), { output: known })).toEqual([1, 0, 0.1]);
    expect(sumsAfter(suspend, resume(2), resume(3), { output: known })).toEqual([2, 1, null]);
    const busy = { error: { message: 'busy', transient: true, timestamp: start, ...known } };
    expect(sumsAfter(busy, resume(1))).toEqual([1, 0, 0.1]);
    expect(sumsAfter(busy, resume(60_000))).toEqual([2, 1, null]);
    const wait = { type: 'wait', timestamp: after(1), deadline: null } as const;
    expect(sumsAfter({ output: known }, wait, resume(2))).toEqual([1, 0, 0.1]);
  });
});
