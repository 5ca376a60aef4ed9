import { describe, expect, test } from 'vitest';

import { after, answer, endOf, no, start, walk, yes } from './walk.ts';

const tiers = [1, 2, 3, 5].map((level) => ({ level, agentId: `a${level}` }));
const busy = { error: Object.assign(new Error('busy'), { transient: true }) };

describe('an escalation', () => {
  test('goes, where routing is direct, to the very tier asked for, or to the next one above it', () => {
    const valueAfter = (requiresTier: number) =>
      endOf({ tiers, policy: { routing: 'direct' } }, [{ output: { ...no, requiresTier } }]).value;
    expect(valueAfter(2)).toEqual({ tier2: 'evaluating' });
    expect(valueAfter(3)).toEqual({ tier3: 'evaluating' });
    expect(valueAfter(4)).toEqual({ tier5: 'evaluating' });
    expect(valueAfter(9)).toEqual({ tier5: 'evaluating' });
    expect(valueAfter(1)).toEqual({ tier2: 'evaluating' });
  });

  test('needs an answer below minConfidence: one that reaches it is taken', () => {
    const valueAfter = (confidence: number) =>
      endOf({ tiers, policy: { minConfidence: 0.5 } }, [{ output: yes }, { output: { ...answer, confidence } }]).value;
    expect(valueAfter(0.5)).toBe('done');
    expect(valueAfter(0.49)).toEqual({ tier2: 'evaluating' });
  });
});

describe('a retry', () => {
  const policy = { maxRetries: 2, retryDelayMs: 100 };

  test('waits up to the delay, then up to twice as long, and then gives up', () => {
    const steps = walk({ tiers, policy }, [busy, busy, busy]);
    expect(steps.map(({ snapshot: { value, context } }) => [value, context.retries])).toEqual([
      [{ tier1: 'evaluating' }, 0],
      [{ tier1: 'evaluating' }, 1],
      [{ tier1: 'evaluating' }, 2],
      [{ tier2: 'evaluating' }, 0],
    ]);
    const [, first = '', second = ''] = steps.map(({ snapshot }) => snapshot.context.notBefore ?? '');
    expect(first >= after(50) && first <= after(100)).toBe(true);
    expect(second >= after(100) && second <= after(200)).toBe(true);
  });

  const limited = (retryAfterMs?: number) => ({
    error: { message: 'slowly', transient: true, reason: 'rateLimited', status: 429, retryAfterMs },
  });

  test('comes not before the server allows it, and not at all where that is too long', () => {
    expect(endOf({ tiers, policy }, [limited(5_000)]).context.notBefore).toBe(after(5_000));
    expect(endOf({ tiers, policy }, [limited(10_000)]).context.notBefore).toBe(after(10_000));
    expect(endOf({ tiers, policy }, [limited(10_001)]).value).toEqual({ tier2: 'evaluating' });
    expect(endOf({ tiers, policy: { ...policy, maxWaitMs: 0 } }, [limited(1)]).value).toEqual({ tier2: 'evaluating' });
  });

  test('is not waited for beyond the end of the execution', () => {
    const limits = { deadline: after(2_000) };
    expect(endOf({ tiers, policy }, [limited(1_999)], { limits }).value).toEqual({ tier1: 'evaluating' });
    expect(endOf({ tiers, policy }, [limited(2_000)], { limits }).value).toEqual({ tier2: 'evaluating' });
  });

  test('of a rate limit is for the policy to say', () => {
    const at = (rateLimited: 'wait' | 'escalate' | 'fail') =>
      endOf({ tiers, policy: { ...policy, on: { rateLimited } } }, [limited(1)]).value;
    expect([at('wait'), at('escalate'), at('fail')]).toEqual([
      { tier1: 'evaluating' },
      { tier2: 'evaluating' },
      'failed',
    ]);
  });

  test.each(['unauthorized', 'notFound', 'configuration'])('is no answer to %s: that ends the execution', (reason) => {
    expect(endOf({ tiers, policy }, [{ error: { message: 'no', reason } }]).value).toBe('failed');
  });

  test('that works leaves no failure and no delay for the next call', () => {
    const { value, context } = endOf({ tiers, policy }, [busy, { output: yes }]);
    expect(value).toEqual({ tier1: 'executing' });
    expect(context).toMatchObject({ retries: 0, notBefore: null, failure: null });
  });

  test('is made of a best effort too', () => {
    const { value, context } = endOf({ tiers, policy }, [{ output: no }, busy], { maxTier: 1 });
    expect(value).toEqual({ tier1: 'capped' });
    expect(context).toMatchObject({ retries: 1, capped: true });
  });

  test('is made only of what says that it may succeed', () => {
    const failed = (transient: unknown) => [{ error: { message: 'no', transient } }];
    expect(endOf({ tiers, policy }, failed(false)).value).toEqual({ tier2: 'evaluating' });
    expect(endOf({ tiers, policy }, failed('yes')).value).toEqual({ tier2: 'evaluating' });
  });

  test('is not what resuming is', () => {
    const { value, context } = endOf({ tiers, policy }, [{ type: 'resume', timestamp: after(50) }]);
    expect(value).toEqual({ tier1: 'evaluating' });
    expect(context).toMatchObject({ retries: 0, notBefore: null, now: after(50) });
  });
});

