import { inspect } from 'node:util';

import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';

import { exportExecutions } from '../../../../src/memory/archive.ts';
import { html, json, type Reply } from '../bodies/reply.ts';
import { asked, failuresIn, ladder, metadataOf, ways, type Outcome } from './ask.ts';
import { answer, chunk, execution, goodAnswers, goodEvaluation, goodExecution, whole, yes } from './plain.ts';
import { events, done, pieces } from '../bodies/reply.ts';
import { scriptedServer, type Requested } from './scriptedServer.ts';

/** Like no known kind of key, so that only who knows it can find it. */
const key = 'kq7Zp+planted/4421=abcdefgh';
/** Enough of it to be of use to somebody. */
const telling = /kq7Zp|planted|abcdefgh/;

function shownOf(value: unknown): string {
  return `${inspect(value, { depth: 30, showHidden: true, maxStringLength: null })} ${JSON.stringify(value)} ${String(value)}`;
}

/** Where a secret shows itself: in the result, the error, the records, the events, or in what was streamed. */
function leaksIn(
  { result, error, records, events: told, shown }: Outcome,
  secrets: RegExp = telling,
): readonly string[] {
  return Object.entries({ result, error, records, told, shown }).flatMap(([place, value]) =>
    secrets.test(shownOf(value)) ? [place] : [],
  );
}

const agent = { apiKey: key };
const forms = (secret: string) =>
  [secret, encodeURIComponent(secret), JSON.stringify(secret), `Bearer ${secret}`].join(' , ');

describe.each(ways)('a key that the server echoes (%s)', (way) => {
  const answering = (
    more: object,
    choice: object = {},
    content: unknown = JSON.stringify(execution),
  ): Reply | ((request: Requested) => Reply) => {
    const text = String(content);
    return ({ body }) =>
      body['stream'] === true
        ? events([
            ...pieces(text, 4).map((piece) => ({ ...chunk({ content: piece }), ...more })),
            { ...chunk({}, 'stop'), ...more, choices: [{ index: 0, delta: {}, finish_reason: 'stop', ...choice }] },
            done,
          ])
        : whole(text, more, choice);
  };

  it.each<readonly [string, Reply | ((request: Requested) => Reply)]>([
    ['in the id', answering({ id: `chatcmpl-${key}` })],
    ['as the model', answering({ model: key })],
    ['as the finish reason', answering({}, { finish_reason: key })],
    ['in the fingerprint', answering({ system_fingerprint: key, service_tier: key, provider: key })],
    [
      'in a header',
      {
        ...whole(JSON.stringify(execution)),
        headers: { 'content-type': 'application/json', 'x-request-id': `req-${key}` },
      },
    ],
    ['in the answer', answering({}, {}, JSON.stringify({ result: `Your key is ${key}. Keep it.`, confidence: 0.9 }))],
    [
      'in the answer, over and over',
      answering({}, {}, JSON.stringify({ result: `${forms(key)} `.repeat(5), confidence: 0.9 })),
    ],
    ['in a field of the wrong type', answering({}, {}, JSON.stringify({ result: 'Use the link.', confidence: key }))],
    ['in text that is not JSON', answering({}, {}, `I know your key: ${key}`)],
    ['as the name of a field', answering({}, {}, JSON.stringify({ ...execution, [key]: key }))],
    ['in the usage', answering({ usage: { prompt_tokens: key, completion_tokens: 1 } })],
    ['in a refusal', whole(null, {}, { message: { role: 'assistant', content: null, refusal: `No, ${key}.` } })],
    [
      'in the reasoning',
      whole(
        JSON.stringify(execution),
        {},
        { message: { role: 'assistant', content: JSON.stringify(execution), reasoning_content: key } },
      ),
    ],
  ])('is in nothing that is kept or told: %s', async (_where, reply) => {
    const outcome = await asked([goodEvaluation, reply, goodExecution], { agent }, way);
    expect(outcome.requests.length).toBeGreaterThanOrEqual(2);
    expect(outcome.requests[0]?.headers['authorization']).toBe(`Bearer ${key}`);
    expect(leaksIn(outcome)).toEqual([]);
  });

  it.each<readonly [string, Reply]>([
    ['in a message', json({ error: { message: `Wrong key: ${forms(key)}` } }, 400)],
    ['in a code', json({ error: { message: 'No.', code: key, param: key, type: key } }, 400)],
    ['in a header of an error', json({ error: { message: 'No.' } }, 400, { 'x-request-id': key })],
    ['in an error of status 200', json({ error: { code: 400, message: `No: ${key}`, metadata: { raw: key } } })],
    ['in a detail', json({ detail: [{ loc: ['header', key], msg: `Wrong: ${key}` }] }, 422)],
    ['in a page', html(`<html><title>Denied: ${key}</title><body>${key}</body></html>`, 502)],
    ['in plain text', { status: 503, headers: { 'content-type': 'text/plain' }, body: `no upstream for ${key}` }],
    ['in half a body', { body: `{"id": "${key}", "choi`, end: 'cut' }],
    [
      'in a generation',
      json(
        {
          error: {
            message: 'Failed to validate JSON.',
            code: 'json_validate_failed',
            failed_generation: `{"x": "${key}"`,
          },
        },
        400,
      ),
    ],
    ['in an event that is no JSON', events([`data: {"choices": [ ${key}`, done])],
  ])('is in no failure: %s', async (_where, reply) => {
    for (const script of [[reply], [goodEvaluation, reply], [reply, reply]]) {
      const outcome = await asked(script, { agent, policy: { maxRetries: 0 } }, way);
      expect(leaksIn(outcome)).toEqual([]);
    }
  });

  it('ends the execution as an error that does not hold it', async () => {
    const outcome = await asked([json({ error: { message: `Wrong key: ${key}` } }, 401)], { agent }, way);
    expect(outcome.error).toMatchObject({ reason: 'unauthorized', status: 401 });
    expect(leaksIn(outcome)).toEqual([]);
  });
});

