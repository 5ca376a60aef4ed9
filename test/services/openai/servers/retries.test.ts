import { describe, expect, it } from 'vitest';

import { ExecutionCancelledError } from '../../../../src/execution/errors.ts';
import { AgentCallError } from '../../../../src/services/errors.ts';
import { openaiAgent } from '../../../../src/services/openai/openaiAgent.ts';
import { events, html, json, type Reply } from '../bodies/reply.ts';
import { deadURL } from '../support.ts';
import { asked, dearResult, failuresIn, ladder, ladderOf, ways, type Outcome } from './ask.ts';
import { chunk, execution, goodAnswers, goodEvaluation, goodExecution, whole, yes } from './plain.ts';
import { scriptedServer } from './scriptedServer.ts';

const limited = (headers: Readonly<Record<string, string>> = {}, status = 429) =>
  json({ error: { message: 'Slow down.', type: 'requests', code: 'rate_limit_exceeded' } }, status, headers);
const failing = (status: number) => json({ error: { message: 'Not now.' } }, status);

/** The retries that were announced, each with the milliseconds between the failure and the earliest next call. */
function retriesIn({ events, records }: Outcome) {
  const failed = records.filter(({ event }) => 'error' in event);
  return events
    .filter((event) => event.type === 'retry')
    .map((event, index) => ({
      event,
      waitMs: Date.parse(event.notBefore) - Date.parse(failed[index]?.timestamp ?? ''),
    }));
}

/** The first retry that is announced; the execution is left before it waits. */
async function announced(reply: Reply, maxWaitMs = 600_000) {
  const { pattern } = await ladder([reply], { policy: { maxWaitMs } });
  let failedAt = Number.NaN;
  for await (const event of pattern.stream('Reset my password')) {
    if (event.type === 'transition') failedAt = Date.parse(event.record.timestamp);
    if (event.type === 'retry') return { ...event, waitMs: Date.parse(event.notBefore) - failedAt };
  }
  throw new Error('Nothing was made again.');
}

