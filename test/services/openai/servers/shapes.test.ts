import { describe, expect, it } from 'vitest';

import { scriptedServer } from './scriptedServer.ts';
import { createHandoffPattern } from '../../../../src/pattern/createHandoffPattern.ts';
import { done, events, json, pieces } from '../bodies/reply.ts';
import { asked, dearResult, failuresIn, outputsIn, ways } from './ask.ts';
import { chunk, execution, goodAnswers, goodEvaluation, goodExecution, streamed, usage, whole } from './plain.ts';
import type { Scripted } from './scriptedServer.ts';

const text = JSON.stringify(execution);
const half = Math.floor(text.length / 2);
const [first, second] = [text.slice(0, half), text.slice(half)];

/** The same content as a whole message, and as the deltas of a stream. */
const content =
  (parts: readonly unknown[]): Scripted =>
  ({ body }) =>
    body['stream'] === true
      ? events([
          ...parts.map((part) => chunk({ content: [part] })),
          chunk({}, 'stop'),
          { ...chunk({}), choices: [], usage },
          done,
        ])
      : whole(parts);

const thinking = 'Maybe {"result": "no", "confidence": 1}.';

describe.each(ways)('the parts of a content (%s)', (way) => {
  it.each([
    ['text alone', [{ type: 'text', text }]],
    [
      'text in two',
      [
        { type: 'text', text: first },
        { type: 'text', text: second },
      ],
    ],
    ['text of an output', [{ type: 'output_text', text, annotations: [] }]],
    ['plain texts', [first, second]],
    ['texts without a type', [{ text: first }, { text: second }]],
    [
      'thinking before it',
      [
        { type: 'thinking', thinking: [{ type: 'text', text: thinking }] },
        { type: 'text', text },
      ],
    ],
    [
      'thinking as a text',
      [
        { type: 'thinking', thinking, signature: 'c2ln' },
        { type: 'text', text },
      ],
    ],
    [
      'reasoning before it',
      [
        { type: 'reasoning', text: thinking },
        { type: 'text', text },
      ],
    ],
    [
      'a summary of reasoning',
      [
        { type: 'reasoning', summary: [{ type: 'summary_text', text: thinking }] },
        { type: 'output_text', text },
      ],
    ],
    [
      'a hidden part',
      [
        { type: 'redacted_thinking', data: 'AAAA' },
        { type: 'text', text },
      ],
    ],
    [
      'a reference behind it',
      [
        { type: 'text', text },
        { type: 'reference', reference_ids: [1] },
      ],
    ],
    ['nothing in one of them', [{ type: 'text', text: '' }, null, { type: 'text', text }]],
  ])('are joined, thinking left out: %s', async (_which, parts) => {
    const outcome = await asked([goodEvaluation, content(parts)], {}, way);
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome.requests).toHaveLength(2);
    if (way === 'stream') expect(outcome.shown).toBe(execution.result);
  });

  it('are a refusal where one of them is', async () => {
    const outcome = await asked(
      [goodEvaluation, content([{ type: 'refusal', refusal: 'I will not do that.' }])],
      {},
      way,
    );
    expect(failuresIn(outcome)).toMatchObject([
      { reason: 'refused', message: expect.stringContaining('I will not do that.') },
    ]);
    expect(outcome.requests).toHaveLength(2);
  });
});

describe.each(ways)('the fields of reasoning (%s)', (way) => {
  it.each(['reasoning', 'reasoning_content', 'thinking'])('are never the answer: %s', async (field) => {
    const only: Scripted = ({ body }) =>
      body['stream'] === true
        ? events([chunk({ [field]: text }), chunk({ content: '' }, 'stop'), done])
        : whole('', {}, { message: { role: 'assistant', content: null, [field]: text } });
    const outcome = await asked([goodEvaluation, only, goodExecution], {}, way);
    expect(outcome.requests).toHaveLength(3);
    expect(outcome.shown).toBe(way === 'stream' ? outcome.result?.result : '');
    expect(outputsIn(outcome)[1]).toMatchObject({ coercions: [expect.stringContaining('empty answer')] });
  });
});

