import { ConfigurationError } from '../machines/errors.ts';
import type { ExecutionLimits } from '../run/executionLimits.ts';
import type { HandoffEvent } from '../run/result.ts';
import { checkedOptions, optionsOf } from '../options/checkedOptions.ts';
import {
  abortSignal,
  aFunction,
  executionIdText,
  flag,
  integer,
  milliseconds,
  numberFrom,
  positiveInteger,
  text,
} from '../options/rules.ts';

/** Options of one execution. All are optional; unknown ones are refused. */
export interface ExecuteOptions {
  /** Whatever every tier should know beside the task. */
  readonly context?: string | undefined;
  /** No tier above this level is called. Default: the highest tier. */
  readonly maxTier?: number | undefined;
  /** Cancels the execution, also in the middle of a call. */
  readonly abortSignal?: AbortSignal | undefined;
  /** An id of your own, unique in the memory. Default: a random UUID. */
  readonly executionId?: string | undefined;
  /** Settle with `status: 'waiting'` as soon as a person is being waited for. Default: true for the embedded ladder, else false. */
  readonly returnOnWait?: boolean | undefined;
  /**
   * Called with every transition as it happens, and with the result. What it returns is awaited before the next call,
   * so that it may slow the execution down; where it throws, a warning is emitted and the execution goes on.
   */
  readonly onEvent?: ((event: HandoffEvent) => unknown) | undefined;
  /** The most that the execution may use. Default: no limits. */
  readonly limits?: ExecutionLimits | undefined;
}

/** The amounts that an execution may use. */
export const executionLimits = optionsOf<ExecutionLimits>({
  timeMs: milliseconds,
  tokens: positiveInteger,
  costUsd: numberFrom(0),
});

/** The options that an execution's limits were once. */
export const renamedLimits = {
  timeoutMs: "'limits.timeMs'",
  maxTokens: "'limits.tokens'",
  maxCostUsd: "'limits.costUsd'",
};

const executeOptions = optionsOf<ExecuteOptions>(
  {
    context: text,
    maxTier: integer(Number.MIN_SAFE_INTEGER),
    abortSignal,
    executionId: executionIdText,
    returnOnWait: flag,
    onEvent: aFunction<(event: HandoffEvent) => unknown>(),
    limits: executionLimits,
  },
  {
    ...renamedLimits,
    callTimeoutMs: "'callTimeoutMs' of createHandoffPattern",
    policy: "'policy' of createHandoffPattern",
  },
);

/** The options of a call of `executeWithHandoff` that gives none. */
export const noOptions: ExecuteOptions = {};

/** @throws ConfigurationError, also where `maxTier` lies below the lowest of the tiers. */
export function parseExecuteOptions(options: unknown, tiers: ReadonlyMap<number, unknown>): ExecuteOptions {
  const checked = options === noOptions ? noOptions : checkedOptions('executeWithHandoff', executeOptions, options);
  const lowest = Math.min(...tiers.keys());
  if (checked.maxTier !== undefined && checked.maxTier < lowest) {
    const message = `executeWithHandoff: maxTier ${checked.maxTier} allows no tier: the lowest is ${lowest}. Raise it, or add a lower tier.`;
    throw new ConfigurationError('maxTier', message);
  }
  return checked;
}

/** @throws ConfigurationError where the task is not a text, or an empty one. */
export function parseTask(task: unknown): string {
  if (typeof task === 'string' && task.trim() !== '') return task;
  const problem = typeof task === 'string' ? 'is empty' : `is of type ${typeof task}, not a text`;
  throw new ConfigurationError('task', `executeWithHandoff: the task ${problem}. Say in words what is to be done.`);
}
