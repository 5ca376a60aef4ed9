import { describe, expect, test, vi } from 'vitest';

import type { HandoffEvent } from '../../src/run/result.ts';
import type { EvaluationOutput, ExecutionOutput } from '../../src/machines/types.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { AgentCallError } from '../../src/services/errors.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { agentThat, hanging } from '../support/agents.ts';

const report = { usage: { inputTokens: 80, outputTokens: 20 }, costUsd: 0.1 };
const judged = (canHandle: boolean, more: object = report): EvaluationOutput => ({
  canHandle,
  complexityScore: 0.5,
  reasoning: 'r',
  requiresTier: 1,
  ...more,
});
const answered = (confidence: number, more: object = report): ExecutionOutput => ({
  result: `sure by ${confidence}`,
  confidence,
  executionMetadata: {},
  ...more,
});
/** Says what it is told and answers with that confidence; every call costs 0.1 US dollars and 100 tokens. */
const paid = (id: string, canHandle: boolean, confidence = 0.9) =>
  agentThat(id, { evaluate: async () => judged(canHandle), execute: async () => answered(confidence) });

describe('a budget', () => {
  test('is checked before each call, so that only the call in flight can overrun it', async () => {
    for (const limits of [{ costUsd: 0.15 }, { tokens: 150 }]) {
      const agents = [paid('a', false), paid('b', false), paid('c', true)] as const;
      const pattern = createHandoffPattern({ tiers: { 1: agents[0], 2: agents[1], 3: agents[2] } });
      const [limit] = Object.keys(limits);
      const running = pattern.executeWithHandoff('t', { limits, executionId: 'e' });
      await expect(running).rejects.toMatchObject({ name: 'BudgetExceededError', limit, attempts: { length: 2 } });
      expect(agents.map(({ evaluations }) => evaluations.length)).toEqual([1, 1, 0]);
      const last = (await pattern.replay('e')).at(-1);
      expect(last?.snapshot.output).toMatchObject({
        status: 'failed',
        limitReached: limit,
        failure: { message: expect.stringContaining('were') },
      });
    }
  });

  test('lets the best answer so far count where the policy says so', async () => {
    const tiers = { 1: paid('a', true, 0.6), 2: paid('b', true, 0.4), 3: paid('c', true, 1) };
    const pattern = createHandoffPattern({ tiers, policy: { minConfidence: 0.9, onLimit: 'best-effort' } });
    const result = await pattern.executeWithHandoff('t', { limits: { costUsd: 0.35 } });
    expect(result).toMatchObject({
      status: 'completed',
      result: 'sure by 0.6',
      finalTier: 1,
      limitReached: 'costUsd',
    });
    expect(tiers[3].evaluations).toHaveLength(0);
  });

  test('fails where there is no answer yet, whatever the policy', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: paid('a', true) }, policy: { onLimit: 'best-effort' } });
    await expect(pattern.executeWithHandoff('t', { limits: { tokens: 1 } })).rejects.toMatchObject({ limit: 'tokens' });
  });

  test('counts a cost that is not known as too much', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    await expect(pattern.executeWithHandoff('t', { limits: { costUsd: 100 } })).rejects.toThrow(
      'cost of a call is not known',
    );
  });

  test('is not touched by a person who did not answer in time', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: humanAgent({ deadlineMs: 1 }), 2: paid('b', true) } });
    expect(await pattern.executeWithHandoff('t', { limits: { costUsd: 5 } })).toMatchObject({
      finalTier: 2,
      costUsd: 0.2,
    });
  });

  test('of nothing lets go on what is free', async () => {
    const free = { usage: { inputTokens: 0, outputTokens: 0 }, costUsd: 0 };
    const agent = agentThat('a', { evaluate: async () => judged(true, free), execute: async () => answered(1, free) });
    const pattern = createHandoffPattern({ tiers: { 1: agent } });
    expect(await pattern.executeWithHandoff('t', { limits: { costUsd: 0 } })).toMatchObject({
      status: 'completed',
      costUsd: 0,
      limitReached: null,
    });
  });
});