describe('a stream that does not end as it should', () => {
  const data = pieces(text).map((content) => chunk({ content }));

  it.each([
    ['without a finish reason', [...data, done]],
    ['without a finish reason and without [DONE]', data],
    ['without [DONE]', [...data, chunk({}, 'stop')]],
    ['with an empty finish reason all the way', [...pieces(text).map((content) => chunk({ content }, '')), done]],
    ['with a reason of its own', [...data, chunk({}, 'end_turn'), done]],
    ['with a reason in capitals', [...data, chunk({}, 'STOP'), done]],
    ['with the reason in a chunk without a delta', [...data, { choices: [{ index: 0, finish_reason: 'stop' }] }, done]],
    ['all in one chunk', [chunk({ role: 'assistant', content: text }), done]],
    ['with comments between', [': ping', ...data.flatMap((item) => [item, ': ping']), done]],
    [
      'with a usage of null in every chunk',
      [...data.map((item) => ({ ...item, usage: null })), chunk({}, 'stop'), done],
    ],
  ])('is an answer where its JSON is complete and valid: %s', async (_how, items) => {
    const outcome = await asked([goodEvaluation, events(items)], {}, 'stream');
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome).toMatchObject({ shown: execution.result, dearCalls: 0, requests: { length: 2 } });
  });

  it.each([
    ['without a finish reason', [chunk({ content: first }), done]],
    ['without anything', [chunk({ content: first })]],
    ['before its first word', [chunk({ role: 'assistant', content: '' }), done]],
    ['before everything', []],
  ])('is broken off where its JSON is not complete, and is made again: %s', async (_how, items) => {
    const outcome = await asked([goodEvaluation, events(items), goodExecution], {}, 'stream');
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'network', transient: true }]);
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome.requests).toHaveLength(3);
  });

  it('is cut off at the token limit where it says so', async () => {
    const outcome = await asked(
      [goodEvaluation, events([chunk({ content: first }), chunk({}, 'length'), done])],
      {},
      'stream',
    );
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'truncated' }]);
    expect(outcome.requests).toHaveLength(2);
  });
});

describe('the chunks of a stream', () => {
  const soFar = pieces(text).map((_, index, all) => all.slice(0, index + 1).join(''));
  const both = pieces(text).map((content, index) => ({
    ...chunk({}),
    choices: [
      {
        index: 0,
        delta: { role: 'assistant', content },
        message: { role: 'assistant', content: soFar[index] },
        finish_reason: null,
      },
    ],
  }));

  it.each([
    ['with the whole message so far beside each delta', [...both, chunk({}, 'stop'), done]],
    [
      'with another choice between',
      [
        ...pieces(text).flatMap((content) => [
          chunk({ content }),
          { choices: [{ index: 1, delta: { content: 'X' } }] },
        ]),
        chunk({}, 'stop'),
        done,
      ],
    ],
    [
      'with a delta of null',
      [
        { choices: [{ index: 0, delta: null, finish_reason: null }] },
        ...pieces(text).map((content) => chunk({ content })),
        chunk({}, 'stop'),
        done,
      ],
    ],
    [
      'with texts of null',
      [
        chunk({ content: null }),
        ...pieces(text).map((content) => chunk({ content, refusal: null })),
        chunk({ content: null }, 'stop'),
        done,
      ],
    ],
    [
      'with what is no chunk',
      [
        { type: 'ping' },
        { object: 'heartbeat', choices: [] },
        ...pieces(text).map((content) => chunk({ content })),
        chunk({}, 'stop'),
        done,
      ],
    ],
  ])('are the text of the first choice, once: %s', async (_how, items) => {
    const outcome = await asked([goodEvaluation, events(items)], {}, 'stream');
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome).toMatchObject({ shown: execution.result, requests: { length: 2 } });
    expect(outputsIn(outcome)[1]).not.toHaveProperty('coercions');
  });
});

describe('a whole completion in answer to a request for a stream', () => {
  const body = whole(text).body;

  it.each([
    ['as JSON', whole(text)],
    ['as JSON with a charset', { ...whole(text), headers: { 'content-type': 'application/json; charset=utf-8' } }],
    ['over many lines', { ...whole(text), body: JSON.stringify(JSON.parse(body), null, 2) }],
    ['as an event stream, by its header', { ...whole(text), headers: { 'content-type': 'text/event-stream' } }],
    ['without a type', { body }],
    ['as the only event', events([JSON.parse(body), done])],
  ])('is read as the whole answer: %s', async (_how, reply) => {
    const outcome = await asked([goodEvaluation, reply], {}, 'stream');
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution, usage: { calls: 2, unreportedCalls: 0 } });
    expect(outcome).toMatchObject({ shown: execution.result, dearCalls: 0, requests: { length: 2 } });
  });

  it('is repaired once where it is not valid', async () => {
    const outcome = await asked([goodEvaluation, whole('Use the link.'), goodExecution], {}, 'stream');
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome.requests).toHaveLength(3);
  });
});

describe('a stream in answer to a request for a whole completion', () => {
  it('is read as the whole answer', async () => {
    const outcome = await asked([
      streamed(JSON.stringify({ canHandle: true, complexityScore: 0.2, reasoning: 'r', requiresTier: 1 })),
      streamed(text),
    ]);
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution, usage: { calls: 2, unreportedCalls: 0 } });
    expect(outcome.requests).toHaveLength(2);
  });
});

