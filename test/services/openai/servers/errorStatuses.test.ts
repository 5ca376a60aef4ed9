import { describe, expect, it } from 'vitest';

import { AgentCallError } from '../../../../src/services/errors.ts';
import { TiersExhaustedError } from '../../../../src/run/errors.ts';
import { html, json } from '../bodies/reply.ts';
import { asked, dearResult, failuresIn, ladder } from './ask.ts';

const once = { policy: { maxRetries: 0 } };
const says = 'The house is on fire.';

describe('the words of a provider', () => {
  it.each<readonly [string, unknown]>([
    ['an error', { error: { message: says } }],
    ['an error as a text', { error: says }],
    ['a message', { message: says }],
    ['a message and a type', { object: 'error', message: says, type: 'BadRequestError', code: 400 }],
    ['a detail', { detail: says }],
    ['a list of details', { detail: [{ loc: ['body', 'messages'], msg: says, type: 'value_error' }] }],
    ['details in a message', { object: 'error', message: { detail: [{ loc: ['body', 'messages'], msg: says }] } }],
    ['a list of errors', { errors: [{ code: 7003, message: says }] }],
    [
      'what the provider behind it said',
      {
        error: {
          code: 400,
          message: 'Provider returned error',
          metadata: { raw: JSON.stringify({ error: { message: says } }) },
        },
      },
    ],
  ])('stand in the failure, from %s', async (_from, body) => {
    const outcome = await asked([json(body, 400)]);
    expect(failuresIn(outcome)).toMatchObject([
      { reason: 'http', status: 400, message: expect.stringContaining(says) },
    ]);
  });

  it('stand in it once', async () => {
    const outcome = await asked([json({ error: { message: says, type: 'invalid_request_error' } }, 400)]);
    expect(String(failuresIn(outcome)[0]?.['message']).split(says)).toHaveLength(2);
  });
});

describe('a page in place of an answer', () => {
  const title = '502 Bad Gateway';
  const page = `<!DOCTYPE html>\n<html>\n<head><title>${title}</title><style>body { color: red }</style></head>\n<body><center><h1>${title}</h1></center><p>The server is not well &amp; sorry.</p>${'<br>\n'.repeat(300)}</body></html>`;

  it.each([
    ['its title', html(page, 502), title],
    ['its title, without a type', { status: 502, body: page }, title],
    [
      'its first line, where it has no title',
      html('<html><body><h1>Busy right now</h1><p>Later.</p></body></html>', 503),
      'Busy right now',
    ],
    [
      'its first line, where it is plain text',
      {
        status: 503,
        headers: { 'content-type': 'text/plain' },
        body: 'upstream connect error\nreset reason: overflow\n',
      },
      'upstream connect error',
    ],
  ])('is said in one line: %s', async (_what, reply, line) => {
    const outcome = await asked([reply], once);
    const message = String(failuresIn(outcome)[0]?.['message']);
    expect(message).toContain(line);
    expect(message.split(line)).toHaveLength(2);
    expect(message).not.toMatch(/[<>\n]|color: red/);
    expect(message.length).toBeLessThan(400);
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'unavailable', status: reply.status }]);
  });
});

describe('an error that carries its status', () => {
  it('ends the execution at once as itself, for a key or a model', async () => {
    for (const [status, reason] of [
      [401, 'unauthorized'],
      [403, 'unauthorized'],
      [404, 'notFound'],
    ] as const) {
      const outcome = await asked([json({ error: { message: says } }, status)], { policy: { maxRetries: 5 } });
      expect(AgentCallError.isInstance(outcome.error)).toBe(true);
      expect(outcome.error).toMatchObject({ reason, status, agentId: 'm1' });
      expect(outcome).toMatchObject({ dearCalls: 0, requests: { length: 1 } });
      expect(outcome.records.at(-1)).toMatchObject({ to: 'failed' });
    }
  });

  it('has it in the attempts, where no tier is left', async () => {
    const { ask } = await ladder([json({ error: { message: says } }, 503)], once);
    const outcome = await ask('execute', { maxTier: 1 });
    expect(TiersExhaustedError.isInstance(outcome.error)).toBe(true);
    expect(outcome.error).toMatchObject({
      attempts: [{ tierLevel: 1, outcome: 'failed', failure: { reason: 'unavailable', status: 503 } }],
      cause: { reason: 'unavailable', status: 503 },
    });
  });

  it.each([400, 405, 413, 415, 422, 451])('is neither made again nor final otherwise: %i', async (status) => {
    const outcome = await asked([json({ error: { message: says } }, status)]);
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'http', status }]);
    expect(outcome.requests).toHaveLength(1);
    expect(outcome.result).toMatchObject({ finalTier: 2, result: dearResult });
  });
});
