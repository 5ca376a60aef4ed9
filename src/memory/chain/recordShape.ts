import { z } from 'zod';

import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { parseStateName } from '../../machines/stateName.ts';
import { isExecutionId } from '../recordBatch.ts';

const level = z.int().min(1);
const amount = z.number().min(0);
const time = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'expected a time in ISO 8601');
const state = z
  .string()
  .refine((name) => parseStateName(name) !== undefined, 'expected a state such as tier1.evaluating or done');
const usage = z.looseObject({ inputTokens: amount, outputTokens: amount });
const executionId = z.string().refine(isExecutionId, 'cannot be an execution id');

const event = z
  .looseObject({ type: z.string() })
  .refine(({ type, input, config }) => type !== 'xstate.init' || (isStart(input) && isConfig(config)), {
    message: 'the first event needs an input with a task, and a config with tiers and a policy',
  });

const start = z.looseObject({ executionId, task: z.string(), timestamp: time });
const config = z.looseObject({
  tiers: z.array(z.looseObject({ level, agentId: z.string() })),
  policy: z.looseObject({}),
});
const decision = z.looseObject({
  executionId,
  tierLevel: level,
  agentId: z.string(),
  canHandle: z.boolean().nullable(),
  complexityScore: z.number().nullable(),
  reasoning: z.string(),
  requiresTier: level.nullable(),
  handoffDecision: z.enum(['execute', 'escalate', 'stop']),
  capped: z.boolean(),
  timestamp: time,
});

/** What stores, histories and analytics rely on. Whether the events make sense is for the fold to say. */
const record = z.looseObject({
  executionId,
  seq: z.int().min(0),
  timestamp: time,
  event,
  from: state.nullable(),
  to: state,
  tierLevel: level,
  agentId: z.string(),
  decision: decision.exactOptional(),
  usage: usage.exactOptional(),
  costUsd: amount.exactOptional(),
  durationMs: amount.exactOptional(),
  notBefore: time.exactOptional(),
  seal: z.looseObject({ previousHash: z.string(), hash: z.string() }).exactOptional(),
});

export function isTransitionRecord(value: unknown): value is TransitionRecord {
  return record.safeParse(value).success;
}

/** Why a value is not a record, one phrase each, the first three: `to: expected a string`. */
export function recordIssues(value: unknown): readonly string[] {
  return phrases(record.safeParse(value).error).slice(0, 3);
}

export function phrases(error: z.ZodError | undefined): readonly string[] {
  return error?.issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)) ?? [];
}

function isStart(input: unknown): boolean {
  return start.safeParse(input).success;
}

function isConfig(value: unknown): boolean {
  return config.safeParse(value).success;
}