describe('a limit', () => {
  const limits = { deadline: after(1_000) };
  const policy = { minConfidence: 0.8, onLimit: 'best-effort' } as const;
  const unsure = (confidence: number, timestamp = start) => ({ output: { ...answer, confidence, timestamp } });
  const late = after(1_000);

  test('that is passed during a call ends the execution before the next', () => {
    const { value, context } = endOf({ tiers }, [{ output: { ...yes, timestamp: late } }], { limits });
    expect(value).toBe('failed');
    expect(context).toMatchObject({ limitReached: 'timeMs', failure: { code: 'HANDOFF_BUDGET_EXCEEDED' } });
  });

  test('does not take away an answer that is there', () => {
    const turns = [{ output: yes }, unsure(0.9, late)];
    expect(endOf({ tiers }, turns, { limits })).toMatchObject({ value: 'done', context: { limitReached: null } });
  });

  test('ends with the most confident answer, and who gave it; of two equal ones with that of the higher tier', () => {
    const outputAfter = (second: number) =>
      endOf({ tiers, policy }, [{ output: yes }, unsure(0.5), { output: yes }, unsure(second, late)], { limits })
        .output;
    expect(outputAfter(0.4)).toMatchObject({ status: 'completed', finalTier: 1, confidence: 0.5 });
    expect(outputAfter(0.6)).toMatchObject({ status: 'completed', finalTier: 2, confidence: 0.6 });
    expect(outputAfter(0.5)).toMatchObject({ finalTier: 2, limitReached: 'timeMs' });
  });

  test('ends with the answer at hand where it is the only one', () => {
    const { output } = endOf({ tiers, policy }, [{ output: yes }, unsure(0.5, late)], { limits });
    expect(output).toMatchObject({ status: 'completed', finalTier: 1, confidence: 0.5, limitReached: 'timeMs' });
  });

  test('ends with the best draft, whatever the last call came to', () => {
    const drafts = [{ output: yes }, unsure(0.5), { output: yes }, unsure(0.6), { output: yes }];
    const expected = { status: 'completed', finalTier: 2, confidence: 0.6, limitReached: 'timeMs' };
    const failed = { error: { message: 'late', timestamp: late } };
    const expired = { type: 'expire', timestamp: late } as const;
    for (const last of [failed, expired]) {
      expect(endOf({ tiers, policy }, [...drafts, last], { limits }).output).toMatchObject(expected);
    }
    const evaluated = { output: { ...no, timestamp: late } };
    expect(endOf({ tiers, policy }, [...drafts.slice(0, 4), evaluated], { limits }).output).toMatchObject(expected);
  });

  test('ends with an error where nobody asked for the best answer', () => {
    const turns = [{ output: yes }, unsure(0.5), { output: { ...yes, timestamp: late } }];
    expect(endOf({ tiers, policy: { minConfidence: 0.8 } }, turns, { limits }).value).toBe('failed');
  });
});

test('a call that the deadline cut off is ended by that limit, and one that failed for another reason is not', () => {
  const limits = { deadline: after(5) };
  const failing = (reason: string) => [{ error: { message: 'm', reason, timestamp: after(5) } }];
  const last = { maxTier: 1, limits };
  expect(endOf({ tiers }, failing('timeout'), last).context.limitReached).toBe('timeMs');
  expect(endOf({ tiers }, failing('unauthorized'), last).context.limitReached).toBeNull();
});
