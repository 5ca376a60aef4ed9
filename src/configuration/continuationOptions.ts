import { z } from 'zod';

import type { ForkOptions, HumanResponse, ResumeOptions } from '../execution/continuation.ts';
import type { ForkEvent } from '../execution/standings.ts';
import type { HandoffEvent } from '../execution/result.ts';
import { isObject } from '../machines/checks.ts';
import type { Failure } from '../machines/types.ts';
import { longestMs } from '../services/longestMs.ts';
import { parseOptions } from '../services/parseOptions.ts';

const ResumeOptionsSchema = z.strictObject({
  abortSignal: z.instanceof(AbortSignal).exactOptional(),
  onEvent: z
    .custom<(event: HandoffEvent) => unknown>((value) => typeof value === 'function', 'expected a function')
    .exactOptional(),
  textDeltas: z.boolean().exactOptional(),
  returnOnWait: z.boolean().exactOptional(),
  acceptConfigChange: z.boolean().exactOptional(),
}) satisfies z.ZodType<ResumeOptions>;

const ForkOptionsSchema: z.ZodType<ForkOptions> = ResumeOptionsSchema.extend({
  executionId: z.string().min(1).max(200).exactOptional(),
  at: z.int().min(0),
  event: z.custom<ForkEvent>(isForkEvent, 'expected { output: { … } } or { error: { name, code, message } }'),
  timeoutMs: z.number().positive().max(longestMs).exactOptional(),
});

const ResponseSchema: z.ZodType<HumanResponse> = z.strictObject({
  result: z.string().refine((text) => text.trim() !== '', 'the answer is empty; the execution still waits'),
  confidence: z.number().min(0).max(1).exactOptional(),
  executionMetadata: z
    .custom<HumanResponse['executionMetadata'] & object>(isObject, 'expected an object')
    .exactOptional(),
});

const PruneOptionsSchema: z.ZodType<PruneOptions> = z.strictObject({ before: z.union([z.string(), z.date()]) });

interface PruneOptions {
  readonly before: string | Date;
}

/** @throws ConfigurationError */
export function parsePruneOptions(options: unknown): PruneOptions {
  return parseOptions('prune', PruneOptionsSchema, options);
}

/** @throws ConfigurationError */
export function parseResumeOptions(who: string, options: unknown = {}): ResumeOptions {
  return parseOptions(who, ResumeOptionsSchema, options);
}

/** @throws ConfigurationError */
export function parseForkOptions(options: unknown): ForkOptions {
  return parseOptions('fork', ForkOptionsSchema, options);
}

/** @throws ConfigurationError */
export function parseResponse(response: unknown): HumanResponse {
  return parseOptions('respond', ResponseSchema, response);
}

function isForkEvent(value: unknown): value is ForkEvent {
  if (!isObject(value) || Object.keys(value).length !== 1) return false;
  return isObject(value['output']) || isFailure(value['error']);
}

function isFailure(value: unknown): value is Failure {
  return isObject(value) && ['name', 'code', 'message'].every((key) => typeof value[key] === 'string');
}
