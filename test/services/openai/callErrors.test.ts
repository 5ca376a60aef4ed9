import { inspect } from 'node:util';

import { describe, expect, it } from 'vitest';

import { AgentCallError } from '../../../src/services/errors.ts';
import { openaiAgent } from '../../../src/services/openai/openaiAgent.ts';
import {
  answer,
  callOptions,
  clientAnswering,
  completionResponse,
  deadURL,
  errorResponse,
  evaluation,
  evaluationInput,
  execution,
  executionInput,
  mocked,
  rejection,
  served,
} from './support.ts';

const usage = { prompt_tokens: 100, completion_tokens: 20 };
const report = { usage: { inputTokens: 100, outputTokens: 20 } };

describe('an answer that is none', () => {
  it('is a refusal, with what the call used', async () => {
    const client = clientAnswering(() => completionResponse({ content: null, refusal: 'I will not.' }, { usage }));
    const error = await rejection(openaiAgent({ agentId: 'a', client }).executeTask(executionInput, callOptions()));
    expect(AgentCallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ agentId: 'a', reason: 'refused', report });
    expect(String(error)).toContain('I will not.');
  });

  it('is a refusal also where it is streamed', async () => {
    const chunk = (delta: object, more: object = {}) =>
      `data: ${JSON.stringify({ id: 'c', model: 'm', choices: [{ index: 0, delta, finish_reason: null, ...more }] })}\n\n`;
    const client = clientAnswering(
      () =>
        new Response(
          `${chunk({ refusal: 'I will ' })}${chunk({ refusal: 'not.' })}${chunk({}, { finish_reason: 'stop' })}data: [DONE]\n\n`,
          { headers: { 'content-type': 'text/event-stream' } },
        ),
    );
    const agent = openaiAgent({ agentId: 'a', client });
    const error = await rejection(agent.executeTask(executionInput, { ...callOptions(), onTextDelta: () => {} }));
    expect(error).toMatchObject({ reason: 'refused', message: expect.stringContaining('I will not.') });
  });

  it('is truncated at the token limit, and says what to raise', async () => {
    const { agent, mock } = await mocked([answer('{"result": "Half an', { finishReason: 'length' })]);
    const error = await rejection(agent.executeTask(executionInput, callOptions()));
    expect(error).toMatchObject({ reason: 'truncated', report, message: expect.stringContaining('Raise maxTokens') });
    expect(mock.getRequests()).toHaveLength(1);
  });

  it('is refused by a content filter', async () => {
    const { agent } = await mocked([answer('', { finishReason: 'content_filter' })]);
    expect(await rejection(agent.executeTask(executionInput, callOptions()))).toMatchObject({
      reason: 'refused',
      report,
    });
  });

  it('is not a chat completion', async () => {
    const url = await served((_, response) => response.end('<html>It works!</html>'));
    const agent = openaiAgent({ agentId: 'a', baseURL: url, env: {} });
    expect(await rejection(agent.evaluateTask(evaluationInput, callOptions()))).toMatchObject({
      reason: 'http',
      message: expect.stringContaining('Check that baseURL'),
    });
  });

  it('keeps the usage of the first request where the repair fails', async () => {
    const { agent } = await mocked([
      answer('no'),
      { error: { message: 'Bad luck', type: 'invalid_request_error' }, status: 400 },
    ]);
    expect(await rejection(agent.executeTask(executionInput, callOptions()))).toMatchObject({
      reason: 'http',
      status: 400,
      report,
    });
  });
});

