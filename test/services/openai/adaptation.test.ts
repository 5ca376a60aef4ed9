import { describe, expect, it } from 'vitest';

import { adapt, lessonOf, type Adapted, type Parameter } from '../../../src/services/openai/adaptation.ts';
import type { ChatRequest } from '../../../src/services/openai/chat.ts';
import { faultOf } from '../../../src/services/openai/fault.ts';

const schema = { type: 'object', properties: {} };
const request: ChatRequest = {
  model: 'm',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hello' },
  ],
  response_format: { type: 'json_schema', json_schema: { name: 'form', strict: true, schema } },
  temperature: 0.3,
  max_tokens: 10,
  reasoning_effort: 'low',
  stream: true,
  stream_options: { include_usage: true },
};

const refusal = (message: string, more: object = {}, status = 400) =>
  faultOf({ status, error: { message, ...more }, now: 0 }, (text) => text);

/** What a server that refuses with these words teaches until it has nothing left to teach. */
function lessons(fault: ReturnType<typeof refusal>, fixed: readonly Parameter[] = []): Adapted {
  const adapted: Partial<Record<Parameter, string | null>> = {};
  for (let turn = 0; turn < 20; turn += 1) {
    const lesson = lessonOf(adapted, adapt(request, adapted).body, fault, fixed);
    if (lesson === undefined) return adapted;
    adapted[lesson.parameter] = lesson.instead;
  }
  throw new Error('The server asks for ever.');
}

const first = (fault: ReturnType<typeof refusal>) => lessonOf({}, request, fault, []);

describe('a refusal', () => {
  it.each([
    ['Unrecognized request argument supplied: stream_options', {}, 'stream_options', null],
    ['stream_options: Extra inputs are not permitted', {}, 'stream_options', null],
    [
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      { param: 'max_tokens' },
      'max_tokens',
      'max_completion_tokens',
    ],
    [
      "Unsupported value: 'temperature' does not support 0.3 with this model. Only the default (1) value is supported.",
      { param: 'temperature', code: 'unsupported_value' },
      'temperature',
      null,
    ],
    ['Unknown parameter: reasoning_effort', {}, 'reasoning_effort', null],
    ['This model does not support reasoning', {}, 'reasoning_effort', null],
    ["This response_format type is unavailable now: 'json_schema'", {}, 'response_format', 'json_object'],
    ["'response_format.type' must be 'text'", {}, 'response_format', 'json_object'],
    ['JSON mode is not supported for this model', {}, 'response_format', 'json_object'],
    ['System role not supported', {}, 'system', 'user'],
    [
      "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
      { param: 'messages[0].role' },
      'system',
      'user',
    ],
    ['Streaming is not supported by this model', {}, 'stream', null],
  ])('%s', (message, more, parameter, instead) => {
    expect(first(refusal(message, more))).toEqual({ parameter, instead });
  });

  it('names its parameter by place, where it is a list of errors', () => {
    const fault = faultOf(
      {
        status: 422,
        error: { detail: [{ loc: ['body', 'temperature'], msg: 'Extra inputs are not permitted' }] },
        now: 0,
      },
      (text) => text,
    );
    expect(first(fault)).toEqual({ parameter: 'temperature', instead: null });
  });

  it('of a grammar may come as a broken server', () => {
    expect(first(refusal('Failed to parse grammar', {}, 500))).toEqual({
      parameter: 'response_format',
      instead: 'json_object',
    });
  });

  it.each([
    ['Slow down', {}, 429],
    ['The temperature of our servers is not supported by their cooling', {}, 503],
    ['temperature must be between 0 and 1', { param: 'temperature' }, 400],
    ['Invalid value', { param: 'tools' }, 400],
    ["Unknown parameter: 'seed'", { param: 'seed' }, 400],
    ['The prompt was flagged by the content_filter; temperature is not supported', {}, 400],
    ['Your credit balance is too low', {}, 400],
  ])('is none: %s', (message, more, status) => {
    expect(first(refusal(message, more, status))).toBeUndefined();
  });

  it('that comes again and again ends with nothing left to refuse', () => {
    expect(lessons(refusal('max_tokens and max_completion_tokens are not supported'))).toEqual({ max_tokens: null });
    expect(lessons(refusal('response_format is not supported'))).toEqual({ response_format: null });
    expect(
      lessons(
        refusal(
          'stream_options, response_format, max_tokens, max_completion_tokens, temperature, reasoning_effort, system role and stream are not supported',
        ),
      ),
    ).toEqual({
      stream_options: null,
      response_format: null,
      max_tokens: null,
      temperature: null,
      reasoning_effort: null,
      system: 'user',
      stream: null,
    });
  });

  it('changes nothing that the user decided', () => {
    expect(lessons(refusal('response_format is not supported'), ['response_format'])).toEqual({});
  });
});

describe('an adapted request', () => {
  it('puts the schema into the prompt, and says what was changed', () => {
    const { body, applied } = adapt(request, {
      response_format: null,
      system: 'user',
      stream: null,
      temperature: null,
    });
    expect(body.messages).toEqual([
      { role: 'user', content: expect.stringMatching(/^Be brief\.[^]*JSON Schema[^]*Hello$/) },
    ]);
    expect(Object.keys(body)).toEqual(['model', 'messages', 'max_tokens', 'reasoning_effort']);
    expect(applied).toEqual({ response_format: null, temperature: null, system: 'user', stream: null });
  });

  it('says nothing of what it does not hold', () => {
    expect(adapt({ model: 'm', messages: [] }, { temperature: null, stream_options: null }).applied).toEqual({});
  });
});