describe('the model', () => {
  it('that decided stands in the decision, as it was asked and as it answered', async () => {
    const { baseURL } = await scriptedServer([
      whole(JSON.stringify({ canHandle: false }), { model: 'm-2026-10-01' }),
      ...goodAnswers,
    ]);
    const pattern = createHandoffPattern({ baseURL, tierConfigs: { 1: { model: 'm' }, 2: { model: 'n' } } });
    const { executionId } = await pattern.executeWithHandoff('Reset my password');
    expect(await pattern.getHandoffHistory(executionId)).toMatchObject([
      { handoffDecision: 'escalate', model: { asked: 'm', answered: 'm-2026-10-01' } },
      { handoffDecision: 'execute', model: { asked: 'n' } },
    ]);
    for (const { record } of await pattern.replay(executionId)) expect(record.seq).toBeGreaterThanOrEqual(0);
  });
});

describe('a completion in another shape', () => {
  const good = JSON.parse(whole(text).body);
  it.each<readonly [string, unknown]>([
    ['in an envelope', { success: true, errors: [], messages: [], result: good }],
    ['under data', { code: 200, data: good }],
    ['in a list of one', [good]],
    ['beside an empty error', { ...good, error: {} }],
    ['beside an error of 0', { ...good, error: { code: 0, message: '' } }],
    ['parsed already', { choices: [{ message: { content: JSON.parse(text) }, finish_reason: 'stop' }] }],
    [
      'as the arguments of a tool call',
      {
        choices: [
          {
            message: { content: null, tool_calls: [{ function: { name: 'json', arguments: text } }] },
            finish_reason: 'stop',
          },
        ],
      },
    ],
    ['as a plain text', { choices: [{ text, finish_reason: 'stop' }] }],
    ['as a choice of another index', { choices: [{ index: '1', message: { content: text }, finish_reason: 'stop' }] }],
    ['whole although cut off by its limit', { choices: [{ message: { content: text }, finish_reason: 'length' }] }],
  ])('is read: %s', async (_which, body) => {
    const outcome = await asked([goodEvaluation, json(Object(body))]);
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome.requests).toHaveLength(2);
  });

  it('is read as lines of JSON, and as events of several lines', async () => {
    const pieces = [text.slice(0, 20), text.slice(20)].map((content) => chunk({ content }));
    const end = chunk({}, 'stop');
    const lines = {
      headers: { 'content-type': 'application/x-ndjson' },
      body: [...pieces, end].map((value) => JSON.stringify(value)).join('\n'),
    };
    const events = [...pieces, end]
      .map((value) => `data: ${JSON.stringify(value, null, 1).replaceAll('\n', '\ndata: ')}\n\n`)
      .join('');
    for (const reply of [lines, { headers: { 'content-type': 'text/event-stream' }, body: events }]) {
      const outcome = await asked([goodEvaluation, reply]);
      expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    }
  });

  it.each([
    ['a proxy', 'upstream connect error or disconnect/reset before headers'],
    ['a page of one', '<html><head><title>502 Bad Gateway</title></head></html>'],
    ['nothing', ''],
  ])('is none where %s speaks: that passes', async (_who, body) => {
    const outcome = await asked([{ headers: { 'content-type': 'text/plain' }, body }, ...goodAnswers]);
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(failuresIn(outcome)).toMatchObject([{ transient: true }]);
  });
});

describe('what is no completion', () => {
  it.each([
    ['an empty object', json({})],
    ['a list of models', json({ object: 'list', data: [{ id: 'm' }] })],
    [
      'a page',
      {
        headers: { 'content-type': 'text/html' },
        body: '<html><title>Sign in</title><body>Please sign in.</body></html>',
      },
    ],
    ['a plain text', { headers: { 'content-type': 'text/plain' }, body: 'OK' }],
    ['no choices', json({ object: 'chat.completion', choices: [], usage })],
    ['null', json(null)],
    ['a list', json([])],
  ])('is an error that says to check the address: %s', async (_what, reply) => {
    for (const way of ways) {
      const outcome = await asked(way === 'execute' ? [reply] : [goodEvaluation, reply, reply], {}, way);
      expect(failuresIn(outcome)).toMatchObject([
        { reason: 'http', message: expect.stringContaining('Check that baseURL') },
      ]);
      expect(failuresIn(outcome)[0]?.['message']).not.toContain('<');
      expect(outcome.result).toMatchObject({ finalTier: 2, result: dearResult });
    }
  });
});
