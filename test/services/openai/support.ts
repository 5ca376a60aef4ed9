import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';

import { LLMock, type FixtureResponse } from '@copilotkit/aimock';
import OpenAI from 'openai';
import { onTestFinished } from 'vitest';

import type { TaskEvaluationInput, TaskExecutionInput } from '../../../src/services/agent.ts';
import { openaiAgent } from '../../../src/services/openai/openaiAgent.ts';
import type { OpenAIAgentOptions } from '../../../src/services/openai/options.ts';

export const evaluation = { reasoning: 'A known case.', canHandle: true, complexityScore: 0.2, requiresTier: 1 };
export const execution = { result: 'Use the reset link.', confidence: 0.9 };

export const evaluationInput: TaskEvaluationInput = {
  task: 'Reset my password',
  tierLevel: 1,
  context: '',
  previousAttempts: [],
};
export const executionInput: TaskExecutionInput = { ...evaluationInput, capped: false };

export const callOptions = () => ({ abortSignal: new AbortController().signal });

type PlainResponse = FixtureResponse;

/** A mock OpenAI server that gives these answers in turn, and an agent that talks to it. */
export async function mocked(responses: readonly PlainResponse[], options: Partial<OpenAIAgentOptions> = {}) {
  const mock = await LLMock.create({ port: 0, chunkSize: 3 });
  onTestFinished(() => mock.stop());
  const queue = [...responses];
  mock.on({}, () => queue.shift() ?? { error: { message: 'No answer left.' }, status: 400 });
  const agent = openaiAgent({ agentId: 'support', baseURL: `${mock.url}/v1`, env: {}, ...options });
  return { agent, mock, bodies: () => mock.getRequests().map(({ body }) => asRecord(body)) };
}

export const answer = (content: unknown, more: Record<string, unknown> = {}): PlainResponse => ({
  content: typeof content === 'string' ? content : JSON.stringify(content),
  usage: { prompt_tokens: 100, completion_tokens: 20 },
  ...more,
});

/** A client of the SDK whose requests are answered by a function, for what the mock server cannot say. */
export function clientAnswering(respond: (url: string, init: RequestInit | undefined) => Response | Promise<Response>) {
  return new OpenAI({
    apiKey: 'sk-test-0123456789',
    baseURL: 'https://api.openai.com/v1',
    fetch: async (url, init) => respond(String(url instanceof Request ? url.url : url), init),
  });
}

/** The JSON a client was about to send. */
export function sentBody(init: RequestInit | undefined): unknown {
  if (typeof init?.body !== 'string') throw new Error('The body is not text.');
  return JSON.parse(init.body);
}

export function completionResponse(message: Record<string, unknown>, more: Record<string, unknown> = {}): Response {
  return Response.json({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-6.1-terra-2026-10-01',
    choices: [{ index: 0, message: { role: 'assistant', refusal: null, ...message }, finish_reason: 'stop' }],
    ...more,
  });
}

export function errorResponse(status: number, error: Record<string, unknown>): Response {
  return Response.json({ error }, { status });
}

/** A real HTTP server with a handler of one's own. */
export async function served(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${portOf(server.address())}/v1`;
}

/** An address nobody listens on. */
export async function deadURL(): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server.address());
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}/v1`;
}

/** The error a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It did not reject.');
}

export function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error(`Not an object: ${String(value)}`);
  return { ...value };
}

function portOf(address: unknown): number {
  return Number(asRecord(address)['port']);
}
