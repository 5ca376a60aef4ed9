import { describe, expect, it } from 'vitest';

import { json, type Reply } from '../bodies/reply.ts';
import { asked, dearResult, failuresIn, ladder, ways } from './ask.ts';
import { execution, goodAnswers } from './plain.ts';

import { limited, retriesIn } from './announcedRetries.ts';
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
    const outcome = await asked([limited({ 'retry-after': '5' })], { options: { limits: { timeMs: 4_000 } } });
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
