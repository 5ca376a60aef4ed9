import { describe, expect, it } from 'vitest';

import type { AgentCallReason } from '../../../../src/services/errors.ts';
import { done, events, json } from '../bodies/reply.ts';
import { asked, dearResult, failuresIn, ways } from './ask.ts';
import { chunk, execution, goodAnswers, goodEvaluation, whole, yes } from './plain.ts';

const once = { policy: { maxRetries: 0 } };
const says = 'The house is on fire.';

/** What it is, and the status: `null` where there is none, absent where both can be said. */
type Reading = { readonly reason: AgentCallReason; readonly status?: number | null };

const errors: readonly (readonly [string, object, Reading])[] = [
  ['a code', { error: { code: 429, message: says } }, { reason: 'rateLimited', status: 429 }],
  ['a code of 502', { error: { code: 502, message: says } }, { reason: 'unavailable', status: 502 }],
  ['a code as a text', { error: { code: '429', message: says } }, { reason: 'rateLimited', status: 429 }],
  [
    'a code as a text of 503',
    { error: { code: '503', message: says, type: null, param: null } },
    { reason: 'unavailable', status: 503 },
  ],
  ['a status', { error: { status: 429, message: says } }, { reason: 'rateLimited', status: 429 }],
  ['a status beside it', { status: 503, error: { message: says } }, { reason: 'unavailable', status: 503 }],
  ['a status code beside it', { statusCode: 429, message: says }, { reason: 'rateLimited', status: 429 }],
  ['a code of 401', { error: { code: 401, message: says } }, { reason: 'unauthorized', status: 401 }],
  ['a code of 404', { error: { code: 404, message: says } }, { reason: 'notFound', status: 404 }],
  ['a code of 402', { error: { code: 402, message: says } }, { reason: 'quotaExceeded', status: 402 }],
  ['a code of 400', { error: { code: 400, message: says } }, { reason: 'http', status: 400 }],
  ['a type of a rate limit', { error: { type: 'rate_limit_error', message: says } }, { reason: 'rateLimited' }],
  ['a code of a rate limit', { error: { code: 'rate_limit_exceeded', message: says } }, { reason: 'rateLimited' }],
  ['a type of an overload', { error: { type: 'overloaded_error', message: says } }, { reason: 'unavailable' }],
  ['a type of a broken server', { error: { type: 'server_error', message: says } }, { reason: 'unavailable' }],
  ['a type of a broken server of its own', { error: { type: 'api_error', message: says } }, { reason: 'unavailable' }],
  ['a type of a wrong key', { error: { type: 'authentication_error', message: says } }, { reason: 'unauthorized' }],
  ['a code of a wrong key', { error: { code: 'invalid_api_key', message: says } }, { reason: 'unauthorized' }],
  ['a type of a wrong model', { error: { type: 'not_found_error', message: says } }, { reason: 'notFound' }],
  ['a code of a wrong model', { error: { code: 'model_not_found', message: says } }, { reason: 'notFound' }],
  [
    'a code of a quota',
    { error: { code: 'insufficient_quota', type: 'insufficient_quota', message: says } },
    { reason: 'quotaExceeded' },
  ],
  ['a code of a filter', { error: { code: 'content_filter', message: says } }, { reason: 'refused' }],
  ['a type of a wrong request', { error: { type: 'invalid_request_error', message: says } }, { reason: 'http' }],
  ['a text', { error: says }, { reason: 'http', status: null }],
  [
    'an error without an envelope',
    { object: 'error', message: says, type: 'InternalServerError', param: null, code: 500 },
    { reason: 'unavailable', status: 500 },
  ],
  ['a number that is no status', { error: { code: 1234, message: says } }, { reason: 'http', status: null }],
  [
    'a list of errors',
    { success: false, errors: [{ code: 7003, message: says }], result: null },
    { reason: 'http', status: null },
  ],
  ['a detail', { detail: says }, { reason: 'http', status: null }],
  [
    'an error beside empty choices',
    { id: 'x', object: 'chat.completion', choices: [], error: { code: 502, message: says } },
    { reason: 'unavailable', status: 502 },
  ],
  [
    'an error beside choices of null',
    { choices: null, error: { code: 502, message: says } },
    { reason: 'unavailable', status: 502 },
  ],
  [
    'an error in a list',
    [{ error: { code: 503, message: says, status: 'UNAVAILABLE' } }],
    { reason: 'unavailable', status: 503 },
  ],
];

describe.each(ways)('an error in a body of status 200 (%s)', (way) => {
  it.each(errors)('is read like one of its status: %s', async (_where, body, { reason, status }) => {
    const outcome = await asked(way === 'execute' ? [json(body)] : [goodEvaluation, json(body)], once, way);
    const [failure] = failuresIn(outcome);
    expect(failure).toMatchObject({ reason, message: expect.stringContaining(says) });
    expect(failure?.['message']).not.toContain('Check that baseURL');
    if (status !== undefined) expect(failure?.['status'] ?? null).toBe(status);
    expect(outcome.requests).toHaveLength(way === 'execute' ? 1 : 2);
  });

  it('is made again where its status says so, and the answer counts', async () => {
    const bad = json({ error: { code: 429, message: says } });
    const script = way === 'execute' ? [bad, ...goodAnswers] : [goodEvaluation, bad, bad, goodAnswers[1]];
    const outcome = await asked(script, {}, way);
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome).toMatchObject({ dearCalls: 0, requests: { length: script.length } });
  });

  it('is none where it is null', async () => {
    const good = (text: unknown) => whole(JSON.stringify(text), { error: null });
    const outcome = await asked([good(yes), good(execution)], once, way);
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
  });
});