describe('an HTTP error', () => {
  const failing = (status: number, error: Record<string, unknown>) =>
    openaiAgent({
      agentId: 'a',
      client: clientAnswering(() => errorResponse(status, error)),
      model: 'gpt-6.1-sol',
      temperature: 0.5,
    });

  it.each([
    [401, 'unauthorized', { message: 'Incorrect API key provided.' }, "check your client's key"],
    [403, 'unauthorized', { message: 'Country not supported.' }, 'its project, its region and its permissions'],
    [404, 'notFound', { message: 'The model does not exist.' }, "a model 'gpt-6.1-sol'"],
    [429, 'rateLimited', { message: 'Rate limit reached.' }, 'raise policy.maxRetries'],
    [429, 'quotaExceeded', { message: 'You exceeded it.', code: 'insufficient_quota' }, 'billing'],
    [400, 'http', { message: "Unsupported value: 'temperature'.", param: 'temperature' }, "reasoningEffort: 'none'"],
    [503, 'unavailable', { message: 'Overloaded.' }, 'try again later'],
  ])('%i is %s, and says what to do', async (status, reason, body, advice) => {
    const error = await rejection(failing(status, body).evaluateTask(evaluationInput, callOptions()));
    expect(error).toMatchObject({ reason, status, message: expect.stringContaining(advice) });
    expect(String(error)).toContain(`api.openai.com answered ${status} for model 'gpt-6.1-sol': ${body.message}`);
  });

  it('names OPENAI_API_KEY where the agent made its own client', async () => {
    const { agent } = await mocked([{ error: { message: 'Incorrect API key provided.' }, status: 401 }]);
    expect(await rejection(agent.evaluateTask(evaluationInput, callOptions()))).toMatchObject({
      status: 401,
      message: expect.stringContaining('OPENAI_API_KEY'),
    });
  });

  it('is retried by the SDK only where it is asked to, with the same idempotency key', async () => {
    const slow = { error: { message: 'Slow down' }, status: 429, retryAfter: 0 };
    const { agent: once, mock: asked } = await mocked([slow, answer(evaluation)]);
    expect(await rejection(once.evaluateTask(evaluationInput, callOptions()))).toMatchObject({ reason: 'rateLimited' });
    expect(asked.getRequests()).toHaveLength(1);
    const { agent, mock } = await mocked([slow, answer(evaluation)], { maxRetries: 1 });
    const output = await agent.evaluateTask(evaluationInput, { ...callOptions(), idempotencyKey: 'k' });
    expect(output).toMatchObject(evaluation);
    expect(mock.getRequests().map(({ headers }) => headers['idempotency-key'])).toEqual(['k', 'k']);
  });
});