describe('the time of an execution', () => {
  test('ends it in the middle of a call, and stands in the record', async () => {
    vi.useFakeTimers();
    try {
      const agent = agentThat('a', { execute: (_input, signal) => hanging(signal) });
      const pattern = createHandoffPattern({ tiers: { 1: agent, 2: agentThat('b') } });
      const running = pattern.executeWithHandoff('t', { executionId: 'e', limits: { timeMs: 5_000 } });
      const settled = Promise.allSettled([running]);
      await vi.advanceTimersByTimeAsync(5_000);
      const reason = { name: 'BudgetExceededError', limit: 'timeMs' };
      expect(await settled).toMatchObject([{ status: 'rejected', reason }]);
      expect((await pattern.getTransitions('e')).at(-1)).toMatchObject({
        event: { type: 'expire' },
        from: 'tier1.executing',
        to: 'failed',
      });
    } finally {
      vi.useRealTimers();
    }
  });

  test('passes while nothing runs: resumed too late, it ends at once', async () => {
    vi.useFakeTimers();
    try {
      const pattern = createHandoffPattern({ tiers: { 1: humanAgent() } });
      await pattern.executeWithHandoff('t', { executionId: 'e', limits: { timeMs: 5_000 }, returnOnWait: true });
      const other = createHandoffPattern({ tiers: { 1: humanAgent() } });
      await other.sharedMemory.append(await pattern.getTransitions('e'));
      vi.setSystemTime(Date.now() + 60_000);
      const settled = Promise.allSettled([other.resume('e')]);
      await vi.advanceTimersByTimeAsync(0);
      expect(await settled).toMatchObject([{ status: 'rejected', reason: { limit: 'timeMs' } }]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('may be longer than a timer can run, and at most a hundred years', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') }, callTimeoutMs: 2 ** 31 });
    expect(await pattern.executeWithHandoff('t', { limits: { timeMs: 3e12 } })).toMatchObject({ status: 'completed' });
    const tooLong = Number.MAX_SAFE_INTEGER;
    await expect(pattern.executeWithHandoff('t', { limits: { timeMs: tooLong } })).rejects.toThrow(
      "option 'limits.timeMs'",
    );
    expect(() => createHandoffPattern({ tiers: { 1: agentThat('a') }, callTimeoutMs: tooLong })).toThrow(
      "option 'callTimeoutMs'",
    );
    expect(() => humanAgent({ deadlineMs: Number.MAX_SAFE_INTEGER })).toThrow('at most a hundred years');
  });

  test('leaves no timer behind', async () => {
    vi.useFakeTimers();
    try {
      const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') }, callTimeoutMs: 1_000 });
      await pattern.executeWithHandoff('t', { limits: { timeMs: 5_000 } });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the time of a call', () => {
  test('aborts an agent that does not answer, even one that ignores its signal', async () => {
    vi.useFakeTimers();
    try {
      for (const stuck of [hanging, () => new Promise<never>(() => undefined)]) {
        const agent = agentThat('a', { evaluate: (_input, signal) => stuck(signal) });
        const pattern = createHandoffPattern({
          tiers: { 1: agent, 2: agentThat('b') },
          callTimeoutMs: 1_000,
          policy: { maxRetries: 0 },
        });
        const running = pattern.executeWithHandoff('t', { executionId: 'e' });
        await vi.advanceTimersByTimeAsync(1_000);
        expect(await running).toMatchObject({ finalTier: 2 });
        const { event } = (await pattern.getTransitions('e'))[1] ?? {};
        expect(event).toMatchObject({ error: { message: expect.stringContaining('within 1000 ms'), transient: true } });
      }
    } finally {
      vi.useRealTimers();
    }
  });

  test('does not hurry a person', async () => {
    vi.useFakeTimers();
    try {
      const pattern = createHandoffPattern({ tiers: { 1: humanAgent() }, callTimeoutMs: 1_000 });
      await pattern.executeWithHandoff('t', { executionId: 'e', returnOnWait: true });
      await vi.advanceTimersByTimeAsync(3_600_000);
      expect(await pattern.respond('e', { result: 'late but fine' })).toMatchObject({ status: 'completed' });
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('retries', () => {
  const flaky = (failures: number, error: () => Error) => {
    let left = failures;
    return agentThat('flaky', {
      evaluate: () => {
        left -= 1;
        return left >= 0 ? Promise.reject(error()) : Promise.resolve(judged(true));
      },
    });
  };
  const busy = () => new AgentCallError('flaky', 'http', 'busy', { status: 503 });

  test('follow a transient failure, with a delay that doubles, and stand in the record', async () => {
    vi.useFakeTimers();
    try {
      const agent = flaky(2, busy);
      const pattern = createHandoffPattern({ tiers: { 1: agent }, policy: { maxRetries: 2, retryDelayMs: 100 } });
      const retries: Extract<HandoffEvent, { readonly type: 'retry' }>[] = [];
      const onEvent = (event: HandoffEvent) => void (event.type === 'retry' && retries.push(event));
      const running = pattern.executeWithHandoff('t', { executionId: 'e', onEvent });
      for (const calls of [1, 2]) {
        await vi.advanceTimersByTimeAsync(0);
        const { notBefore = '', ...retry } = retries.at(-1) ?? {};
        expect(retry).toEqual({ type: 'retry', tierLevel: 1, reason: 'http' });
        expect((await pattern.getTransitions('e')).at(-1)).toMatchObject({ notBefore });
        await vi.advanceTimersByTimeAsync(Date.parse(notBefore) - Date.now() - 1);
        expect(agent.evaluations).toHaveLength(calls);
        await vi.advanceTimersByTimeAsync(1);
        expect(agent.evaluations).toHaveLength(calls + 1);
      }
      expect(await running).toMatchObject({ finalTier: 1, escalationCount: 0 });
      const again = (await pattern.getTransitions('e')).filter(({ from, to }) => from === to);
      expect(again).toMatchObject([
        { event: { error: { message: 'busy' } } },
        { event: { error: { message: 'busy' } } },
      ]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('end where they are used up, and begin anew in the next tier', async () => {
    const tiers = { 1: flaky(9, busy), 2: flaky(1, busy) };
    const pattern = createHandoffPattern({ tiers, policy: { maxRetries: 1, retryDelayMs: 0 } });
    expect(await pattern.executeWithHandoff('t')).toMatchObject({ finalTier: 2 });
    expect([tiers[1].evaluations.length, tiers[2].evaluations.length]).toEqual([2, 2]);
  });

  test('are not spent on what would fail again', async () => {
    for (const error of [
      () => new Error('a bug'),
      () => new AgentCallError('flaky', 'http', 'who are you', { status: 401 }),
      () => new AgentCallError('flaky', 'refused', 'no'),
    ]) {
      const agent = flaky(1, error);
      const pattern = createHandoffPattern({ tiers: { 1: agent, 2: agentThat('b') }, policy: { maxRetries: 3 } });
      await pattern.executeWithHandoff('t');
      expect(agent.evaluations).toHaveLength(1);
    }
  });
});

test('tokens that are not known reach a limit of tokens, and the error says so', async () => {
  const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
  const running = pattern.executeWithHandoff('t', { limits: { tokens: 500 } });
  await expect(running).rejects.toThrow(
    'the tokens of a call are not known, and at most 500 may be used. Let agents return usage',
  );
  await expect(running).rejects.toMatchObject({ limit: 'tokens', attempts: [{ outcome: 'stopped', limit: 'tokens' }] });
});
