import { describe, expect, it } from 'vitest';

import { ExecutionCancelledError } from '../../../../src/run/errors.ts';
import { AgentCallError } from '../../../../src/services/errors.ts';
import { openaiAgent } from '../../../../src/services/openai/openaiAgent.ts';
import { html, json, type Reply } from '../bodies/reply.ts';
import { asked, dearResult, failuresIn, ladder, ladderOf, ways } from './ask.ts';
import { execution, goodAnswers, goodEvaluation, goodExecution } from './plain.ts';
import { scriptedServer } from './scriptedServer.ts';

import { failing, limited, retriesIn } from './announcedRetries.ts';
describe('policy.on.rateLimited', () => {
  it('waits where it says nothing', async () => {
    const outcome = await asked([limited(), limited(), ...goodAnswers]);
    expect(outcome.result).toMatchObject({ finalTier: 1 });
    expect(outcome.requests).toHaveLength(4);
  });

  it("waits where it is 'wait', and escalates when it has waited often enough", async () => {
    const outcome = await asked([limited(), limited(), limited(), ...goodAnswers], {
      policy: { on: { rateLimited: 'wait' } },
    });
    expect(outcome.result).toMatchObject({ finalTier: 2, result: dearResult });
    expect(outcome.requests).toHaveLength(3);
  });

  it("escalates at once where it is 'escalate'", async () => {
    const outcome = await asked([limited({ 'retry-after-ms': '20' }), ...goodAnswers], {
      policy: { on: { rateLimited: 'escalate' } },
    });
    expect(outcome.result).toMatchObject({ finalTier: 2, result: dearResult });
    expect(outcome.requests).toHaveLength(1);
  });

  it("ends the execution where it is 'fail'", async () => {
    const outcome = await asked([limited({ 'retry-after-ms': '20' }), ...goodAnswers], {
      policy: { on: { rateLimited: 'fail' } },
    });
    expect(AgentCallError.isInstance(outcome.error)).toBe(true);
    expect(outcome.error).toMatchObject({ reason: 'rateLimited', status: 429 });
    expect(outcome).toMatchObject({ dearCalls: 0, requests: { length: 1 } });
  });
});

describe('a quota that is used up', () => {
  it.each<readonly [string, Reply]>([
    [
      '429 by code',
      json({ error: { message: 'No.', type: 'insufficient_quota', param: null, code: 'insufficient_quota' } }, 429),
    ],
    ['429 by type alone', json({ error: { message: 'No.', type: 'insufficient_quota' } }, 429)],
    [
      '429 by its words',
      json({ error: { message: 'You exceeded your current quota, please check your plan and billing details.' } }, 429),
    ],
    [
      '429 about the balance',
      json({ error: { message: 'Insufficient balance', type: 'exceeded_current_quota_error' } }, 429),
    ],
    ['402', json({ error: { message: 'Payment required.' } }, 402)],
    ['402 without a body', { status: 402, body: '' }],
    ['429 in a body of status 200', json({ error: { code: 429, type: 'insufficient_quota', message: 'No.' } })],
  ])('is not asked again, however often the policy would: %s', async (_how, reply) => {
    const outcome = await asked([reply], { policy: { maxRetries: 5 } });
    expect(outcome.requests).toHaveLength(1);
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'quotaExceeded' }]);
    expect(failuresIn(outcome)[0]).not.toHaveProperty('transient');
    expect(outcome.result).toMatchObject({ finalTier: 2, result: dearResult });
  });
});

describe('a server that is busy for a moment', () => {
  it.each([408, 409, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524, 529, 530, 599])(
    'is asked again: %i',
    async (status) => {
      for (const way of ways) {
        const script =
          way === 'execute' ? [failing(status), ...goodAnswers] : [goodEvaluation, failing(status), goodExecution];
        const outcome = await asked(script, {}, way);
        expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
        expect(outcome).toMatchObject({ dearCalls: 0, requests: { length: 3 } });
        expect(failuresIn(outcome)).toMatchObject([
          { reason: status === 429 ? 'rateLimited' : 'unavailable', status, transient: true },
        ]);
      }
    },
  );

  it('is asked again also after a page', async () => {
    const outcome = await asked([html('<html><title>502 Bad Gateway</title></html>', 502), ...goodAnswers]);
    expect(outcome.result).toMatchObject({ finalTier: 1 });
  });
});

describe('the one owner of retries', () => {
  const busy = () => failing(503);

  it('is the policy: twice by default', async () => {
    const { baseURL, requests } = await scriptedServer(busy);
    const agent = openaiAgent({ agentId: 'm1', model: 'm', baseURL, env: {} });
    const outcome = await ladderOf(agent, requests).ask();
    expect(outcome.requests).toHaveLength(3);
    expect(outcome.result).toMatchObject({ finalTier: 2, result: dearResult });
    expect(retriesIn(outcome).map(({ event }) => event.reason)).toEqual(['unavailable', 'unavailable']);
  });

  it.each([0, 1, 4])('makes as many as it is told: %i', async (maxRetries) => {
    const outcome = await asked(busy, { policy: { maxRetries } });
    expect(outcome.requests).toHaveLength(1 + maxRetries);
  });

  it('is the SDK where it is asked to', async () => {
    const reply = json({ error: { message: 'Not now.' } }, 503, { 'retry-after-ms': '1' });
    const outcome = await asked(() => reply, { agent: { maxRetries: 1 }, policy: { maxRetries: 0 } });
    expect(outcome.requests).toHaveLength(2);
  });

  it('waits longer each time, by chance a little more or less', async () => {
    const outcome = await asked(busy, { policy: { maxRetries: 4, retryDelayMs: 8 } });
    const waits = retriesIn(outcome).map(({ waitMs }) => waitMs);
    expect(waits).toHaveLength(4);
    for (const [index, waitMs] of waits.entries()) {
      expect(waitMs).toBeGreaterThanOrEqual(0);
      expect(waitMs).toBeLessThanOrEqual(8 * 2 ** index * 2 + 1);
    }
  });

  it('leaves a record that folds again to the same end, without a request', async () => {
    const { pattern, ask, requests } = await ladder([limited({ 'retry-after-ms': '5' }), ...goodAnswers]);
    const { result } = await ask('execute', { executionId: 'e' });
    const before = requests.length;
    const last = (await pattern.replay('e')).at(-1);
    expect(last?.snapshot.output).toMatchObject({ status: 'completed', result: result?.result });
    expect(requests).toHaveLength(before);
  });

  it('gives up while it waits, where the execution is cancelled', async () => {
    const controller = new AbortController();
    const { pattern, requests } = await ladder([limited({ 'retry-after': '9' }), ...goodAnswers]);
    const onEvent = (event: { readonly type: string }) => {
      if (event.type === 'retry') controller.abort();
    };
    const running = pattern.executeWithHandoff('Reset my password', { abortSignal: controller.signal, onEvent });
    await expect(running).rejects.toSatisfy((error) => ExecutionCancelledError.isInstance(error));
    expect(requests).toHaveLength(1);
  });

  it('makes no call again that is not transient', async () => {
    for (const status of [400, 401, 403, 404, 422]) {
      const outcome = await asked(() => failing(status), { policy: { maxRetries: 5 } });
      expect(outcome.requests).toHaveLength(1);
      expect(retriesIn(outcome)).toEqual([]);
    }
  });
});
