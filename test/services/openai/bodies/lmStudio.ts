import { done, events, json, pieces } from './reply.ts';
import { answersOf, asksFor, type Answered, type Server } from './server.ts';

const model = 'qwen/qwen3-8b';

const usage = {
  prompt_tokens: 369,
  completion_tokens: 140,
  total_tokens: 509,
  completion_tokens_details: { reasoning_tokens: 97 },
};
const envelope = { id: 'chatcmpl-x3vkq', created: 1_790_000_000, model, system_fingerprint: model };
const chunk = (delta: object, finish: string | null = null) => ({
  ...envelope,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
});

const answered = (text: string): Answered => ({
  whole: json({
    ...envelope,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, reasoning_content: 'JSON, then.', tool_calls: [] },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage,
    stats: {},
  }),
  streamed: events([
    chunk({ role: 'assistant', reasoning_content: 'JSON, ' }),
    chunk({ reasoning_content: 'then.' }),
    ...pieces(text, 3).map((content) => chunk({ content })),
    chunk({}, 'stop'),
    { ...chunk({}), choices: [], usage },
    done,
  ]),
  reading: { text, usage: { inputTokens: 369, outputTokens: 140 }, finish: 'stop', model },
});

export const lmStudio: Server = {
  name: 'LM Studio',
  model,
  ...answersOf(answered),
  failures: [
    {
      name: 'an unknown model',
      reply: json(
        {
          error: {
            message: `Model "${model}" not found. Load it first.`,
            type: 'invalid_request_error',
            param: 'model',
            code: 'model_not_found',
          },
        },
        404,
      ),
      reading: { reason: 'notFound', status: 404, says: 'Load it first' },
    },
    {
      name: 'a wrong token',
      reply: json(
        {
          error: {
            message: 'An LM Studio API token is required.',
            type: 'invalid_request_error',
            code: 'invalid_api_key',
          },
        },
        401,
      ),
      reading: { reason: 'unauthorized', status: 401, says: 'API token is required' },
    },
    {
      name: 'a model that crashed',
      reply: json(
        { error: 'The model has crashed without additional information. (Exit code: 18446744073709552000)' },
        500,
      ),
      streamed: events([
        chunk({ role: 'assistant', content: '' }),
        'event: error\ndata: {"error":{"message":"The model has crashed without additional information."}}',
      ]),
      reading: { reason: 'unavailable', status: 500, says: 'The model has crashed' },
      streamedReading: { reason: 'unavailable', status: null, says: 'The model has crashed' },
    },
  ],
  refusals: [
    {
      name: 'response_format, of which only text is left',
      refuses: asksFor('json_schema', 'json_object'),
      reply: json({ error: "'response_format.type' must be 'text'" }, 400),
      adapted: { response_format: null },
    },
  ],
};