describe('no answer', () => {
  it('is a network error where nobody listens', async () => {
    const agent = openaiAgent({ agentId: 'a', baseURL: await deadURL(), env: {} });
    const error = await rejection(agent.evaluateTask(evaluationInput, callOptions()));
    expect(error).toMatchObject({ reason: 'network', message: expect.stringContaining('ECONNREFUSED') });
  });

  it('is a timeout where the server is silent', async () => {
    const url = await served(() => {});
    const agent = openaiAgent({ agentId: 'a', baseURL: url, env: {}, requestTimeoutMs: 30 });
    expect(await rejection(agent.evaluateTask(evaluationInput, callOptions()))).toMatchObject({
      reason: 'timeout',
      message: expect.stringContaining('requestTimeoutMs'),
    });
  });

  it('is a timeout where a stream falls silent', async () => {
    const url = await served((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"choices":[{"index":0,"delta":{"content":"{\\"result\\":\\"Ha"}}]}\n\n');
    });
    const agent = openaiAgent({ agentId: 'a', baseURL: url, env: {}, requestTimeoutMs: 500 });
    const deltas: string[] = [];
    const error = await rejection(
      agent.executeTask(executionInput, { ...callOptions(), onTextDelta: (delta) => deltas.push(delta) }),
    );
    expect(error).toMatchObject({ reason: 'timeout' });
    expect(deltas).toEqual(['Ha']);
  });

  it('is a network error where a stream breaks off', async () => {
    const url = await served((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('data: {"choices":[{"index":0,"delta":{"content":"{\\"result\\":\\"Ha"}}]}\n\n');
    });
    const agent = openaiAgent({ agentId: 'a', baseURL: url, env: {} });
    const options = { ...callOptions(), onTextDelta: () => {} };
    expect(await rejection(agent.executeTask(executionInput, options))).toMatchObject({ reason: 'network' });
  });
});

describe('an abort', () => {
  it('before the call makes no request', async () => {
    const { agent, mock } = await mocked([answer(evaluation)]);
    const error = await rejection(agent.evaluateTask(evaluationInput, { abortSignal: AbortSignal.abort() }));
    expect(error).toMatchObject({ reason: 'aborted' });
    expect(mock.getRequests()).toHaveLength(0);
  });

  it.each([false, true])('in the middle of a call reaches the server (streamed: %s)', async (streamed) => {
    const asked = Promise.withResolvers<void>();
    const left = Promise.withResolvers<void>();
    const url = await served((request, response) => {
      response.on('close', () => left.resolve());
      request.resume().on('end', () => {
        if (streamed) {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write('data: {"choices":[]}\n\n');
        }
        asked.resolve();
      });
    });
    const agent = openaiAgent({ agentId: 'a', baseURL: url, env: {} });
    const controller = new AbortController();
    const options = { abortSignal: controller.signal, ...(streamed && { onTextDelta: () => {} }) };
    const rejected = rejection(agent.executeTask(executionInput, options));
    await asked.promise;
    controller.abort();
    expect(await rejected).toMatchObject({ reason: 'aborted' });
    await left.promise;
  });
});

describe('an abort while the answer is complete and its usage is not there yet', () => {
  it('counts all the same', async () => {
    const content = JSON.stringify(execution);
    const chunk = { choices: [{ index: 0, delta: { content }, finish_reason: 'stop' }] };
    const url = await served((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    });
    const controller = new AbortController();
    const options = { abortSignal: controller.signal, onTextDelta: () => controller.abort() };
    const agent = openaiAgent({ agentId: 'a', baseURL: url, env: {} });
    expect(await rejection(agent.executeTask(executionInput, options))).toMatchObject({ reason: 'aborted' });
  });
});

describe('a callback that throws', () => {
  it('is named as the one at fault', async () => {
    const { agent } = await mocked([answer(execution)]);
    const onTextDelta = () => {
      throw new Error('mine');
    };
    expect(await rejection(agent.executeTask(executionInput, { ...callOptions(), onTextDelta }))).toMatchObject({
      reason: 'threw',
      message: expect.stringContaining('onTextDelta'),
    });
  });
});

describe('a planted key', () => {
  const key = 'sk-planted-0123456789abcdef';

  it('is in no error, no cause, no report and no metadata', async () => {
    const echo = `Incorrect API key provided: ${key}. Header: Bearer ${key}`;
    const url = await served((_, response) => {
      response.writeHead(401, { 'content-type': 'application/json', 'x-echo': key });
      response.end(JSON.stringify({ error: { message: echo, key } }));
    });
    const { agent: repairing } = await mocked([answer('no'), { error: { message: echo }, status: 400 }], {
      apiKey: key,
    });
    const { agent: fine, mock } = await mocked([answer(execution)], { apiKey: key });
    const env = { OPENAI_API_KEY: key };
    const seen = [
      await rejection(openaiAgent({ agentId: 'a', env, baseURL: url }).evaluateTask(evaluationInput, callOptions())),
      await rejection(repairing.executeTask(executionInput, callOptions())),
      await rejection(
        openaiAgent({ agentId: 'a', env, baseURL: await deadURL() }).evaluateTask(evaluationInput, callOptions()),
      ),
      await rejection(Promise.resolve().then(() => openaiAgent({ agentId: 'a', env: { OPENAI_API_KEY: `${key}ü` } }))),
      await rejection(Promise.resolve().then(() => openaiAgent({ agentId: 'a', env: { OPENAI_API_KEY: `${key} x` } }))),
      await rejection(
        Promise.resolve().then(() =>
          openaiAgent({ agentId: 'a', env: {}, baseURL: `https://user:${key}@example.com` }),
        ),
      ),
      await fine.executeTask(executionInput, callOptions()),
    ];
    expect(mock.getRequests()).toHaveLength(1);
    for (const value of seen) {
      const shown = `${inspect(value, { depth: 20, showHidden: true })} ${JSON.stringify(value)} ${String(value)}`;
      expect(shown).not.toContain('planted');
    }
  });
});
