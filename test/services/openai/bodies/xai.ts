import { done, events, json, pieces } from './reply.ts';
import { answersOf, has, type Answered, type Server } from './server.ts';

const model = 'grok-4.5';
const answering = 'grok-4.5-0820';

/** The tokens of its reasoning stand in the total, and not in `completion_tokens`. */
const usage = {
  prompt_tokens: 12,
  completion_tokens: 2,
  total_tokens: 331,
  prompt_tokens_details: { text_tokens: 12, audio_tokens: 0, image_tokens: 0, cached_tokens: 4 },
  completion_tokens_details: {
    reasoning_tokens: 317,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
  num_sources_used: 0,
  cost_in_usd_ticks: 1_610_000,
};

const envelope = { id: '0daf962f-a275', created: 1_790_000_000, model: answering, system_fingerprint: 'fp_6ca29cf396' };
const chunk = (delta: object, finish?: string) => ({
  ...envelope,
  object: 'chat.completion.chunk',
  // There is no `finish_reason` before the last one.
  choices: [{ index: 0, delta, ...(finish !== undefined && { finish_reason: finish }) }],
});

const answered = (text: string): Answered => ({
  whole: json({
    ...envelope,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, reasoning_content: 'Let me think…', refusal: null },
        finish_reason: 'stop',
      },
    ],
    usage,
    service_tier: 'default',
  }),
  streamed: events([
    chunk({ role: 'assistant' }),
    chunk({ reasoning_content: 'Let me ', role: 'assistant' }),
    chunk({ reasoning_content: 'think…', role: 'assistant' }),
    ...pieces(text).map((content) => chunk({ content, role: 'assistant' })),
    chunk({ role: 'assistant', content: '' }, 'stop'),
    { ...envelope, object: 'chat.completion.chunk', choices: [], usage },
    done,
  ]),
  reading: {
    text,
    usage: { inputTokens: 12, outputTokens: 319, cachedInputTokens: 4 },
    finish: 'stop',
    model: answering,
  },
});

const invalid = 'Client specified an invalid argument';

export const xai: Server = {
  name: 'xAI',
  model,
  ...answersOf(answered),
  failures: [
    {
      name: 'a rate limit',
      reply: json(
        {
          code: 'Some resource has been exhausted',
          error: 'Too many requests for team 1f0c. Your team is at 480 of 480 requests per minute.',
        },
        429,
      ),
      reading: { reason: 'rateLimited', status: 429, says: 'Too many requests' },
    },
    {
      name: 'a quota that is used up',
      reply: json(
        {
          code: 'Some resource has been exhausted',
          error: 'Your team has either used all available credits or reached its monthly spending limit.',
        },
        429,
      ),
      reading: { reason: 'quotaExceeded', status: 429, says: 'used all available credits' },
    },
    {
      name: 'a wrong key',
      reply: json({ code: invalid, error: 'Incorrect API key provided: xa***ey.' }, 400),
      reading: { reason: 'unauthorized', status: 400, says: 'Incorrect API key' },
    },
    {
      name: 'an unknown model',
      reply: json({ code: 'Some requested entity was not found', error: `The model ${model} does not exist.` }, 404),
      reading: { reason: 'notFound', status: 404, says: 'does not exist' },
    },
    {
      name: 'an overload',
      reply: json(
        {
          code: 'The service is currently unavailable',
          error: 'Service temporarily unavailable. The model is at capacity.',
        },
        503,
      ),
      reading: { reason: 'unavailable', status: 503, says: 'at capacity' },
    },
    {
      name: 'a content filter',
      reply: json(
        {
          code: 'The caller does not have permission to execute the specified operation',
          error: 'Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_DATA_LEAKAGE',
        },
        403,
      ),
      reading: { reason: 'refused', status: 403, says: 'Content violates usage guidelines' },
    },
  ],
  refusals: [
    {
      name: 'reasoning_effort, under a name in camel case',
      options: { reasoningEffort: 'high' },
      refuses: has('reasoning_effort'),
      reply: json({ code: invalid, error: `Model ${model} does not support parameter reasoningEffort.` }, 400),
      adapted: { reasoning_effort: null },
    },
    {
      name: 'reasoning_effort, as an argument',
      options: { reasoningEffort: 'high' },
      refuses: has('reasoning_effort'),
      reply: json({ code: invalid, error: 'Argument not supported on this model: reasoningEffort' }, 400),
      adapted: { reasoning_effort: null },
    },
  ],
};
