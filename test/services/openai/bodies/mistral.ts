import { done, events, json, pieces } from './reply.ts';
import { answersOf, has, type Answered, type Server } from './server.ts';

const model = 'magistral-small-latest';
const answering = 'magistral-small-2609';

const envelope = { id: '6f0c41d0b7a04a0d', created: 1_790_000_000, model: answering };
const usage = { prompt_tokens: 420, total_tokens: 603, completion_tokens: 183 };
const thinking = (text: string) => ({ type: 'thinking', thinking: [{ type: 'text', text }], closed: true });

const answered = (text: string): Answered => ({
  whole: json(
    {
      ...envelope,
      object: 'chat.completion',
      usage,
      choices: [
        {
          index: 0,
          finish_reason: 'stop',
          message: {
            role: 'assistant',
            tool_calls: null,
            content: [thinking('The user wants JSON such as {"result": "…"}.'), { type: 'text', text }],
          },
        },
      ],
    },
    200,
    { 'x-kong-request-id': 'c2a1', 'x-ratelimit-remaining-req-minute': '59' },
  ),
  streamed: events([
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: [thinking('The user wants JSON ')] }),
    chunk({ content: [thinking('such as {"result": "…"}.')] }),
    // Text comes as parts and as plain texts, in one stream.
    ...pieces(text).map((content, index) =>
      chunk({ content: index % 2 === 0 ? [{ type: 'text', text: content }] : content }),
    ),
    { ...chunk({ content: '' }, 'stop'), usage },
    done,
  ]),
  reading: { text, usage: { inputTokens: 420, outputTokens: 183 }, finish: 'stop', model: answering },
});

function chunk(delta: object, finish: string | null = null): object {
  return {
    ...envelope,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
    p: 'abcdefg',
  };
}

const error = (message: unknown, type: string, code: string | null) => ({
  object: 'error',
  message,
  type,
  param: null,
  code,
});
const forbidden = (parameter: string) => ({
  detail: [
    {
      type: 'extra_forbidden',
      loc: ['body', parameter],
      msg: 'Extra inputs are not permitted',
      input: { include_usage: true },
    },
  ],
});

export const mistral: Server = {
  name: 'Mistral',
  model,
  ...answersOf(answered),
  failures: [
    {
      name: 'a rate limit',
      reply: json(error('Rate limit exceeded', 'rate_limited', '1300'), 429, { 'retry-after': '4' }),
      reading: { reason: 'rateLimited', status: 429, says: 'Rate limit exceeded', waitMs: 4000 },
    },
    {
      name: 'a capacity that is used up',
      reply: json(
        error('Service tier capacity exceeded for this model.', 'service_tier_capacity_exceeded', '3505'),
        429,
      ),
      reading: { reason: 'rateLimited', status: 429, says: 'capacity exceeded' },
    },
    {
      name: 'a quota that is used up',
      reply: json({ detail: 'You have no credits left. Add a payment method.' }, 402),
      reading: { reason: 'quotaExceeded', status: 402, says: 'no credits left' },
    },
    {
      name: 'a wrong key',
      reply: json({ detail: 'Unauthorized' }, 401),
      reading: { reason: 'unauthorized', status: 401, says: 'Unauthorized' },
    },
    {
      name: 'an unknown model',
      reply: json(error(`Invalid model: ${model}`, 'invalid_model', '1500'), 400),
      reading: { reason: 'notFound', status: 400, says: 'Invalid model' },
    },
    {
      name: 'an overload',
      reply: json(error('Service unavailable.', 'unreachable_backend', '1100'), 503),
      reading: { reason: 'unavailable', status: 503, says: 'Service unavailable' },
    },
  ],
  refusals: [
    {
      name: 'stream_options, in a list',
      refuses: has('stream_options'),
      reply: json(error(forbidden('stream_options'), 'invalid_request_error', null), 422),
      adapted: { stream_options: null },
    },
    {
      name: 'stream_options, in JSON in a text',
      refuses: has('stream_options'),
      reply: json(error(JSON.stringify(forbidden('stream_options')), 'internal_error_proxy', '1000'), 422),
      adapted: { stream_options: null },
    },
    {
      name: 'reasoning_effort',
      options: { reasoningEffort: 'low' },
      refuses: has('reasoning_effort'),
      reply: json(error(forbidden('reasoning_effort'), 'invalid_request_error', null), 422),
      adapted: { reasoning_effort: null },
    },
  ],
};