describe('a key in the judgement of a model', () => {
  it('is scrubbed before it goes to the next tier and into the decision', async () => {
    const judged = answer({ ...yes, canHandle: false, reasoning: `It needs ${key}.`, requiresTier: 2 });
    const outcome = await asked([judged], { agent });
    expect(outcome.result).toMatchObject({ finalTier: 2 });
    expect(leaksIn(outcome)).toEqual([]);
  });
});

describe('a key in pieces of a stream', () => {
  it.each([1, 2, 5, 11])('is not shown, in pieces of %i, and the rest is', async (length) => {
    const result = `Before ${key} after. And ${key.slice(0, 5)} alone is nothing.`;
    const outcome = await asked([goodEvaluation, answer({ result, confidence: 0.9 }, length)], { agent }, 'stream');
    expect(outcome.shown).not.toContain(key);
    expect(outcome.shown).toMatch(/^Before .* after\. And kq7Zp alone is nothing\.$/);
    expect(outcome.result?.result).toBe(outcome.shown);
    expect(JSON.stringify(outcome.records)).not.toContain(key);
  });
});

describe('an export', () => {
  it('holds no key either', async () => {
    const { pattern, ask } = await ladder(
      [whole(JSON.stringify(yes), { id: key, model: key }), answer({ result: `It is ${key}.`, confidence: 1 })],
      { agent },
    );
    await ask();
    const lines: unknown[] = [];
    for await (const line of exportExecutions(pattern.sharedMemory)) lines.push(line);
    expect(lines.length).toBeGreaterThan(0);
    expect(shownOf(lines)).not.toMatch(telling);
  });
});

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

describe('secrets in a body of the user’s own', () => {
  it('are sent, and stand nowhere', async () => {
    const extraBody = { metadata: { key, note: 'plain' }, headers: { authorization: 'Bearer abcdef0123456789abcdef' } };
    const outcome = await asked(goodAnswers, { agent: { ...agent, extraBody } });
    expect(outcome.requests[0]?.body).toMatchObject(extraBody);
    expect(metadataOf(outcome)['extraBody']).toMatchObject({ metadata: { note: 'plain' } });
    expect(leaksIn(outcome, /kq7Zp|abcdef0123456789/)).toEqual([]);
  });
});

describe('a body of eight megabytes', () => {
  const size = 8 * 1024 * 1024;
  const filled = (pattern: string) => pattern.repeat(Math.ceil(size / pattern.length));

  it.each([
    ['one long word', 'a'],
    ['digits', '0123456789'],
    ['what looks like credentials', 'Bearer abc123456789 '],
    ['quotes and backslashes', '\\"'],
    ['the key itself', key],
    ['blanks', ' \n'],
  ])('is cut before it is scrubbed, and the call is made again: %s', async (_what, pattern) => {
    const bodies = [
      json({ error: { message: filled(pattern), code: 503 } }, 503),
      { status: 503, headers: { 'content-type': 'text/plain' }, body: filled(pattern) },
    ];
    for (const big of bodies) {
      const outcome = await asked([big, ...goodAnswers], { agent });
      expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
      expect(failuresIn(outcome)).toMatchObject([{ reason: 'unavailable', status: 503 }]);
      expect(JSON.stringify(failuresIn(outcome)).length).toBeLessThan(4_000);
      expect(leaksIn(outcome)).toEqual([]);
    }
  });

  it('is no answer, and no harm', async () => {
    for (const way of ways) {
      const huge: Reply = { headers: { 'content-type': 'text/plain' }, body: filled(`x ${key} `) };
      const outcome = await asked(
        way === 'execute' ? [huge] : [goodEvaluation, huge],
        { agent, policy: { maxRetries: 0 } },
        way,
      );
      expect(outcome.result).toMatchObject({ finalTier: 2 });
      expect(leaksIn(outcome)).toEqual([]);
    }
  });

  it('holds no part of a key where it is cut', async () => {
    const offsets = Array.from({ length: 40 }, (_, index) => 380 + index * 5).concat([
      990, 1_000, 2_030, 4_080, 8_180, 16_370, 65_520,
    ]);
    for (const offset of offsets) {
      const message = `${'. '.repeat(offset / 2)}${key} ${'. '.repeat(2_000)}`;
      const outcome = await asked([json({ error: { message } }, 400)], { agent });
      expect(leaksIn(outcome)).toEqual([]);
    }
  });
});
