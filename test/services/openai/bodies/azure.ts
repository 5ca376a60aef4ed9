import { done, events, json, pieces } from './reply.ts';
import { answersOf, has, type Answered, type Server } from './server.ts';

const model = 'support-deployment';
const answering = 'gpt-6-luna-2026-09-01';

const safe = { filtered: false, severity: 'safe' };
const verdicts = { hate: safe, self_harm: safe, sexual: safe, violence: safe };
const promptResults = [
  { prompt_index: 0, content_filter_results: { ...verdicts, jailbreak: { filtered: false, detected: false } } },
];
const usage = {
  prompt_tokens: 398,
  completion_tokens: 41,
  total_tokens: 439,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
};
const headers = { 'apim-request-id': 'b1f7', 'x-ms-region': 'Sweden Central', 'azureml-model-session': 'd-1' };
const envelope = { id: 'chatcmpl-Az41', created: 1_790_000_000, model: answering, system_fingerprint: 'fp_ee1d74bde0' };

const whole = (choice: object) =>
  json(
    {
      ...envelope,
      object: 'chat.completion',
      choices: [{ index: 0, logprobs: null, content_filter_results: verdicts, finish_reason: 'stop', ...choice }],
      prompt_filter_results: promptResults,
      usage,
    },
    200,
    headers,
  );

const chunk = (delta: object, finish: string | null = null) => ({
  ...envelope,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, content_filter_results: verdicts, finish_reason: finish, logprobs: null }],
  usage: null,
});

const streamed = (text: string, finish = 'stop') =>
  events([
    { id: '', object: '', created: 0, model: '', choices: [], prompt_filter_results: promptResults },
    chunk({ role: 'assistant', content: '', refusal: null }),
    ...pieces(text).map((content) => chunk({ content })),
    chunk({}, finish),
    // What an asynchronous filter says, after everything else.
    {
      id: '',
      object: '',
      created: 0,
      model: '',
      choices: [
        {
          index: 0,
          finish_reason: null,
          content_filter_offsets: { check_offset: 44, start_offset: 44, end_offset: 198 },
          content_filter_results: verdicts,
          delta: {},
        },
      ],
    },
    { ...chunk({}), choices: [], usage },
    done,
  ]);

const answered = (text: string): Answered => ({
  whole: whole({ message: { role: 'assistant', content: text, refusal: null, annotations: [] } }),
  streamed: streamed(text),
  reading: {
    text,
    usage: { inputTokens: 398, outputTokens: 41, cachedInputTokens: 0 },
    finish: 'stop',
    model: answering,
  },
});

const error = (code: string, message: string, more: object = {}) => ({ error: { code, message, ...more } });

export const azure: Server = {
  name: 'Azure OpenAI',
  model,
  ...answersOf(answered),
  failures: [
    {
      name: 'a rate limit',
      reply: json(
        error(
          '429',
          'Requests to the ChatCompletions_Create operation have exceeded the call rate limit of your tier. Please retry after 6 seconds.',
        ),
        429,
        { ...headers, 'retry-after': '6', 'retry-after-ms': '5600', 'x-ratelimit-reset-requests': '6' },
      ),
      reading: { reason: 'rateLimited', status: 429, says: 'exceeded the call rate limit', waitMs: 5600 },
    },
    {
      name: 'a quota that is used up',
      reply: json(
        error('insufficient_quota', 'You exceeded your current quota.', { type: 'insufficient_quota', param: null }),
        429,
      ),
      reading: { reason: 'quotaExceeded', status: 429, says: 'exceeded your current quota' },
    },
    {
      name: 'a wrong key',
      reply: json(error('401', 'Access denied due to invalid subscription key or wrong API endpoint.'), 401, headers),
      reading: { reason: 'unauthorized', status: 401, says: 'invalid subscription key' },
    },
    {
      name: 'a token that has expired',
      reply: json({ statusCode: 401, message: 'Unauthorized. The access token has expired.' }, 401, headers),
      reading: { reason: 'unauthorized', status: 401, says: 'access token has expired' },
    },
    {
      name: 'an unknown deployment',
      reply: json(error('DeploymentNotFound', 'The API deployment for this resource does not exist.'), 404, headers),
      reading: { reason: 'notFound', status: 404, says: 'deployment for this resource does not exist' },
    },
    {
      name: 'an overload',
      reply: json(error('ServiceUnavailable', 'The service is temporarily unable to process your request.'), 503),
      reading: { reason: 'unavailable', status: 503, says: 'temporarily unable' },
    },
    {
      name: 'a time limit of its own',
      reply: json(error('Timeout', 'The operation was timeout.'), 408, headers),
      reading: { reason: 'unavailable', status: 408, says: 'operation was timeout' },
    },
    {
      name: 'a prompt that is filtered',
      reply: json(
        error(
          'content_filter',
          "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
          {
            type: null,
            param: 'prompt',
            status: 400,
            innererror: {
              code: 'ResponsibleAIPolicyViolation',
              content_filter_result: { ...verdicts, violence: { filtered: true, severity: 'medium' } },
            },
          },
        ),
        400,
        headers,
      ),
      reading: { reason: 'refused', status: 400, says: 'content management policy' },
    },
    {
      name: 'an answer that is filtered',
      reply: whole({
        content_filter_results: { ...verdicts, violence: { filtered: true, severity: 'medium' } },
        finish_reason: 'content_filter',
        message: { role: 'assistant' },
      }),
      streamed: streamed('', 'content_filter'),
      reading: { reason: 'refused', status: null, says: 'content filter' },
    },
  ],
  refusals: [
    {
      name: 'stream_options',
      refuses: has('stream_options'),
      reply: json(
        {
          error: {
            message: 'Unrecognized request argument supplied: stream_options',
            type: 'invalid_request_error',
            param: null,
            code: null,
          },
        },
        400,
        headers,
      ),
      adapted: { stream_options: null },
    },
    {
      name: 'reasoning_effort',
      options: { reasoningEffort: 'high' },
      refuses: has('reasoning_effort'),
      reply: json(
        error('unsupported_parameter', 'Unsupported parameter.', {
          type: 'invalid_request_error',
          param: 'reasoning_effort',
        }),
        400,
      ),
      adapted: { reasoning_effort: null },
    },
  ],
};
