import { z } from 'zod';

import { failureReasons } from '../machines/failureReason.ts';
import {
  type CalledModel,
  type Failure,
  type JsonValue,
  type PreviousAttempt,
  type TaskEvaluation,
  type TaskExecution,
} from '../machines/types.ts';
import type { TaskEvaluationInput, TaskExecutionInput } from './agent.ts';

const level = z.int().min(1);
const score = z.number().min(0).max(1);
const json: z.ZodType<JsonValue> = z.json();

/** The valid form of a `TaskEvaluation`: no defaults, no coercion. */
export const TaskEvaluationSchema = z.object({
  canHandle: z.boolean(),
  complexityScore: score,
  reasoning: z.string(),
  requiresTier: level,
}) satisfies z.ZodType<TaskEvaluation>;

/** The valid form of a `TaskExecution`: no defaults, no coercion. */
export const TaskExecutionSchema = z.object({
  result: z.string().min(1),
  confidence: score,
  executionMetadata: z.record(z.string(), json),
}) satisfies z.ZodType<TaskExecution>;

const FailureSchema = z.object({
  name: z.string(),
  code: z.string(),
  message: z.string(),
  reason: z.enum(failureReasons).exactOptional(),
  status: z.int().exactOptional(),
  transient: z.boolean().exactOptional(),
  retryAfterMs: z.number().min(0).exactOptional(),
}) satisfies z.ZodType<Failure>;

const CalledModelSchema = z.object({
  asked: z.string(),
  answered: z.string().exactOptional(),
}) satisfies z.ZodType<CalledModel>;

/** The valid form of a `PreviousAttempt`. */
export const PreviousAttemptSchema = z.object({
  tierLevel: level,
  agentId: z.string(),
  outcome: z.enum(['declined', 'low-confidence', 'failed', 'stopped']),
  complexityScore: score.exactOptional(),
  reasoning: z.string().exactOptional(),
  draft: z.string().exactOptional(),
  confidence: score.exactOptional(),
  failure: FailureSchema.exactOptional(),
  tries: z.int().min(1).exactOptional(),
  model: CalledModelSchema.exactOptional(),
  limit: z.enum(['timeMs', 'tokens', 'costUsd']).exactOptional(),
}) satisfies z.ZodType<PreviousAttempt>;

/** The valid form of a `TaskEvaluationInput`. */
export const TaskEvaluationInputSchema = z.object({
  task: z.string().min(1),
  tierLevel: level,
  context: z.string(),
  previousAttempts: z.array(PreviousAttemptSchema).readonly(),
}) satisfies z.ZodType<TaskEvaluationInput>;

/** The valid form of a `TaskExecutionInput`. */
export const TaskExecutionInputSchema = TaskEvaluationInputSchema.extend({
  capped: z.boolean(),
}) satisfies z.ZodType<TaskExecutionInput>;
