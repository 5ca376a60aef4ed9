import { executionLimits, renamedLimits } from './executeOptions.ts';
import type {
  ForkOptions,
  HumanResponse,
  PendingQuery,
  ResumeAllOptions,
  ResumeOptions,
  SuspendOptions,
} from '../continue/continuation.ts';
import type { ForkEvent } from '../continue/standings.ts';
import type { HandoffEvent } from '../run/result.ts';
import { isObject } from '../machines/checks.ts';
import type { Failure } from '../machines/types.ts';
import { checkedOptions, optionsOf, required, type Shape } from '../options/checkedOptions.ts';
import { rule } from '../options/rule.ts';
import { longestMs } from '../time/longestMs.ts';
import {
  abortSignal,
  aFunction,
  anObject,
  executionIdText,
  flag,
  integer,
  numberFrom,
  oneOf,
  positiveInteger,
  text,
} from '../options/rules.ts';

const resumeShape: Shape<ResumeOptions> = {
  abortSignal,
  onEvent: aFunction<(event: HandoffEvent) => unknown>(),
  textDeltas: flag,
  returnOnWait: flag,
  onto: oneOf(['recorded', 'current']),
};

/** The former names of options, and their names now. */
const renamed = { acceptConfigChange: "'onto': 'recorded' or 'current'" };

const resumeOptions = optionsOf<ResumeOptions>(resumeShape, renamed);

const { returnOnWait: _, ...resumeAllShape } = resumeShape;

const resumeAllOptions = optionsOf<ResumeAllOptions>({
  ...resumeAllShape,
  limit: positiveInteger,
  onProgress: aFunction<NonNullable<ResumeAllOptions['onProgress']>>(),
});

const pendingQuery = optionsOf<PendingQuery>({ limit: integer(1, 1_000), cursor: text });

const suspendOptions = optionsOf<SuspendOptions>({ timeoutMs: numberFrom(0, longestMs) });

const forkOptions = optionsOf<ForkOptions>(
  {
    ...resumeShape,
    executionId: executionIdText,
    at: required(integer(0)),
    event: required(rule('{ output: { … } } or { error: { name, code, message } }', isForkEvent)),
    limits: executionLimits,
  },
  { ...renamedLimits, ...renamed },
);

const humanResponse = optionsOf<HumanResponse>({
  result: required(rule('an answer that is not empty (the execution still waits)', isAnswer)),
  confidence: numberFrom(0, 1),
  executionMetadata: anObject<HumanResponse['executionMetadata'] & object>(),
});

const pruneOptions = optionsOf<PruneOptions>({
  before: required(rule('a time: a Date, or a text in ISO 8601', isTime)),
});

interface PruneOptions {
  readonly before: string | Date;
}

/** @throws ConfigurationError */
export function parsePruneOptions(options: unknown): PruneOptions {
  return checkedOptions('prune', pruneOptions, options);
}

/** @throws ConfigurationError */
export function parseResumeOptions(who: string, options: unknown = {}): ResumeOptions {
  return checkedOptions(who, resumeOptions, options);
}

/** @throws ConfigurationError */
export function parseResumeAllOptions(options: unknown = {}): ResumeAllOptions {
  return checkedOptions('resumeAll', resumeAllOptions, options);
}

/** @throws ConfigurationError */
export function parsePendingQuery(query: unknown = {}): PendingQuery {
  return checkedOptions('pending', pendingQuery, query);
}

/** @throws ConfigurationError */
export function parseSuspendOptions(options: unknown = {}): SuspendOptions {
  return checkedOptions('suspend', suspendOptions, options);
}

/** @throws ConfigurationError */
export function parseForkOptions(options: unknown): ForkOptions {
  return checkedOptions('fork', forkOptions, options);
}

/** @throws ConfigurationError */
export function parseResponse(response: unknown): HumanResponse {
  return checkedOptions('respond', humanResponse, response);
}

function isForkEvent(value: unknown): value is ForkEvent {
  if (!isObject(value) || Object.keys(value).length !== 1) return false;
  return isObject(value['output']) || isFailure(value['error']);
}

function isFailure(value: unknown): value is Failure {
  return isObject(value) && ['name', 'code', 'message'].every((key) => typeof value[key] === 'string');
}

function isAnswer(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isTime(value: unknown): value is string | Date {
  return typeof value === 'string' || value instanceof Date;
}
