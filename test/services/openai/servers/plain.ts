import { done, events, json, pieces, type Reply } from '../bodies/reply.ts';
import { answers } from '../bodies/server.ts';
import type { Scripted } from './scriptedServer.ts';

export const { yes, execution } = answers;

export const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
const envelope = { id: 'chatcmpl-1', created: 1_790_000_000, model: 'm' };

/** A completion in one piece. `more` and `choice` stand over what it has. */
export function whole(content: unknown, more: object = {}, choice: object = {}): Reply {
  const plain = { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop', ...choice };
  return json({ ...envelope, object: 'chat.completion', choices: [plain], usage, ...more });
}

export function chunk(delta: object, finish: string | null = null, more: object = {}): object {
  return {
    ...envelope,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  };
}

/** A completion in pieces of this length, with its usage at the end. */
export function streamed(text: string, length?: number): Reply {
  return events([
    chunk({ role: 'assistant', content: '' }),
    ...pieces(text, length).map((content) => chunk({ content })),
    chunk({}, 'stop'),
    { ...chunk({}), choices: [], usage },
    done,
  ]);
}

/** The same text whole or streamed, as the request asks for it. A value becomes JSON. */
export function answer(value: unknown, length?: number): Scripted {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return ({ body }) => (body['stream'] === true ? streamed(text, length) : whole(text));
}

export const goodEvaluation = answer(yes);
export const goodExecution = answer(execution);
/** What a task takes where nothing goes wrong. */
export const goodAnswers = [goodEvaluation, goodExecution] as const;