describe('an error in the middle of a stream', () => {
  const begun = [chunk({ role: 'assistant', content: '' }), chunk({ content: '{"result": "Op' })];

  it.each<readonly [string, object | string, Reading]>([
    ['a chunk that is one', { error: { code: 429, message: says } }, { reason: 'rateLimited', status: 429 }],
    ['a code as a text', { error: { code: '502', message: says } }, { reason: 'unavailable', status: 502 }],
    ['a type', { error: { type: 'rate_limit_error', message: says } }, { reason: 'rateLimited' }],
    ['a text', { error: says }, { reason: 'unavailable', status: null }],
    [
      'a chunk without an envelope',
      { object: 'error', message: says, type: 'InternalServerError', code: 500 },
      { reason: 'unavailable', status: 500 },
    ],
    [
      'an event of its own',
      `event: error\ndata: ${JSON.stringify({ error: { message: says, type: 'server_error' } })}`,
      { reason: 'unavailable' },
    ],
    [
      'beside a choice',
      { ...chunk({ content: '' }, 'error'), error: { code: 502, message: says } },
      { reason: 'unavailable', status: 502 },
    ],
    [
      'in a choice',
      { choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error', error: { code: 502, message: says } }] },
      { reason: 'unavailable', status: 502 },
    ],
    ['a filter', { error: { code: 'content_filter', message: says } }, { reason: 'refused' }],
    ['a quota', { error: { code: 'insufficient_quota', message: says } }, { reason: 'quotaExceeded' }],
  ])('is read as what it is: %s', async (_how, item, { reason, status }) => {
    for (const start of [[], begun]) {
      const outcome = await asked([goodEvaluation, events([...start, item, done])], once, 'stream');
      const [failure] = failuresIn(outcome);
      expect(failure).toMatchObject({ reason, message: expect.stringContaining(says) });
      if (status !== undefined) expect(failure?.['status'] ?? null).toBe(status);
      expect(outcome.requests).toHaveLength(2);
    }
  });
});

describe('a choice that is an error', () => {
  it.each([
    [
      'with an empty message',
      { finish_reason: 'error', error: { code: 502, message: says }, message: { role: 'assistant', content: '' } },
    ],
    ['without a message', { finish_reason: 'error', error: { code: 502, message: says }, message: null }],
    [
      'with half an answer',
      {
        finish_reason: 'error',
        error: { code: '502', message: says },
        message: { role: 'assistant', content: '{"canH' },
      },
    ],
    [
      'with another finish reason',
      { finish_reason: 'stop', error: { code: 502, message: says }, message: { role: 'assistant', content: '' } },
    ],
  ])('is no answer to be repaired: %s', async (_how, choice) => {
    const outcome = await asked([whole('', {}, choice)], once);
    expect(failuresIn(outcome)).toMatchObject([
      { reason: 'unavailable', status: 502, message: expect.stringContaining(says) },
    ]);
    expect(outcome.requests).toHaveLength(1);
  });

  it.each(['error', 'abort', 'insufficient_system_resource'])(
    'is the fault of the server where half an answer finishes with %s',
    async (finish) => {
      const choice = { finish_reason: finish, message: { role: 'assistant', content: '{"canHandle": tr' } };
      const outcome = await asked([whole('', {}, choice), ...goodAnswers]);
      expect(failuresIn(outcome)).toMatchObject([{ reason: 'unavailable', transient: true }]);
      expect(outcome.result).toMatchObject({ finalTier: 1 });
      expect(outcome.requests).toHaveLength(3);
    },
  );

  it('is the fault of the server also where it says no more than that', async () => {
    const choice = { finish_reason: 'error', message: { role: 'assistant', content: '' } };
    const outcome = await asked([whole('', {}, choice), ...goodAnswers]);
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'unavailable', transient: true }]);
    expect(outcome.result).toMatchObject({ finalTier: 1 });
  });
});

describe('a filter of the provider', () => {
  it.each([
    ['no message', { finish_reason: 'content_filter' }],
    ['a message of null', { finish_reason: 'content_filter', message: null }],
    ['a content of null', { finish_reason: 'content_filter', message: { role: 'assistant', content: null } }],
    [
      'half an answer',
      { finish_reason: 'content_filter', message: { role: 'assistant', content: '{"canHandle": tr' } },
    ],
  ])('is a refusal, with %s', async (_with, choice) => {
    const outcome = await asked([whole(null, {}, { message: undefined, ...choice })]);
    expect(failuresIn(outcome)).toMatchObject([
      { reason: 'refused', message: expect.stringContaining('content filter') },
    ]);
    expect(outcome.requests).toHaveLength(1);
    expect(outcome.result).toMatchObject({ finalTier: 2, result: dearResult });
  });

  it.each([
    ['a code', { error: { code: 'content_filter', message: says, param: 'prompt' } }],
    ['an inner code', { error: { code: null, message: says, innererror: { code: 'ResponsibleAIPolicyViolation' } } }],
    ['a policy', { error: { code: 'content_policy_violation', message: says, type: 'invalid_request_error' } }],
  ])('is a refusal as an error of status 400, by %s', async (_by, body) => {
    const outcome = await asked([json(body, 400)]);
    expect(failuresIn(outcome)).toMatchObject([
      { reason: 'refused', status: 400, message: expect.stringContaining(says) },
    ]);
    expect(outcome.requests).toHaveLength(1);
  });
});