describe('how long a server asks to be left alone', () => {
  it.each<readonly [Readonly<Record<string, string>>, number]>([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '1.5' }, 1_500],
    [{ 'Retry-After': '90' }, 90_000],
    [{ 'retry-after-ms': '1250' }, 1_250],
    [{ 'retry-after-ms': '1250.5' }, 1_250],
    [{ 'retry-after-ms': '2750', 'retry-after': '3' }, 2_750],
    [{ 'retry-after': '3', 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-remaining-requests': '0' }, 3_000],
    [{ 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-remaining-requests': '0' }, 1_000],
    [{ 'x-ratelimit-reset-requests': '1500ms', 'x-ratelimit-remaining-requests': '0' }, 1_500],
    [{ 'x-ratelimit-reset-requests': '6m0s', 'x-ratelimit-remaining-requests': '0' }, 360_000],
    [{ 'x-ratelimit-reset-requests': '1m26.4s', 'x-ratelimit-remaining-requests': '0' }, 86_400],
    [{ 'x-ratelimit-reset-tokens': '7.66s', 'x-ratelimit-remaining-tokens': '0' }, 7_660],
  ])('is waited for: %o', async (headers, waitMs) => {
    const retry = await announced(limited(headers));
    expect(retry).toMatchObject({ tierLevel: 1, reason: 'rateLimited' });
    expect(retry.waitMs).toBeGreaterThanOrEqual(waitMs);
    expect(retry.waitMs).toBeLessThan(waitMs * 2 + 1_000);
  });

  it('is waited for as a date', async () => {
    const until = Math.ceil(Date.now() / 1_000) * 1_000 + 30_000;
    const retry = await announced(limited({ 'retry-after': new Date(until).toUTCString() }));
    expect(Date.parse(retry.notBefore)).toBeGreaterThanOrEqual(until);
    expect(Date.parse(retry.notBefore)).toBeLessThan(until + 30_000);
  });

  it.each([408, 500, 502, 503, 504, 529])('is waited for after a %i too', async (status) => {
    const retry = await announced(limited({ 'retry-after': '4' }, status));
    expect(retry.reason).toBe(status === 429 ? 'rateLimited' : 'unavailable');
    expect(retry.waitMs).toBeGreaterThanOrEqual(4_000);
  });

  it('is waited for after an error in a body of status 200 too', async () => {
    const reply = json({ error: { code: 429, message: 'Slow down.' } }, 200, { 'retry-after': '4' });
    expect((await announced(reply)).waitMs).toBeGreaterThanOrEqual(4_000);
  });

  it.each<readonly [string, Reply, number]>([
    ['Please try again in 1.5s.', json({ error: { message: 'Limit reached. Please try again in 1.5s.' } }, 429), 1_500],
    [
      'Please retry after 6 seconds.',
      json({ error: { message: 'Too many. Please retry after 6 seconds.' } }, 429),
      6_000,
    ],
    [
      'a delay in the details',
      json(
        [
          {
            error: {
              code: 429,
              status: 'RESOURCE_EXHAUSTED',
              message: 'You exceeded your current quota. Please retry in 32.5s.',
              details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '32s' }],
            },
          },
        ],
        429,
      ),
      32_000,
    ],
  ])('is waited for where only the body says so: %s', async (_where, reply, waitMs) => {
    const retry = await announced(reply);
    expect(retry).toMatchObject({ reason: 'rateLimited' });
    expect(retry.waitMs).toBeGreaterThanOrEqual(waitMs);
    expect(retry.waitMs).toBeLessThan(waitMs * 2 + 1_000);
  });

  it.each(['soon', '-5', 'NaN', '', '1e999', '0', '0.0'])(
    'is what the policy says where the header makes no sense: "%s"',
    async (value) => {
      const { pattern } = await ladder([limited({ 'retry-after': value })], { policy: { retryDelayMs: 500 } });
      let failedAt = Number.NaN;
      for await (const event of pattern.stream('Reset my password')) {
        if (event.type === 'transition') failedAt = Date.parse(event.record.timestamp);
        if (event.type !== 'retry') continue;
        const waitMs = Date.parse(event.notBefore) - failedAt;
        expect(waitMs).toBeGreaterThanOrEqual(0);
        expect(waitMs).toBeLessThanOrEqual(1_000);
        return;
      }
      expect.fail('Nothing was made again.');
    },
  );

  it('is waited for and then the call is made again, which stands in an event and in the record', async () => {
    for (const way of ways) {
      const outcome = await asked([limited({ 'retry-after-ms': '20' }), ...goodAnswers], {}, way);
      expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
      expect(outcome).toMatchObject({ dearCalls: 0, requests: { length: 3 } });
      const [retry, ...others] = retriesIn(outcome);
      expect(others).toEqual([]);
      expect(retry?.event).toMatchObject({ type: 'retry', tierLevel: 1, reason: 'rateLimited' });
      expect(retry?.waitMs).toBeGreaterThanOrEqual(20);
      expect(failuresIn(outcome)).toMatchObject([{ reason: 'rateLimited', status: 429 }]);
      const failed = outcome.records.find(({ event }) => 'error' in event);
      expect(JSON.stringify(failed)).toContain(`"notBefore":"${retry?.event.notBefore}"`);
    }
  });
});

