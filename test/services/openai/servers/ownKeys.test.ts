import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';

import { json } from '../bodies/reply.ts';
import { asked, failuresIn, ladder, ways } from './ask.ts';
import { answer, goodAnswers, goodEvaluation, whole, yes } from './plain.ts';
import { scriptedServer, type Requested } from './scriptedServer.ts';

import { key, leaksIn } from './planted.ts';
describe('a key that rotates', () => {
  it.each([
    ['at once', (next: () => string) => next],
    ['with a promise', (next: () => string) => async () => next()],
  ])('is asked for with every request, %s', async (_how, keyOf) => {
    let calls = 0;
    const next = () => `rotating-key-number-${(calls += 1)}`;
    const outcome = await asked(goodAnswers, { agent: { apiKey: keyOf(next) } });
    const sent = outcome.requests.map(({ headers }) => headers['authorization']);
    expect(sent).toEqual([expect.stringMatching(/^Bearer rotating-key-number-\d$/), expect.any(String)]);
    expect(new Set(sent).size).toBe(2);
  });

  it('is scrubbed, the last one and those before it', async () => {
    let calls = 0;
    const apiKey = () => `rotating-key-number-${(calls += 1)}`;
    const { ask } = await ladder(
      [goodEvaluation, answer({ result: 'Old: rotating-key-number-1, new: rotating-key-number-2.', confidence: 1 })],
      { agent: { apiKey } },
    );
    const outcome = await ask();
    expect(outcome.result).toMatchObject({ finalTier: 1 });
    expect(leaksIn(outcome, /rotating-key-number-\d/)).toEqual([]);
  });

  it('is scrubbed from what its function throws', async () => {
    const apiKey = () => Promise.reject(new Error(`The vault said no to ${key} and to sk-live-0123456789abcdefghij.`));
    const outcome = await asked(goodAnswers, { agent: { apiKey } });
    expect(outcome.requests).toHaveLength(0);
    expect(failuresIn(outcome)[0]).toMatchObject({ name: 'AgentCallError' });
    expect(leaksIn(outcome, /sk-live-0123456789abcdefghij/)).toEqual([]);
  });

  it('is asked for again where the call is made again', async () => {
    let calls = 0;
    const apiKey = () => `rotating-key-number-${(calls += 1)}`;
    const outcome = await asked([json({ error: { message: 'Not now.' } }, 503), ...goodAnswers], { agent: { apiKey } });
    expect(new Set(outcome.requests.map(({ headers }) => headers['authorization'])).size).toBe(3);
  });
});

describe('a client of the user’s own', () => {
  const secrets = {
    key: 'own-client-key-11111111',
    header: 'house-token-22222222',
    query: 'query-code-33333333',
    bearer: 'proxy-pass-44444444',
  };
  const telltale = /own-client-key-1|house-token-2|query-code-3|proxy-pass-4/;
  const echo = ({ url, headers }: Requested) => `${url} ${JSON.stringify(headers)}`;

  const client = (baseURL: string, more: { readonly apiKey?: () => Promise<string> } = {}) =>
    new OpenAI({
      apiKey: secrets.key,
      baseURL,
      maxRetries: 0,
      defaultHeaders: { 'x-house-token': secrets.header, 'proxy-authorization': `Basic ${secrets.bearer}` },
      defaultQuery: { code: secrets.query },
      ...more,
    });

  it.each([
    ['its own', {}],
    ['those of a function', { apiKey: async () => secrets.key }],
  ])('has secrets that enter nothing either: %s', async (_whose, more) => {
    for (const way of ways) {
      const { baseURL, requests } = await scriptedServer((request) => {
        const said = echo(request);
        if (requests.length === 1) return json({ error: { message: said } }, 503, { 'x-request-id': secrets.key });
        return request.body['stream'] === true || requests.length > 2
          ? json({ error: { code: 400, message: said } })
          : whole(JSON.stringify({ ...yes, reasoning: said }), { id: said, model: said });
      });
      const { ask } = await ladder(goodAnswers, { agent: { client: client(baseURL, more) } });
      const outcome = await ask(way);
      expect(requests.length).toBeGreaterThan(2);
      expect(requests[0]?.url).toContain(secrets.query);
      expect(requests[0]?.headers).toMatchObject({
        authorization: `Bearer ${secrets.key}`,
        'x-house-token': secrets.header,
      });
      expect(leaksIn(outcome, telltale)).toEqual([]);
    }
  });

  it('has headers that are no secrets, and stand in ordinary sentences', async () => {
    const { baseURL } = await scriptedServer([
      goodEvaluation,
      answer({ result: 'Send application/json to production.', confidence: 1 }),
    ]);
    const plain = new OpenAI({
      apiKey: secrets.key,
      baseURL,
      maxRetries: 0,
      defaultHeaders: { 'x-stage': 'production', accept: 'application/json' },
    });
    const { ask } = await ladder(goodAnswers, { agent: { client: plain } });
    expect((await ask()).result).toMatchObject({ result: 'Send application/json to production.' });
  });
});
