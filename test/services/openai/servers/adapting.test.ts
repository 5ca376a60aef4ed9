import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';

import { openaiAgent } from '../../../../src/services/openai/openaiAgent.ts';
import type { OpenAIAgentOptions } from '../../../../src/services/openai/options.ts';
import { done, events, json, pieces, type Reply } from '../bodies/reply.ts';
import { asksFor, has } from '../bodies/server.ts';
import { clientAnswering, sentBody, asRecord } from '../support.ts';
import { asked, dearResult, failuresIn, ladder, ladderOf, metadataOf, outputsIn } from './ask.ts';
import { chunk, execution, goodAnswers, goodEvaluation, whole, yes } from './plain.ts';

import { scriptedServer } from './scriptedServer.ts';
import { refusal, ruled, type Rule } from './ruledServer.ts';
const everything = { temperature: 0.2, maxTokens: 300, reasoningEffort: 'low' } satisfies Partial<OpenAIAgentOptions>;

describe('a parameter that the server refuses', () => {
  it.each<readonly [string, string, Reply]>([
    [
      'a code and a param',
      'temperature',
      refusal('Not this one.', { param: 'temperature', code: 'unsupported_parameter' }),
    ],
    ['a value', 'temperature', refusal('Not this value.', { param: 'temperature', code: 'unsupported_value' })],
    [
      'an unknown parameter',
      'reasoning_effort',
      refusal("Unknown parameter: 'reasoning_effort'.", { param: 'reasoning_effort', code: 'unknown_parameter' }),
    ],
    ['words alone', 'reasoning_effort', refusal('Unrecognized request argument supplied: reasoning_effort')],
    ['words about the model', 'temperature', refusal('`temperature` is not supported with this model.')],
    ['words with another order', 'temperature', refusal('This model does not support the temperature parameter.')],
    ['words about what is deprecated', 'temperature', refusal('`temperature` is deprecated for this model.')],
    ['a property', 'reasoning_effort', refusal("property 'reasoning_effort' is unsupported")],
    ['a field', 'reasoning_effort', json({ error: 'json: unknown field "reasoning_effort"' }, 400)],
    [
      'a list of places',
      'temperature',
      json(
        { detail: [{ type: 'extra_forbidden', loc: ['body', 'temperature'], msg: 'Extra inputs are not permitted' }] },
        422,
      ),
    ],
    [
      'a message that is a list',
      'temperature',
      json(
        {
          object: 'error',
          message: [{ type: 'extra_forbidden', loc: ['body', 'temperature'], msg: 'Extra inputs are not permitted' }],
          code: 3001,
        },
        422,
      ),
    ],
    [
      'a name in camel case',
      'reasoning_effort',
      json({ code: 'invalid', error: 'Model m does not support parameter reasoningEffort.' }, 400),
    ],
    [
      'a body of status 200',
      'temperature',
      json({ error: { code: 400, message: "Unsupported parameter: 'temperature'", param: 'temperature' } }),
    ],
    [
      'the provider behind it',
      'temperature',
      json(
        {
          error: {
            code: 400,
            message: 'Provider returned error',
            metadata: { raw: '{"message":"Unsupported parameter: \'temperature\'"}' },
          },
        },
        400,
      ),
    ],
  ])('is left out, by %s', async (_by, parameter, reply) => {
    const { ask } = await ladder(ruled([[has(parameter), reply]]), { agent: everything });
    const outcome = await ask();
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome.requests).toHaveLength(3);
    expect(metadataOf(outcome)['adapted']).toEqual({ [parameter]: null });
    expect(outcome.requests.at(-1)?.body).not.toHaveProperty(parameter);
    expect(outputsIn(outcome)[0]).toMatchObject({ coercions: [expect.stringContaining(parameter)] });
  });

  it('is renamed where the server names the other one', async () => {
    const reply = refusal(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      {
        param: 'max_tokens',
        code: 'unsupported_parameter',
      },
    );
    const { ask } = await ladder(ruled([[has('max_tokens'), reply]]), { agent: { maxTokens: 300 } });
    const outcome = await ask();
    expect(metadataOf(outcome)['adapted']).toEqual({ max_tokens: 'max_completion_tokens' });
    expect(outcome.requests.map(({ body }) => body['max_completion_tokens'])).toEqual([undefined, 300, 300]);
    expect(outcome.requests.at(-1)?.body).not.toHaveProperty('max_tokens');
  });

  it('is renamed also where the server names no other: the limit is kept where it can be', async () => {
    const { ask } = await ladder(ruled([[has('max_tokens'), refusal('Unknown parameter: max_tokens')]]), {
      agent: { maxTokens: 300 },
    });
    expect(metadataOf(await ask())['adapted']).toEqual({ max_tokens: 'max_completion_tokens' });
  });

  it('is renamed the other way too', async () => {
    const sent: Record<string, unknown>[] = [];
    const client = clientAnswering((_url, init) => {
      const body = asRecord(sentBody(init));
      sent.push(body);
      const reply = has('max_completion_tokens')(body)
        ? refusal("Unrecognized request argument supplied: max_completion_tokens. Use 'max_tokens' instead.")
        : whole(JSON.stringify(sent.length < 3 ? yes : execution));
      return new Response(reply.body, { status: reply.status ?? 200, headers: { ...reply.headers } });
    });
    const { ask } = ladderOf(openaiAgent({ agentId: 'm1', client, maxTokens: 300, maxRetries: 0 }), []);
    const outcome = await ask();
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(metadataOf(outcome)['adapted']).toEqual({ max_completion_tokens: 'max_tokens' });
    expect(sent.map((body) => body['max_tokens'])).toEqual([undefined, 300, 300]);
  });

  it('is left out in the end where the server refuses both names', async () => {
    const rules: readonly Rule[] = [
      [
        has('max_tokens'),
        refusal("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", { param: 'max_tokens' }),
      ],
      [
        has('max_completion_tokens'),
        refusal("Unsupported parameter: 'max_completion_tokens'. Use 'max_tokens' instead.", {
          param: 'max_completion_tokens',
        }),
      ],
    ];
    const { ask } = await ladder(ruled(rules), { agent: { maxTokens: 300 } });
    const outcome = await ask();
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome.requests).toHaveLength(4);
    expect(metadataOf(outcome)['adapted']).toEqual({ max_tokens: null });
  });

  it('is one of several, refused one after another', async () => {
    const rules: readonly Rule[] = [
      [
        has('temperature'),
        refusal("Unsupported value: 'temperature'", { param: 'temperature', code: 'unsupported_value' }),
      ],
      [has('reasoning_effort'), refusal('Unrecognized request argument supplied: reasoning_effort')],
      [
        has('max_tokens'),
        refusal("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", { param: 'max_tokens' }),
      ],
      [asksFor('json_schema'), refusal("'json_schema' is not available", { param: 'response_format' })],
      [asksFor('json_object'), refusal("'json_object' is not available", { param: 'response_format' })],
      [has('stream_options'), refusal('Unrecognized request argument supplied: stream_options')],
    ];
    const { ask } = await ladder(ruled(rules), { agent: everything });
    const outcome = await ask('stream');
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome).toMatchObject({ dearCalls: 0, requests: { length: 8 } });
    expect(metadataOf(outcome)['adapted']).toEqual({
      temperature: null,
      reasoning_effort: null,
      max_tokens: 'max_completion_tokens',
      response_format: null,
      stream_options: null,
    });
    const second = await ask('stream');
    expect(second.requests).toHaveLength(2);
  });

  it('is several at once, where the server names them all', async () => {
    const reply = json(
      {
        detail: ['temperature', 'reasoning_effort'].map((name) => ({
          type: 'extra_forbidden',
          loc: ['body', name],
          msg: 'Extra inputs are not permitted',
        })),
      },
      422,
    );
    const rules: readonly Rule[] = [[(body) => has('temperature')(body) || has('reasoning_effort')(body), reply]];
    const { ask } = await ladder(ruled(rules), { agent: everything });
    const outcome = await ask();
    expect(outcome.result).toMatchObject({ finalTier: 1 });
    expect(metadataOf(outcome)['adapted']).toEqual({ temperature: null, reasoning_effort: null });
    expect(outcome.requests.length).toBeLessThanOrEqual(4);
  });

  it('is asked again under another idempotency key, since it is another request', async () => {
    const { ask } = await ladder(ruled([[has('temperature'), refusal('Nope.', { param: 'temperature' })]]), {
      agent: everything,
    });
    const { requests } = await ask();
    const keys = requests.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(3);
    expect(keys).not.toContain(undefined);
  });

  it('is learned by one agent, and by no other', async () => {
    const rules = (): readonly Rule[] => [[has('temperature'), refusal('Nope.', { param: 'temperature' })]];
    for (let agent = 0; agent < 2; agent += 1) {
      const { ask } = await ladder(ruled(rules()), { agent: everything });
      expect((await ask()).requests).toHaveLength(3);
      expect((await ask()).requests).toHaveLength(2);
    }
  });

  it('is left out for a client of the user’s own too, which keeps little of an error', async () => {
    const forbidden = json(
      { detail: [{ type: 'extra_forbidden', loc: ['body', 'temperature'], msg: 'Extra inputs are not permitted' }] },
      422,
    );
    const { baseURL, requests } = await scriptedServer(ruled([[has('temperature'), forbidden]]));
    const client = new OpenAI({ apiKey: 'own-client-key', baseURL });
    const outcome = await ladderOf(openaiAgent({ agentId: 'm1', client, temperature: 0.2 }), requests).ask();
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome.requests).toHaveLength(3);
    expect(metadataOf(outcome)['adapted']).toEqual({ temperature: null });
  });

  it('says nothing where nothing was refused', async () => {
    const outcome = await asked(goodAnswers, { agent: everything });
    expect(metadataOf(outcome)).not.toHaveProperty('adapted');
  });
});

