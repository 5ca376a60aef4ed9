import { done, events, json, pieces } from './reply.ts';
import { answersOf, asksFor, type Answered, type Server } from './server.ts';

const model = 'qwen/qwen3-235b-a22b';

const usage = {
  prompt_tokens: 388,
  completion_tokens: 121,
  total_tokens: 509,
  cost: 0.000_079_4,
  is_byok: false,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  cost_details: { upstream_inference_cost: null },
  completion_tokens_details: { reasoning_tokens: 77, image_tokens: 0 },
};
const envelope = { id: 'gen-1790000000-abc', provider: 'DeepInfra', model, created: 1_790_000_000 };
const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
  ...envelope,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason: finish, native_finish_reason: finish, logprobs: null }],
  ...more,
});
const processing = ': OPENROUTER PROCESSING';
const reasoning = (text: string) => ({
  role: 'assistant',
  content: '',
  reasoning: text,
  reasoning_details: [{ type: 'reasoning.text', text, format: 'unknown', index: 0 }],
});

const answered = (text: string): Answered => ({
  whole: json(
    {
      ...envelope,
      object: 'chat.completion',
      choices: [
        {
          logprobs: null,
          finish_reason: 'stop',
          native_finish_reason: 'stop',
          index: 0,
          message: { ...reasoning('They ask for a reset.'), content: text, refusal: null },
        },
      ],
      usage,
    },
    200,
    { 'x-generation-id': 'gen-1790000000-abc' },
  ),
  streamed: events([
    processing,
    processing,
    chunk(reasoning('They ask ')),
    chunk(reasoning('for a reset.')),
    processing,
    ...pieces(text).map((content) => chunk({ role: 'assistant', content })),
    chunk({ role: 'assistant', content: '' }, 'stop'),
    chunk({ role: 'assistant', content: '' }, null, { usage }),
    done,
  ]),
  reading: {
    text,
    usage: { inputTokens: 388, outputTokens: 121, cachedInputTokens: 0 },
    finish: 'stop',
    model,
  },
});

const error = (code: number, message: string, metadata?: object) => ({
  error: { message, code, ...(metadata !== undefined && { metadata }) },
  user_id: 'user_2x',
});
/** An error after the headers of a stream are sent. */
const midway = (code: number | string, message: string) =>
  events([
    processing,
    chunk({ role: 'assistant', content: '{"result": "Op' }),
    chunk({ content: '' }, 'error', { error: { code, message } }),
  ]);
const upstream = { raw: '{"error":{"message":"Upstream is busy","type":"overloaded"}}', provider_name: 'DeepInfra' };

export const openrouter: Server = {
  name: 'OpenRouter',
  model,
  ...answersOf(answered),
  failures: [
    {
      name: 'a rate limit, as its status',
      reply: json(error(429, 'Rate limit exceeded: free-models-per-min.'), 429, {
        'retry-after': '2',
        'x-ratelimit-remaining': '0',
      }),
      reading: { reason: 'rateLimited', status: 429, says: 'free-models-per-min', waitMs: 2000 },
    },
    {
      name: 'a rate limit of the provider, in a 200',
      reply: json(
        error(429, 'Provider returned error', { ...upstream, raw: `${model} is temporarily rate-limited upstream.` }),
      ),
      streamed: midway(429, 'Provider returned error'),
      reading: { reason: 'rateLimited', status: 429, says: 'Provider returned error' },
    },
    {
      name: 'a provider that is down, in a 200',
      reply: json(error(502, 'Provider returned error', upstream)),
      streamed: midway(502, 'Provider returned error'),
      reading: { reason: 'unavailable', status: 502, says: 'Provider returned error' },
    },
    {
      name: 'a quota that is used up',
      reply: json(error(402, 'Insufficient credits. Add more credits.'), 402),
      reading: { reason: 'quotaExceeded', status: 402, says: 'Insufficient credits' },
    },
    {
      name: 'a wrong key',
      reply: json(error(401, 'No auth credentials found'), 401),
      reading: { reason: 'unauthorized', status: 401, says: 'No auth credentials' },
    },
    {
      name: 'an unknown model',
      reply: json(error(400, `${model} is not a valid model ID`), 400),
      reading: { reason: 'notFound', status: 400, says: 'not a valid model ID' },
    },
    {
      name: 'no provider for it at the moment',
      reply: json(error(503, 'No instances available'), 503),
      reading: { reason: 'unavailable', status: 503, says: 'No instances available' },
    },
    {
      name: 'a moderated input',
      reply: json(
        error(403, 'Your chosen model requires moderation and your input was flagged.', {
          reasons: ['violence'],
          flagged_input: 'Reset…',
          provider_name: 'OpenAI',
          model_slug: model,
        }),
        403,
      ),
      reading: { reason: 'refused', status: 403, says: 'your input was flagged' },
    },
  ],
  refusals: [
    {
      name: 'response_format of type json_schema, in the words of the provider',
      refuses: asksFor('json_schema'),
      reply: json(
        error(400, 'Provider returned error', {
          raw: '{"error":{"message":"response_format type json_schema is not supported","type":"invalid_request_error"}}',
          provider_name: 'Novita',
        }),
        400,
      ),
      adapted: { response_format: 'json_object' },
    },
  ],
};
