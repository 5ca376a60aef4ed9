import { done, events, json, pieces } from './reply.ts';
import { answersOf, has, type Answered, type Server } from './server.ts';

const model = 'support';
const answering = 'claude-sonnet-5';

const usage = {
  completion_tokens: 44,
  prompt_tokens: 430,
  total_tokens: 474,
  completion_tokens_details: null,
  prompt_tokens_details: { audio_tokens: null, cached_tokens: 200, text_tokens: null, image_tokens: null },
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 200,
};
const headers = {
  'x-litellm-call-id': '1e34',
  'x-litellm-model-id': 'f3a0',
  'x-litellm-version': '1.80.0',
  'x-litellm-response-cost': '0.0004',
};
const envelope = { id: 'chatcmpl-b7e1', created: 1_790_000_000, model: answering };

const whole = (choice: object) =>
  json(
    {
      ...envelope,
      object: 'chat.completion',
      system_fingerprint: null,
      choices: [{ finish_reason: 'stop', index: 0, ...choice }],
      usage,
    },
    200,
    headers,
  );
const chunk = (delta: object, finish?: string) => ({
  ...envelope,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, ...(finish !== undefined && { finish_reason: finish }) }],
});

const answered = (text: string): Answered => ({
  whole: whole({
    message: { content: text, role: 'assistant', tool_calls: null, function_call: null, provider_specific_fields: {} },
  }),
  streamed: events(
    [
      ...pieces(text).map((content, index) => chunk({ content, ...(index === 0 && { role: 'assistant' }) })),
      chunk({}, 'stop'),
      { ...chunk({}), usage },
      done,
    ],
    headers,
  ),
  reading: {
    text,
    usage: { inputTokens: 430, outputTokens: 44, cachedInputTokens: 200 },
    finish: 'stop',
    model: answering,
  },
});

/** The status stands in it as a text; what it does not know is `None`. */
const error = (message: string, type: string, code: string, param = 'None') => ({
  error: { message, type, param, code },
});

export const litellm: Server = {
  name: 'LiteLLM',
  model,
  ...answersOf(answered),
  failures: [
    {
      name: 'a rate limit',
      reply: json(
        error(
          'No deployments available for selected model, Try again in 5 seconds. Passed model=support.',
          'None',
          '429',
        ),
        429,
        { ...headers, 'retry-after': '5' },
      ),
      reading: { reason: 'rateLimited', status: 429, says: 'No deployments available', waitMs: 5000 },
    },
    {
      name: 'a budget that is used up',
      reply: json(error('Budget has been exceeded! Current cost: 1.2, Max budget: 1.0', 'budget_exceeded', '400'), 400),
      reading: { reason: 'quotaExceeded', status: 400, says: 'Budget has been exceeded' },
    },
    {
      name: 'a wrong key',
      reply: json(
        error('Authentication Error, Invalid proxy server token passed.', 'token_not_found_in_db', '401', 'key'),
        401,
      ),
      reading: { reason: 'unauthorized', status: 401, says: 'Invalid proxy server token' },
    },
    {
      name: 'an unknown model',
      reply: json(
        error(
          `/chat/completions: Invalid model name passed in model=${model}.`,
          'invalid_request_error',
          '400',
          'model',
        ),
        400,
      ),
      reading: { reason: 'notFound', status: 400, says: 'Invalid model name' },
    },
    {
      name: 'an overload',
      reply: json(
        error('litellm.InternalServerError: AnthropicException - Overloaded.', 'overloaded_error', '529'),
        529,
      ),
      reading: { reason: 'unavailable', status: 529, says: 'Overloaded' },
    },
    {
      name: 'an error in a choice',
      reply: whole({
        finish_reason: 'error',
        error: { code: 502, message: 'The upstream closed the connection.' },
        message: { role: 'assistant', content: '' },
      }),
      streamed: events([
        chunk({ role: 'assistant', content: '{"res' }),
        {
          ...chunk({}),
          choices: [
            {
              index: 0,
              delta: { content: '' },
              finish_reason: 'error',
              error: { code: 502, message: 'The upstream closed the connection.' },
            },
          ],
        },
        done,
      ]),
      reading: { reason: 'unavailable', status: 502, says: 'The upstream closed the connection.' },
    },
    {
      name: 'a content filter',
      reply: whole({ finish_reason: 'content_filter', message: null }),
      streamed: events([chunk({ role: 'assistant' }), chunk({}, 'content_filter'), done]),
      reading: { reason: 'refused', status: null, says: 'content filter' },
    },
    {
      name: 'a content policy',
      reply: json(
        error(
          'litellm.ContentPolicyViolationError: the prompt was blocked.',
          'invalid_request_error',
          'content_policy_violation',
        ),
        400,
      ),
      reading: { reason: 'refused', status: 400, says: 'the prompt was blocked' },
    },
  ],
  refusals: [
    {
      name: 'reasoning_effort, in a list of parameters',
      options: { reasoningEffort: 'low' },
      refuses: has('reasoning_effort'),
      reply: json(
        error(
          "litellm.UnsupportedParamsError: bedrock does not support parameters: ['reasoning_effort'], for model=support. To drop these, set `litellm.drop_params=True`.",
          'None',
          '400',
        ),
        400,
      ),
      adapted: { reasoning_effort: null },
    },
    {
      name: 'temperature',
      options: { temperature: 0.2 },
      refuses: has('temperature'),
      reply: json(
        error(
          "litellm.UnsupportedParamsError: gpt-5 models don't support temperature=0.2. Only temperature=1 is supported.",
          'None',
          '400',
        ),
        400,
      ),
      adapted: { temperature: null },
    },
  ],
};