describe('an error that names a parameter and is no refusal of it', () => {
  it.each<readonly [string, Reply]>([
    [
      'one that was not sent',
      refusal("Unsupported parameter: 'logprobs'", { param: 'logprobs', code: 'unsupported_parameter' }),
    ],
    [
      'one of ours that was not sent',
      refusal("Unsupported parameter: 'top_p'", { param: 'top_p', code: 'unsupported_parameter' }),
    ],
    [
      'a prompt that is too long',
      refusal("This model's maximum context length is 4096 tokens. Reduce the length of the messages or max_tokens.", {
        param: 'messages',
        code: 'context_length_exceeded',
      }),
    ],
    [
      'the messages',
      json({ detail: [{ type: 'missing', loc: ['body', 'messages', 0, 'content'], msg: 'Field required' }] }, 422),
    ],
    ['nothing at all', refusal('Bad request.')],
  ])('is an error after one request: %s', async (_what, reply) => {
    const outcome = await asked(() => reply, { agent: everything });
    expect(outcome.requests).toHaveLength(1);
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'http' }]);
    expect(outcome.result).toMatchObject({ finalTier: 2, result: dearResult });
  });

  it('does not go round in circles where the parameter is refused although it is not sent any more', async () => {
    const outcome = await asked(() => refusal("Unsupported parameter: 'temperature'", { param: 'temperature' }), {
      agent: everything,
    });
    expect(outcome.requests).toHaveLength(2);
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'http', status: 400 }]);
  });

  it('ends also where the server refuses everything in turn', async () => {
    const outcome = await asked(
      ({ body }) => refusal(`Unsupported parameter: '${Object.keys(body).findLast((name) => name !== 'model') ?? ''}'`),
      { agent: everything },
    );
    expect(outcome.requests.length).toBeLessThanOrEqual(8);
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'http' }]);
  });

  it('is a busy server where its status says so', async () => {
    const busy = refusal('The temperature of the rack is too high.', { param: 'temperature' }, 503);
    const outcome = await asked([busy, ...goodAnswers], { agent: everything });
    expect(outcome.requests.map(({ body }) => body['temperature'])).toEqual([0.2, 0.2, 0.2]);
    expect(metadataOf(outcome)).not.toHaveProperty('adapted');
  });
});

describe('a stream without its usage', () => {
  it('is what is left where stream_options are refused, and its usage is unknown', async () => {
    const unreported = events([
      ...pieces(JSON.stringify(execution)).map((content) => chunk({ content })),
      chunk({}, 'stop'),
      done,
    ]);
    const script = [goodEvaluation, refusal('Unrecognized request argument supplied: stream_options'), unreported];
    const pricing = { m: { inputPerMillion: 1, outputPerMillion: 1 } };
    const outcome = await asked(script, { agent: { pricing } }, 'stream');
    expect(outcome.result).toMatchObject({
      finalTier: 1,
      ...execution,
      usage: { calls: 2, unreportedCalls: 1 },
      costUsd: null,
    });
    expect(outcome.requests[1]?.body).toHaveProperty('stream_options');
    expect(outcome.requests[2]?.body).not.toHaveProperty('stream_options');
    expect(outcome.requests[2]?.body).toMatchObject({ stream: true });
  });
});
