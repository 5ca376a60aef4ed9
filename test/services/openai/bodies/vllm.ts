import { done, events, json, pieces } from './reply.ts';
import { answersOf, has, type Answered, type Server } from './server.ts';

const model = 'Qwen/Qwen3-32B';

const usage = { prompt_tokens: 377, total_tokens: 562, completion_tokens: 185, prompt_tokens_details: null };
const envelope = { id: 'chatcmpl-4c1d', created: 1_790_000_000, model };
const chunk = (delta: object, finish: string | null = null) => ({
  ...envelope,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finish, ...(finish !== null && { stop_reason: null }) }],
});

const answered = (text: string): Answered => ({
  whole: json({
    ...envelope,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: `\n\n${text}`,
          refusal: null,
          annotations: null,
          audio: null,
          function_call: null,
          tool_calls: [],
          reasoning_content: '\nThe schema wants {"result": …}.\n',
        },
        logprobs: null,
        finish_reason: 'stop',
        stop_reason: null,
        token_ids: null,
      },
    ],
    service_tier: null,
    system_fingerprint: null,
    usage,
    prompt_logprobs: null,
    prompt_token_ids: null,
    kv_transfer_params: null,
  }),
  streamed: events([
    chunk({ role: 'assistant', content: '' }),
    chunk({ reasoning_content: '\nThe schema wants ' }),
    chunk({ reasoning_content: '{"result": …}.\n' }),
    ...pieces(`\n\n${text}`).map((content) => chunk({ content })),
    chunk({ content: '' }, 'stop'),
    { ...envelope, object: 'chat.completion.chunk', choices: [], usage },
    done,
  ]),
  reading: { text, usage: { inputTokens: 377, outputTokens: 185 }, finish: 'stop', model },
});

/** As older versions send it: no envelope around it. */
const bare = (message: string, type: string, code: number) => ({ object: 'error', message, type, param: null, code });
const error = (message: string, type: string, code: number) => ({ error: { message, type, param: null, code } });

export const vllm: Server = {
  name: 'vLLM',
  model,
  ...answersOf(answered),
  failures: [
    {
      name: 'a wrong key',
      reply: json({ error: 'Unauthorized' }, 401),
      reading: { reason: 'unauthorized', status: 401, says: 'Unauthorized' },
    },
    {
      name: 'an unknown model',
      reply: json(error(`The model \`${model}\` does not exist.`, 'NotFoundError', 404), 404),
      reading: { reason: 'notFound', status: 404, says: 'does not exist' },
    },
    {
      name: 'an unknown model, as a 200',
      reply: json(bare(`The model \`${model}\` does not exist.`, 'NotFoundError', 404)),
      streamed: json(bare(`The model \`${model}\` does not exist.`, 'NotFoundError', 404)),
      reading: { reason: 'notFound', status: 404, says: 'does not exist' },
    },
    {
      name: 'a prompt that is too long',
      reply: json(
        bare(
          "This model's maximum context length is 4096 tokens. However, you requested 5120.",
          'BadRequestError',
          400,
        ),
        400,
      ),
      reading: { reason: 'http', status: 400, says: 'maximum context length' },
    },
    {
      name: 'an engine that is dead',
      reply: json(error('EngineCore encountered an issue.', 'InternalServerError', 500), 500),
      streamed: events([
        chunk({ role: 'assistant', content: '' }),
        error('EngineCore encountered an issue.', 'InternalServerError', 500),
        done,
      ]),
      reading: { reason: 'unavailable', status: 500, says: 'EngineCore encountered an issue' },
    },
    {
      name: 'an overload, in plain text',
      reply: { status: 503, headers: { 'content-type': 'text/plain' }, body: 'no healthy upstream' },
      reading: { reason: 'unavailable', status: 503, says: 'no healthy upstream' },
    },
  ],
  refusals: [
    {
      name: 'stream_options, in a list written by Python',
      refuses: has('stream_options'),
      reply: json(
        bare(
          "[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options'), 'msg': 'Extra inputs are not permitted', 'input': {'include_usage': True}}]",
          'BadRequestError',
          400,
        ),
        400,
      ),
      adapted: { stream_options: null },
    },
    {
      name: 'reasoning_effort, by its place',
      options: { reasoningEffort: 'xhigh' },
      refuses: has('reasoning_effort'),
      reply: json(
        {
          detail: [
            {
              type: 'literal_error',
              loc: ['body', 'reasoning_effort'],
              msg: "Input should be 'low', 'medium' or 'high'",
              input: 'xhigh',
            },
          ],
        },
        422,
      ),
      adapted: { reasoning_effort: null },
    },
  ],
};
