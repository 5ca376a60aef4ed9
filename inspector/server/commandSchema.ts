import { z } from 'zod';

import { PreviousAttemptSchema } from '../../src/services/schemas.ts';
import type { CallVerdict } from '../../src/run/observer.ts';
import type { HumanResponse } from '../../src/continue/continuation.ts';
import type { ForkEvent } from '../../src/continue/standings.ts';
import { isObject } from '../../src/machines/checks.ts';
import { failureReasons } from '../../src/machines/failureReason.ts';
import {
  type EvaluationOutput,
  type ExecutionOutput,
  type Failure,
  type PreviousAttempt,
} from '../../src/machines/types.ts';
import { phrases } from '../../src/memory/chain/recordShape.ts';
import type { Breakpoint, ClientMessage, Command } from '../protocol.ts';

const id = z.string().min(1).max(1_000);
const execution = { sourceId: id, executionId: id };
const score = z.number().min(0).max(1);

const failure: z.ZodType<Failure> = z.strictObject({
  name: z.string(),
  code: z.string(),
  message: z.string(),
  reason: z.enum(failureReasons).exactOptional(),
  status: z.int().min(100).max(999).exactOptional(),
  transient: z.boolean().exactOptional(),
  retryAfterMs: z.number().min(0).exactOptional(),
});

const attempt: z.ZodType<PreviousAttempt> = PreviousAttemptSchema.strict();

/** Answers are checked where they take the place of an agent's: the same way as an agent's. */
const answer = <T>() => z.custom<T>(isObject, 'expected an object');

const verdict: z.ZodType<CallVerdict> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('run'),
    input: z
      .strictObject({
        task: z.string().exactOptional(),
        context: z.string().exactOptional(),
        previousAttempts: z.array(attempt).exactOptional(),
      })
      .exactOptional(),
  }),
  z.strictObject({ type: z.literal('return'), output: answer<EvaluationOutput | ExecutionOutput>() }),
  z.strictObject({ type: z.literal('throw'), error: failure }),
]);

const response: z.ZodType<HumanResponse> = z.strictObject({
  result: z.string(),
  confidence: score.exactOptional(),
  executionMetadata: z.record(z.string(), z.json()).exactOptional(),
});

const forkEvent: z.ZodType<ForkEvent> = z.union([
  z.strictObject({ output: answer<Partial<EvaluationOutput> | Partial<ExecutionOutput>>() }),
  z.strictObject({ error: failure }),
]);

const breakpoint: z.ZodType<Breakpoint> = z.strictObject({
  breakpointId: id,
  enabled: z.boolean(),
  tierLevel: z.int().min(1).exactOptional(),
  kind: z.enum(['evaluate', 'execute']).exactOptional(),
  costAbove: z.number().min(0).exactOptional(),
  confidenceBelow: score.exactOptional(),
});

const command: z.ZodType<Command> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('find'), executionId: id }),
  z.strictObject({ type: z.literal('open'), ...execution }),
  z.strictObject({
    type: z.literal('set-stepping'),
    stepping: z.strictObject({ mode: z.enum(['run', 'pause']), breakpoints: z.array(breakpoint).max(1_000) }),
  }),
  z.strictObject({ type: z.literal('verdict'), executionId: id, callId: id, verdict }),
  z.strictObject({ type: z.literal('cancel'), ...execution, reason: z.string().exactOptional() }),
  z.strictObject({ type: z.literal('respond'), ...execution, response }),
  z.strictObject({
    type: z.literal('fork'),
    ...execution,
    at: z.int().min(0),
    event: forkEvent,
    continuation: z.enum(['recorded', 'mocked', 'live']),
  }),
  z.strictObject({ type: z.literal('resume'), ...execution }),
  z.strictObject({ type: z.literal('send'), sessionId: id, event: z.looseObject({ type: z.string().min(1) }) }),
  z.strictObject({ type: z.literal('export'), executionIds: z.array(id).min(1) }),
]);

const numbered = z.looseObject({ commandId: z.int() });

/** A message of a page: a command, or why it is none, with its number where it has one. */
export type ReadMessage = ClientMessage | { readonly commandId: number | undefined; readonly error: string };

export function readMessage(text: string): ReadMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { commandId: undefined, error: 'A message was not JSON.' };
  }
  const number = numbered.safeParse(value);
  if (!number.success) return { commandId: undefined, error: 'A message had no commandId.' };
  const { commandId } = number.data;
  const parsed = command.safeParse(number.data['command']);
  if (parsed.success) return { commandId, command: parsed.data };
  return { commandId, error: `The command is not valid. ${phrases(parsed.error).slice(0, 3).join('; ')}.` };
}
