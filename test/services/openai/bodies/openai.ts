import { done, events, json, pieces } from './reply.ts';
import { answersOf, asksFor, has, type Answered, type Server } from './server.ts';

const model = 'gpt-6-luna';
const answering = 'gpt-6-luna-2026-09-01';

const usage = {
  prompt_tokens: 412,
  completion_tokens: 38,
  total_tokens: 450,
  prompt_tokens_details: { cached_tokens: 256, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 0,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
};

const envelope = { id: 'chatcmpl-CkQ1a', created: 1_790_000_000, model: answering, service_tier: 'default' };
const error = (message: string, type: string, code: string | null, param: string | null = null) => ({
  error: { message, type, param, code },
});
const headers = {
  'x-request-id': 'req_7f3a',
  'openai-processing-ms': '412',
  'openai-version': '2020-10-01',
  'x-ratelimit-limit-requests': '500',
  'x-ratelimit-remaining-requests': '499',
  'x-ratelimit-reset-requests': '120ms',
};

const message = (content: string | null, refusal: string | null = null) => ({
  role: 'assistant',
  content,
  refusal,
  annotations: [],
});

const whole = (choice: object) =>
  json(
    {
      ...envelope,
      object: 'chat.completion',
      choices: [{ index: 0, logprobs: null, finish_reason: 'stop', ...choice }],
      usage,
      system_fingerprint: 'fp_50cad350e4',
    },
    200,
    headers,
  );

const chunk = (delta: object, finish: string | null = null) => ({
  ...envelope,
  object: 'chat.completion.chunk',
  system_fingerprint: 'fp_50cad350e4',
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  usage: null,
  obfuscation: 'aX9',
});

const streamed = (deltas: readonly object[], finish = 'stop') =>
  events([
    chunk({ role: 'assistant', content: '', refusal: null }),
    ...deltas.map((delta) => chunk(delta)),
    chunk({}, finish),
    { ...chunk({}), choices: [], usage },
    done,
  ]);

const answered = (text: string): Answered => ({
  whole: whole({ message: message(text) }),
  streamed: streamed(pieces(text).map((content) => ({ content }))),
  reading: {
    text,
    usage: { inputTokens: 412, outputTokens: 38, cachedInputTokens: 256 },
    finish: 'stop',
    model: answering,
  },
});

export const openai: Server = {
  name: 'OpenAI',
  model,
  ...answersOf(answered),
  failures: [
    {
      name: 'a rate limit',
      reply: json(
        error(
          `Rate limit reached for ${model} in organization org-1 on requests per min (RPM): Limit 500, Used 500, Requested 1. Please try again in 3s.`,
          'requests',
          'rate_limit_exceeded',
        ),
        429,
        { ...headers, 'retry-after-ms': '2750', 'retry-after': '3', 'x-ratelimit-remaining-requests': '0' },
      ),
      reading: { reason: 'rateLimited', status: 429, says: 'Limit 500, Used 500', waitMs: 2750 },
    },
    {
      name: 'a quota that is used up',
      reply: json(
        error('You exceeded your current quota, please check your plan.', 'insufficient_quota', 'insufficient_quota'),
        429,
        headers,
      ),
      reading: { reason: 'quotaExceeded', status: 429, says: 'exceeded your current quota' },
    },
    {
      name: 'a wrong key',
      reply: json(
        error('Incorrect API key provided: sk-proj-****wxyz.', 'invalid_request_error', 'invalid_api_key'),
        401,
        headers,
      ),
      reading: { reason: 'unauthorized', status: 401, says: 'Incorrect API key' },
    },
    {
      name: 'an unknown model',
      reply: json(
        error(
          `The model '${model}' does not exist or you do not have access.`,
          'invalid_request_error',
          'model_not_found',
        ),
        404,
        headers,
      ),
      reading: { reason: 'notFound', status: 404, says: 'does not exist' },
    },
    {
      name: 'an overload',
      reply: json(error('The engine is currently overloaded.', 'server_error', null), 503, headers),
      reading: { reason: 'unavailable', status: 503, says: 'overloaded' },
    },
    {
      name: 'a refusal',
      reply: whole({ message: message(null, 'I cannot help with that.') }),
      streamed: streamed([{ refusal: 'I cannot ' }, { refusal: 'help with that.' }]),
      reading: { reason: 'refused', status: null, says: 'I cannot help with that.' },
    },
    {
      name: 'a content filter',
      reply: whole({ message: message(null), finish_reason: 'content_filter' }),
      streamed: streamed([], 'content_filter'),
      reading: { reason: 'refused', status: null, says: 'content filter' },
    },
  ],
  refusals: [
    {
      name: 'max_tokens',
      options: { maxTokens: 300 },
      refuses: has('max_tokens'),
      reply: json(
        error(
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
          'invalid_request_error',
          'unsupported_parameter',
          'max_tokens',
        ),
        400,
      ),
      adapted: { max_tokens: 'max_completion_tokens' },
    },
    {
      name: 'temperature',
      options: { temperature: 0.2 },
      refuses: has('temperature'),
      reply: json(
        error(
          "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
          'invalid_request_error',
          'unsupported_value',
          'temperature',
        ),
        400,
      ),
      adapted: { temperature: null },
    },
    {
      name: 'reasoning_effort',
      options: { reasoningEffort: 'low' },
      refuses: has('reasoning_effort'),
      reply: json(
        error('Unrecognized request argument supplied: reasoning_effort', 'invalid_request_error', null),
        400,
      ),
      adapted: { reasoning_effort: null },
    },
    {
      name: 'response_format of type json_schema',
      refuses: asksFor('json_schema'),
      reply: json(
        error(
          "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
          'invalid_request_error',
          null,
        ),
        400,
      ),
      adapted: { response_format: 'json_object' },
    },
  ],
};
