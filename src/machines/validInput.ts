import { isLevel, isObject } from './checks.ts';
import { ConfigurationError } from './errors.ts';
import { instantOf } from './time.ts';
import type { HandoffInput } from './types.ts';

/**
 * Checks what an execution begins with, so that a mistake costs no call.
 *
 * @throws ConfigurationError naming the first mistake.
 */
export function assertInput(input: HandoffInput | undefined): asserts input is HandoffInput {
  const given: unknown = input;
  if (!isObject(given)) throw wrong('input', 'is missing. Pass { input: { executionId, task, timestamp } }');
  const { executionId, task, context = '', timestamp, maxTier, limits = {} } = given;
  if (typeof executionId !== 'string') throw wrong('input.executionId', 'is not a text. Give every execution an id');
  // A record whose task was redacted to nothing still replays.
  if (typeof task !== 'string') throw wrong('input.task', 'is not a text. Say in words what is to be done');
  if (typeof context !== 'string') throw wrong('input.context', 'is not a text');
  if (!isTime(timestamp)) throw wrong('input.timestamp', 'is no time in ISO 8601. Pass new Date().toISOString()');
  if (maxTier !== undefined && !isLevel(maxTier)) throw wrong('input.maxTier', 'is not a positive integer');
  if (!isObject(limits)) throw wrong('input.limits', 'is not an object');
  const { deadline, tokens, costUsd } = limits;
  if (deadline !== undefined && !isTime(deadline)) throw wrong('input.limits.deadline', 'is no time in ISO 8601');
  if (tokens !== undefined && !isLevel(tokens)) throw wrong('input.limits.tokens', 'is not a positive integer');
  if (costUsd !== undefined && !(typeof costUsd === 'number' && costUsd >= 0)) {
    throw wrong('input.limits.costUsd', 'is not a number from 0');
  }
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && instantOf(value) !== undefined;
}

function wrong(path: string, rest: string): ConfigurationError {
  return new ConfigurationError(path, `The machine was not begun: ${path} ${rest}.`);
}
