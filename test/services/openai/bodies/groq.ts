import { done, events, json, pieces } from './reply.ts';
import { answersOf, asksFor, has, type Answered, type Server } from './server.ts';

const model = 'openai/gpt-oss-120b';

const usage = {
  queue_time: 0.018,
  prompt_tokens: 402,
  prompt_time: 0.011,
  completion_tokens: 96,
  completion_time: 0.19,
  total_tokens: 498,
  total_time: 0.201,
  prompt_tokens_details: { cached_tokens: 128 },
  completion_tokens_details: { reasoning_tokens: 54 },
};
const headers = {
  'x-groq-region': 'fra',
  'x-request-id': 'req_01k',
  'x-ratelimit-limit-tokens': '8000',
  'x-ratelimit-remaining-tokens': '7502',
  'x-ratelimit-reset-requests': '1m26.4s',
  'x-ratelimit-reset-tokens': '3.7s',
};
const envelope = { id: 'chatcmpl-5f1d', created: 1_790_000_000, model, system_fingerprint: 'fp_179b0f92c9' };
const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
  ...envelope,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  ...more,
});

const answered = (text: string): Answered => ({
  whole: json(
    {
      ...envelope,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: text, reasoning: 'They want {"result": …}. Short.' },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage,
      usage_breakdown: null,
      x_groq: { id: 'req_01k', seed: 1_204 },
      service_tier: 'on_demand',
    },
    200,
    headers,
  ),
  streamed: events(
    [
      chunk({ role: 'assistant', content: '' }, null, { x_groq: { id: 'req_01k', seed: 1_204 } }),
      chunk({ reasoning: 'They want {"result": …}. ', channel: 'analysis' }),
      chunk({ reasoning: 'Short.', channel: 'analysis' }),
      ...pieces(text).map((content) => chunk({ content })),
      chunk({}, 'stop', { x_groq: { id: 'req_01k', usage } }),
      { ...chunk({}), choices: [], usage },
      done,
    ],
    headers,
  ),
  reading: {
    text,
    usage: { inputTokens: 402, outputTokens: 96, cachedInputTokens: 128 },
    finish: 'stop',
    model,
  },
});

const error = (message: string, type: string, code: string, more: object = {}) => ({
  error: { message, type, code, ...more },
});

export const groq: Server = {
  name: 'Groq',
  model,
  ...answersOf(answered),
  failures: [
    {
      name: 'a rate limit',
      reply: json(
        error(
          `Rate limit reached for model \`${model}\` in organization \`org_1\` service tier \`on_demand\` on tokens per minute (TPM): Limit 8000, Used 7611, Requested 900. Please try again in 3.83s.`,
          'tokens',
          'rate_limit_exceeded',
        ),
        429,
        { ...headers, 'retry-after': '4' },
      ),
      reading: { reason: 'rateLimited', status: 429, says: 'Limit 8000, Used 7611', waitMs: 4000 },
    },
    {
      name: 'a wrong key',
      reply: json(error('Invalid API Key', 'invalid_request_error', 'invalid_api_key'), 401, headers),
      reading: { reason: 'unauthorized', status: 401, says: 'Invalid API Key' },
    },
    {
      name: 'an unknown model',
      reply: json(
        error(
          `The model \`${model}\` does not exist or you do not have access to it.`,
          'invalid_request_error',
          'model_not_found',
        ),
        404,
      ),
      reading: { reason: 'notFound', status: 404, says: 'does not exist' },
    },
    {
      name: 'an overload',
      reply: json(
        error(`${model} is currently over capacity. Please back off.`, 'internal_server_error', 'over_capacity'),
        503,
      ),
      reading: { reason: 'unavailable', status: 503, says: 'over capacity' },
    },
  ],
  refusals: [
    {
      name: 'response_format of type json_schema',
      refuses: asksFor('json_schema'),
      reply: json(
        {
          error: {
            message: 'This model does not support response format `json_schema`. See the supported models.',
            type: 'invalid_request_error',
            param: 'response_format',
          },
        },
        400,
      ),
      adapted: { response_format: 'json_object' },
    },
    {
      name: 'reasoning_effort',
      options: { reasoningEffort: 'minimal' },
      refuses: has('reasoning_effort'),
      reply: json(
        {
          error: {
            message: '`reasoning_effort` is not supported with this model',
            type: 'invalid_request_error',
            param: 'reasoning_effort',
          },
        },
        400,
      ),
      adapted: { reasoning_effort: null },
    },
  ],
};

/** What a model wrote does not match the schema: it stands in the error. */
export const validationFailure = (generation: string) =>
  json(
    error(
      "Failed to validate JSON. Please adjust your prompt. See 'failed_generation' for more details.",
      'invalid_request_error',
      'json_validate_failed',
      {
        failed_generation: generation,
      },
    ),
    400,
  );
