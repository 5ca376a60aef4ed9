import { describe, expect, it } from 'vitest';

import { openaiAgent } from '../../../../src/services/openai/openaiAgent.ts';
import { validationFailure } from '../bodies/groq.ts';
import { done, events, json, type Reply } from '../bodies/reply.ts';
import { has } from '../bodies/server.ts';
import { asRecord } from '../support.ts';
import { asked, failuresIn, ladder, metadataOf, outputsIn } from './ask.ts';
import { execution, goodAnswers, goodEvaluation, goodExecution } from './plain.ts';
import type { Requested } from './scriptedServer.ts';

import { refusal, ruled } from './ruledServer.ts';
describe('the form of the answer', () => {
  const type = ({ body: { response_format: format } }: Requested) =>
    format === undefined ? 'none' : asRecord(format)['type'];

  it.each<readonly [string, Reply]>([
    ['400', refusal("This response_format type is unavailable now: 'json_schema'")],
    ['400 with a param', refusal('Not here.', { param: 'response_format' })],
    [
      '422',
      json(
        { detail: [{ loc: ['body', 'response_format', 'type'], msg: "Input should be 'text'", type: 'enum' }] },
        422,
      ),
    ],
    [
      '500 for a grammar',
      json({ error: { code: 500, message: 'failed to parse grammar', type: 'server_error' } }, 500),
    ],
    [
      '400 for a grammar',
      json({ error: { code: 400, message: 'Failed to parse grammar', type: 'invalid_request_error' } }, 400),
    ],
    [
      '400 for guided decoding',
      json({ object: 'error', message: 'guided_json is not supported by this engine: json_schema', code: 400 }, 400),
    ],
    ['400 for structured output', refusal('Model does not support structured outputs.')],
  ])('is asked for in three steps, where each is refused with %s', async (_with, reply) => {
    const { ask } = await ladder(ruled([[has('response_format'), reply]]));
    const outcome = await ask();
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome.requests.map(type)).toEqual(['json_schema', 'json_object', 'none', 'none']);
    expect(metadataOf(outcome)['adapted']).toEqual({ response_format: null });
    for (const { body } of outcome.requests.slice(1)) expect(JSON.stringify(body['messages'])).toContain('JSON Schema');
  });

  it.each([
    ['auto', 'json_schema'],
    ['json_schema', 'json_schema'],
    ['json_object', 'json_object'],
    ['none', 'none'],
  ] as const)('begins where the option says: %s', async (responseFormat, sent) => {
    const outcome = await asked(goodAnswers, { agent: { responseFormat } });
    expect(outcome.requests.map(type)).toEqual([sent, sent]);
    expect(metadataOf(outcome)).not.toHaveProperty('adapted');
    expect(JSON.stringify(outcome.requests[0]?.body['messages']).includes('JSON Schema')).toBe(sent !== 'json_schema');
  });

  it('is one of four', () => {
    expect(() =>
      Reflect.apply(openaiAgent, undefined, [
        { agentId: 'a', baseURL: 'http://127.0.0.1:9/v1', env: {}, responseFormat: 'xml' },
      ]),
    ).toThrow('responseFormat');
  });
});

describe('a generation that the server itself finds invalid', () => {
  const half = '{"canHandle": true, "complexityScore": "low"';

  it('is repaired once, like any invalid answer', async () => {
    const outcome = await asked([validationFailure(half), ...goodAnswers]);
    expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
    expect(outcome.requests).toHaveLength(3);
    expect(outcome.requests[1]?.body['messages']).toContainEqual({ role: 'assistant', content: half });
    expect(outputsIn(outcome)[0]).toMatchObject({
      coercions: expect.arrayContaining([expect.stringContaining('repaired once')]),
    });
  });

  it('is a failed call where the repair is no better', async () => {
    const outcome = await asked([validationFailure(half), validationFailure(half)]);
    expect(outcome.requests).toHaveLength(2);
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'invalidOutput' }]);
    expect(outcome.result).toMatchObject({ finalTier: 2 });
  });

  it('is repaired once in a stream too', async () => {
    const error = {
      error: {
        message: 'Failed to validate JSON.',
        type: 'invalid_request_error',
        code: 'json_validate_failed',
        failed_generation: half,
        status_code: 400,
      },
    };
    for (const failure of [validationFailure(half), events([error, done])]) {
      const outcome = await asked([goodEvaluation, failure, goodExecution], {}, 'stream');
      expect(outcome.result).toMatchObject({ finalTier: 1, ...execution });
      expect(outcome.requests).toHaveLength(3);
    }
  });

  it('is repaired also where the server does not say what was generated', async () => {
    const outcome = await asked([
      refusal('Failed to validate JSON.', { code: 'json_validate_failed' }),
      ...goodAnswers,
    ]);
    expect(outcome.result).toMatchObject({ finalTier: 1 });
    expect(outcome.requests).toHaveLength(3);
  });
});
