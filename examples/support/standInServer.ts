import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** What the stand-in was asked for, as far as the examples show it. */
export interface SeenRequest {
  readonly model: string;
  readonly maxTokens: number | undefined;
  readonly temperature: number | undefined;
}

/** A server that speaks OpenAI's chat completions and has no model behind it. */
export interface StandInServer {
  /** For `baseURL` or `OPENAI_BASE_URL`. */
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  close(): void;
}

/** How hard a task each model takes, 0..1. Models that are not named take everything. */
export type Reach = Readonly<Record<string, number>>;

const defaultReach: Reach = { small: 0.3, medium: 0.6, 'gpt-6-luna': 0.3, 'gpt-6.1-terra': 0.6 };

/**
 * Starts a stand-in on a free port of the loopback interface, so that an example shows models at work without a key. The
 * longer a task, the harder it is taken to be.
 */
export async function startStandIn(reach: Reach = defaultReach): Promise<StandInServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    void respond(request, response);
  });
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { seen, completion } = await answerTo(request, reach);
    requests.push(seen);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(completion));
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The stand-in has no port.');
  return { url: `http://127.0.0.1:${address.port}/v1`, requests, close: () => server.close() };
}

async function answerTo(request: IncomingMessage, reach: Reach) {
  const body: {
    readonly model: string;
    readonly max_tokens?: number;
    readonly temperature?: number;
    readonly messages: readonly { readonly content: string }[];
    readonly response_format?: { readonly json_schema?: { readonly name?: string } };
  } = JSON.parse(await text(request));
  const { model, messages } = body;
  const task = /<task>\n"(.*)"\n<\/task>/.exec(messages.at(-1)?.content ?? '')?.[1] ?? '';
  const evaluates = body.response_format?.json_schema?.name === 'task_evaluation';
  const answer = evaluates
    ? evaluationOf(model, task, reach[model] ?? 1)
    : { result: `${model}: done.`, confidence: 0.9 };
  const seen = { model, maxTokens: body.max_tokens, temperature: body.temperature };
  const message = { role: 'assistant', content: JSON.stringify(answer) };
  const usage = { prompt_tokens: Math.ceil(task.length / 4) + 200, completion_tokens: 40, total_tokens: 0 };
  const completion = {
    id: 'stand-in',
    object: 'chat.completion',
    model,
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage,
  };
  return { seen, completion };
}

function evaluationOf(model: string, task: string, reach: number) {
  const difficulty = Math.min(1, task.length / 80);
  const canHandle = difficulty <= reach;
  return {
    reasoning: `${model} ${canHandle ? 'can do this' : 'finds this too hard'}.`,
    canHandle,
    complexityScore: difficulty,
    requiresTier: difficulty <= 0.3 ? 1 : difficulty <= 0.6 ? 2 : 3,
  };
}
