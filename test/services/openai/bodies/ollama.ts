import { done, events, json, pieces } from './reply.ts';
import { answersOf, has, type Answered, type Server } from './server.ts';

const model = 'deepseek-r1:8b';

const usage = { prompt_tokens: 365, completion_tokens: 172, total_tokens: 537 };
const envelope = { id: 'chatcmpl-417', created: 1_790_000_000, model, system_fingerprint: 'fp_ollama' };
const chunk = (delta: object, finish: string | null = null) => ({
  ...envelope,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: { role: 'assistant', ...delta }, finish_reason: finish }],
});

/** A template that opens the thinking itself: only its end stands in the answer, and the JSON in a fence. */
const written = (text: string) =>
  `Let me weigh {"result": …} first.\n</think>\n\nHere it is:\n\`\`\`json\n${text}\n\`\`\`\n`;

const answered = (text: string): Answered => ({
  whole: json({
    ...envelope,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: written(text) }, finish_reason: 'stop' }],
    usage,
  }),
  streamed: events([
    ...pieces(written(text), 5).map((content) => chunk({ content })),
    chunk({ content: '' }, 'stop'),
    { ...chunk({}), choices: [], usage },
    done,
  ]),
  reading: { text, usage: { inputTokens: 365, outputTokens: 172 }, finish: 'stop', model },
});

const error = (message: string, type: string) => ({ error: { message, type, param: null, code: null } });

export const ollama: Server = {
  name: 'Ollama',
  model,
  ...answersOf(answered),
  failures: [
    {
      name: 'an unknown model',
      reply: json(error(`model "${model}" not found, try pulling it first`, 'not_found_error'), 404),
      reading: { reason: 'notFound', status: 404, says: 'try pulling it first' },
    },
    {
      name: 'an overload',
      reply: json(error('server busy, please try again. maximum pending requests exceeded', 'api_error'), 503),
      reading: { reason: 'unavailable', status: 503, says: 'server busy' },
    },
    {
      name: 'a wrong key of its cloud',
      reply: json({ error: 'unauthorized' }, 401),
      reading: { reason: 'unauthorized', status: 401, says: 'unauthorized' },
    },
    {
      name: 'a model that does not fit',
      reply: json(error('model requires more system memory (9.1 GiB) than is available (6.2 GiB)', 'api_error'), 500),
      reading: { reason: 'unavailable', status: 500, says: 'more system memory' },
    },
  ],
  refusals: [
    {
      name: 'reasoning_effort',
      options: { reasoningEffort: 'high' },
      refuses: has('reasoning_effort'),
      reply: json(
        error(`"${model}" does not support thinking: invalid reasoning_effort`, 'invalid_request_error'),
        400,
      ),
      adapted: { reasoning_effort: null },
    },
  ],
};