describe('a wait that is too long', () => {
  it('escalates at once where it is longer than maxWaitMs', async () => {
    for (const maxWaitMs of [0, 100, undefined]) {
      const policy = maxWaitMs === undefined ? {} : { maxWaitMs };
      const outcome = await asked([limited({ 'retry-after': '3600' })], { policy });
      expect(outcome.result).toMatchObject({ finalTier: 2, result: dearResult });
      expect(outcome.requests).toHaveLength(1);
      expect(retriesIn(outcome)).toEqual([]);
    }
  });

  it('escalates at once where it would last beyond the deadline of the execution', async () => {
    const outcome = await asked([limited({ 'retry-after': '5' })], { options: { timeoutMs: 4_000 } });
    expect(outcome.result).toMatchObject({ finalTier: 2, result: dearResult });
    expect(outcome.requests).toHaveLength(1);
  });

  it('is the failure of the execution where no tier is left', async () => {
    const { ask } = await ladder([limited({ 'retry-after': '3600' })]);
    const outcome = await ask('execute', { maxTier: 1 });
    expect(outcome.error).toMatchObject({ attempts: [{ failure: { reason: 'rateLimited', status: 429 } }] });
    expect(outcome.requests).toHaveLength(1);
  });
});

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

describe('a connection that is lost', () => {
  const { body, headers = {} } = whole(JSON.stringify(yes));
  const half = body.slice(0, body.length / 2);
  const stream = events([chunk({ content: '{"result": "Op' })]);

  it.each<readonly [string, Reply]>([
    ['in the middle of the body', { body: half, headers, end: 'cut' }],
    [
      'in the middle of a body whose length is known',
      { body: half, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, end: 'cut' },
    ],
    ['behind the headers', { body: '', headers, end: 'cut' }],
    ['before the headers', { body: '', end: 'reset' }],
    ['in the middle of a body that ends as if it were whole', { body: half, headers }],
    ['in the middle of an error', { status: 502, body: '{"error": {"mess', headers, end: 'cut' }],
  ])('is asked again on another one: %s', async (_when, reply) => {
    const outcome = await asked([reply, ...goodAnswers]);
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome).toMatchObject({ dearCalls: 0, requests: { length: 3 } });
    expect(failuresIn(outcome)).toMatchObject([
      { reason: reply.status === 502 ? 'unavailable' : 'network', transient: true, name: 'AgentCallError' },
    ]);
  });

  it.each<readonly [string, Reply]>([
    ['in the middle of a stream', { ...stream, end: 'cut' }],
    ['behind the headers of a stream', { ...stream, body: '', end: 'cut' }],
    ['in the middle of an event', { ...stream, body: stream.body.slice(0, -8), end: 'cut' }],
    ['before the headers', { body: '', end: 'reset' }],
  ])('is asked again on another one: %s', async (_when, reply) => {
    const outcome = await asked([goodEvaluation, reply, goodExecution], {}, 'stream');
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome).toMatchObject({ dearCalls: 0, requests: { length: 3 } });
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'network', transient: true }]);
  });

  it('says what happened, where no tier is left', async () => {
    const { ask } = await ladder([{ body: half, headers, end: 'cut' }], { policy: { maxRetries: 0 } });
    const { error } = await ask('execute', { maxTier: 1 });
    expect(error).toMatchObject({
      cause: { name: 'AgentCallError', reason: 'network', message: expect.stringMatching(/127\.0\.0\.1/) },
    });
  });

  it('is not made in the first place where nobody listens, and is tried again all the same', async () => {
    const agent = openaiAgent({ agentId: 'm1', model: 'm', baseURL: await deadURL(), env: {} });
    const outcome = await ladderOf(agent, []).ask();
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'network' }, { reason: 'network' }, { reason: 'network' }]);
    expect(outcome.result).toMatchObject({ finalTier: 2 });
  });

  it.each<readonly [string, Reply]>([
    ['nothing comes', { body: '', end: 'silent' }],
    ['nothing comes behind the headers', { body: '', headers, end: 'held' }],
    ['half a body comes', { body: half, headers, end: 'held' }],
  ])('is a timeout where it is only silent, and is asked again: %s', async (_what, reply) => {
    const outcome = await asked([reply, ...goodAnswers], { agent: { timeoutMs: 400 } });
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'timeout', transient: true }]);
  });
});
