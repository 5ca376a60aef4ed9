import { json, type Reply } from '../bodies/reply.ts';
import { goodEvaluation, goodExecution } from './plain.ts';
import type { Requested } from './scriptedServer.ts';

export type Rule = readonly [refuses: (body: Readonly<Record<string, unknown>>) => boolean, reply: Reply];

/** A server with rules: the first that a request breaks answers it, else evaluation and execution do in turn. */
export function ruled(rules: readonly Rule[]): (request: Requested) => Reply {
  let answered = 0;
  return (request) => {
    const broken = rules.find(([refuses]) => refuses(request.body));
    if (broken !== undefined) return broken[1];
    answered += 1;
    const good = answered % 2 === 1 ? goodEvaluation : goodExecution;
    return typeof good === 'function' ? good(request) : good;
  };
}

export const refusal = (message: string, more: object = {}, status = 400) =>
  json({ error: { message, type: 'invalid_request_error', param: null, code: null, ...more } }, status);
