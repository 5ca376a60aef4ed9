import { describe, expect, it } from 'vitest';

import { exportExecutions } from '../../../../src/memory/archive.ts';
import { html, json, type Reply } from '../bodies/reply.ts';
import { asked, ladder, metadataOf, ways } from './ask.ts';
import { answer, chunk, execution, goodAnswers, goodEvaluation, goodExecution, whole, yes } from './plain.ts';
import { events, done, pieces } from '../bodies/reply.ts';
import type { Requested } from './scriptedServer.ts';

import { key, leaksIn, shownOf, telling } from './planted.ts';
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
    [
      'behind a long name',
      whole(JSON.stringify(yes), { model: `${'m'.repeat(180)}${key}`, id: `${'i'.repeat(180)}${key}` }),
    ],
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

describe('secrets in a body of the user’s own', () => {
  it('are sent, and stand nowhere', async () => {
    const extraBody = { metadata: { key, note: 'plain' }, headers: { authorization: 'Bearer abcdef0123456789abcdef' } };
    const outcome = await asked(goodAnswers, { agent: { ...agent, extraBody } });
    expect(outcome.requests[0]?.body).toMatchObject(extraBody);
    expect(metadataOf(outcome)['extraBody']).toMatchObject({ metadata: { note: 'plain' } });
    expect(leaksIn(outcome, /kq7Zp|abcdef0123456789/)).toEqual([]);
  });
});
