import { describe, expect, it } from 'vitest';

import { faultOf, type Reported } from '../../../src/services/openai/fault.ts';

const read = (reported: Partial<Reported>) => faultOf({ error: undefined, now: 0, ...reported }, (text) => text);

describe('a reported error', () => {
  it.each<[string, Partial<Reported>, object]>([
    [
      'a status in a body of 200',
      { error: { code: 429, message: 'Slow down' } },
      { reason: 'rateLimited', status: 429 },
    ],
    ['a status as text', { error: { code: '502', message: 'Bad' } }, { reason: 'unavailable', status: 502 }],
    [
      'a kind in place of a status',
      { error: { type: 'rate_limit_error', message: 'x' } },
      { reason: 'rateLimited', status: 429 },
    ],
    [
      'an overload by its kind',
      { error: { type: 'overloaded_error', message: 'x' } },
      { reason: 'unavailable', status: 529 },
    ],
    ['a text', { error: 'model is loading' }, { reason: 'unavailable', message: 'model is loading' }],
    [
      'an error in an error',
      { error: { error: { code: 401, message: 'no' } } },
      { reason: 'unauthorized', status: 401 },
    ],
    ['a list', { status: 400, error: [{ error: { code: 400, message: 'a' } }] }, { reason: 'http', message: 'a' }],
    [
      'what FastAPI says',
      { status: 422, error: { detail: [{ loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }] } },
      { reason: 'http', param: 'stream_options', message: 'body.stream_options: Extra inputs are not permitted' },
    ],
    [
      'a detail',
      { status: 500, error: { detail: 'Out of memory' } },
      { reason: 'unavailable', message: 'Out of memory' },
    ],
    [
      'the words of the server behind a gateway',
      { status: 502, error: { message: 'Provider returned error', metadata: { raw: 'upstream is down' } } },
      { message: 'Provider returned error upstream is down' },
    ],
    ['anything else as JSON', { status: 400, error: { reasons: [1] } }, { message: '{"reasons":[1]}' }],
    [
      'a used-up quota',
      { status: 429, error: { code: 'insufficient_quota', message: 'x' } },
      { reason: 'quotaExceeded' },
    ],
    ['missing credit', { status: 402, error: { message: 'Insufficient credits' } }, { reason: 'quotaExceeded' }],
    [
      'a quota that comes back',
      { status: 429, error: { message: 'You exceeded your current quota.', details: [{ retryDelay: '3s' }] } },
      { reason: 'rateLimited', retryAfterMs: 3_000 },
    ],
    [
      'a filtered prompt',
      {
        status: 400,
        error: { code: 'content_filter', innererror: { code: 'ResponsibleAIPolicyViolation' }, message: 'x' },
      },
      { reason: 'refused', status: 400 },
    ],
    ['a flagged prompt', { status: 403, error: { message: 'Your input was flagged' } }, { reason: 'refused' }],
    [
      'a model that is gone',
      { status: 400, error: { code: 'model_decommissioned', message: 'x' } },
      { reason: 'notFound' },
    ],
    ['a key for something else', { status: 403, error: { message: 'Not yours' } }, { reason: 'unauthorized' }],
    ['a busy server with a status of its own', { status: 529, error: { message: 'x' } }, { reason: 'unavailable' }],
    ['a conflict', { status: 409, error: { message: 'x' } }, { reason: 'unavailable' }],
    ['a request too large', { status: 413, error: { message: 'x' } }, { reason: 'http' }],
    [
      'a rate limit that comes as a prohibition',
      { status: 403, error: { message: 'You have exceeded a secondary rate limit.' } },
      { reason: 'rateLimited' },
    ],
    [
      'a throttled request',
      { status: 400, error: { __type: 'ThrottlingException', message: 'Too many requests' } },
      { reason: 'rateLimited' },
    ],
    [
      'missing credit that comes as a prohibition',
      { status: 403, error: { message: 'Your team has no credits or licenses yet.' } },
      { reason: 'quotaExceeded' },
    ],
    [
      'a model that is being loaded',
      { status: 400, error: { message: 'Model m is loading, please try again later' } },
      { reason: 'unavailable' },
    ],
    ['a model that warms up', { status: 404, error: { message: 'Model is warming up' } }, { reason: 'unavailable' }],
    [
      'a crash',
      { status: 424, error: { message: 'CUDA out of memory', error_type: 'generation' } },
      { reason: 'unavailable' },
    ],
    [
      'words of a task in a rate limit',
      { status: 429, error: { message: 'Slow down: "explain our content policy"' } },
      { reason: 'rateLimited' },
    ],
    [
      'words of a page in a broken server',
      { status: 500, error: { message: 'While rendering "credit balance"' } },
      { reason: 'unavailable' },
    ],
    [
      'a status in words',
      { error: { base_resp: { status_code: 1002, status_msg: 'rate limit exceeded' } } },
      { reason: 'rateLimited', message: 'rate limit exceeded' },
    ],
    ['nothing at all', { status: 418 }, { reason: 'http', message: '' }],
  ])('is read: %s', (_, reported, expected) => {
    expect(read(reported)).toMatchObject(expected);
  });

  it('of a page is its title, or its first words', () => {
    const page = (body: string) => read({ status: 502, error: `<!DOCTYPE html>\n<html>${body}</html>` }).message;
    expect(page('<head><title>502 Bad Gateway</title></head><body>nginx</body>')).toBe('502 Bad Gateway');
    expect(page('<body>\n<p>We are  down</p><p>Sorry</p></body>')).toBe('We are down');
  });

  it('is bounded, and without secrets where megabytes are sent', () => {
    const key = 'sk-planted-0123456789abcdef';
    const scrubbed = faultOf({ status: 500, error: { message: `${key} ${'x'.repeat(8_000_000)}` }, now: 0 }, (text) =>
      text.replaceAll(key, '[secret]'),
    );
    expect(scrubbed.message).toHaveLength(500);
    expect(scrubbed.message).toMatch(/^\[secret\] x/);
  });
});
