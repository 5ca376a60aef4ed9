import { done, events, json, pieces } from './reply.ts';
import { answersOf, asksFor, type Answered, type Server } from './server.ts';

const model = 'qwen3-8b-q4_k_m.gguf';

const usage = { completion_tokens: 158, prompt_tokens: 371, total_tokens: 529 };
const timings = {
  cache_n: 12,
  prompt_n: 359,
  prompt_ms: 801.2,
  prompt_per_token_ms: 2.23,
  predicted_n: 158,
  predicted_ms: 3_950.4,
  predicted_per_second: 40,
};
const envelope = { created: 1_790_000_000, id: 'chatcmpl-XwP2', model, system_fingerprint: 'b6790-3f2a1' };
const chunk = (delta: object, finish: string | null = null) => ({
  choices: [{ finish_reason: finish, index: 0, delta }],
  ...envelope,
  object: 'chat.completion.chunk',
});
const thought = '<think>\nA braces test: {"result": "not this"}.\n</think>\n\n';

const answered = (text: string): Answered => ({
  whole: json({
    choices: [{ finish_reason: 'stop', index: 0, message: { role: 'assistant', content: `${thought}${text}` } }],
    ...envelope,
    object: 'chat.completion',
    usage,
    timings,
  }),
  streamed: events([
    chunk({ role: 'assistant', content: null }),
    ...pieces(`${thought}${text}`).map((content) => chunk({ content })),
    chunk({}, 'stop'),
    { ...chunk({}), choices: [], usage, timings },
    done,
  ]),
  reading: { text, usage: { inputTokens: 371, outputTokens: 158 }, finish: 'stop', model },
});

const error = (code: number, message: string, type: string, more: object = {}) => ({
  error: { code, message, type, ...more },
});

export const llamaCpp: Server = {
  name: 'llama.cpp',
  model,
  ...answersOf(answered),
  failures: [
    {
      name: 'a model that is being loaded',
      reply: json(error(503, 'Loading model', 'unavailable_error'), 503),
      reading: { reason: 'unavailable', status: 503, says: 'Loading model' },
    },
    {
      name: 'a wrong key',
      reply: json(error(401, 'Invalid API Key', 'authentication_error'), 401),
      reading: { reason: 'unauthorized', status: 401, says: 'Invalid API Key' },
    },
    {
      name: 'a prompt that is too long',
      reply: json(
        error(400, 'the request exceeds the available context size, try increasing it', 'exceed_context_size_error', {
          n_prompt_tokens: 4390,
          n_ctx: 4096,
        }),
        400,
      ),
      reading: { reason: 'http', status: 400, says: 'exceeds the available context size' },
    },
    {
      name: 'a context that overflows on the way',
      reply: json(error(500, 'Context size has been exceeded.', 'server_error')),
      streamed: events([
        chunk({ role: 'assistant', content: null }),
        error(500, 'Context size has been exceeded.', 'server_error'),
      ]),
      reading: { reason: 'unavailable', status: 500, says: 'Context size has been exceeded' },
    },
  ],
  refusals: [
    {
      name: 'the schema, which it cannot turn into a grammar',
      refuses: asksFor('json_schema'),
      reply: json(error(500, 'Failed to initialize samplers: failed to parse grammar', 'server_error'), 500),
      adapted: { response_format: 'json_object' },
    },
    {
      name: 'the schema and the grammar for any JSON',
      refuses: asksFor('json_schema', 'json_object'),
      reply: json(error(400, 'Failed to parse grammar', 'invalid_request_error'), 400),
      adapted: { response_format: null },
    },
  ],
};
