import { describe, expect, it } from 'vitest';

import { retryAfterOf } from '../../../src/services/openai/retryAfter.ts';

const now = Date.parse('2026-12-01T12:00:00Z');
const inHeaders = (headers: Record<string, string>) => retryAfterOf(new Headers(headers), {}, '', now);

describe('how long a server asks to be left alone', () => {
  it.each<[Record<string, string>, number | undefined]>([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '0.25' }, 250],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Tue, 01 Dec 2026 12:00:07 GMT' }, 7_000],
    [{ 'retry-after': 'Tue, 01 Dec 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': 'Tue, 01 Dec 2026 15:00:07 GMT', date: 'Tue, 01 Dec 2026 15:00:00 GMT' }, 7_000],
    [{ 'retry-after': '30s' }, 30_000],
    [{ 'retry-after-ms': '20', 'retry-after': '1' }, 20],
    [{ 'retry-after': '5, 5' }, 5_000],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after-ms': '0', 'retry-after': '5' }, 5_000],
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '8' }, 8_000],
    [{ 'x-ratelimit-reset': '4' }, 4_000],
    [{ 'x-ratelimit-reset': String(Date.parse('2026-12-01T12:00:03Z')) }, 3_000],
    [{ 'x-ratelimit-reset': String(Date.parse('2026-12-01T12:00:03Z') / 1_000) }, 3_000],
    [{ 'ratelimit-reset': '12' }, 12_000],
    [{ 'anthropic-ratelimit-requests-reset': '2026-12-01T12:00:09Z' }, 9_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    [{ 'x-ratelimit-remaining-requests': '9', 'x-ratelimit-reset-requests': '6m0s' }, undefined],
    [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '350ms' }, 350],
  ])('%j: %s ms', (headers, milliseconds) => {
    expect(inHeaders(headers)).toBe(milliseconds);
  });

  it('stands in the body, too', () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.5s' }];
    expect(retryAfterOf(undefined, { details }, '', now)).toBe(34_500);
    expect(retryAfterOf(undefined, {}, 'Limit reached. Please try again in 1.5s. Visit us.', now)).toBe(1_500);
    expect(retryAfterOf(undefined, {}, 'Please try again in 1m2.5s.', now)).toBe(62_500);
    expect(retryAfterOf(undefined, {}, 'Please retry after 20 seconds.', now)).toBe(20_000);
    expect(retryAfterOf(undefined, {}, 'Please wait 20 seconds before you ask again.', now)).toBe(20_000);
    expect(retryAfterOf(undefined, {}, 'Please try again in about 15 seconds.', now)).toBe(15_000);
    expect(retryAfterOf(undefined, {}, 'upstream said {"retryDelay":"36s"}', now)).toBe(36_000);
    expect(retryAfterOf(undefined, { retry_after: 6 }, '', now)).toBe(6_000);
    expect(retryAfterOf(undefined, { estimated_time: 20.5 }, '', now)).toBe(20_500);
    expect(retryAfterOf(undefined, { details: [{ retryDelay: { seconds: '12' } }] }, '', now)).toBe(12_000);
    expect(retryAfterOf(undefined, { metadata: { headers: { 'X-RateLimit-Reset': `${now + 7_000}` } } }, '', now)).toBe(
      7_000,
    );
    expect(retryAfterOf(new Headers({ 'retry-after': '0' }), {}, 'Try again in 20s', now)).toBe(20_000);
    expect(retryAfterOf(undefined, {}, 'Please retry in 3 steps.', now)).toBeUndefined();
    expect(retryAfterOf(undefined, {}, 'Please try again later.', now)).toBeUndefined();
  });
});
