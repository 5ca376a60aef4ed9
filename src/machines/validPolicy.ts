import { isLevel, isObject } from './checks.ts';
import { ConfigurationError } from './errors.ts';
import { failureReasons } from './failureReason.ts';
import { defaultPolicy } from './policy.ts';
import type { HandoffPolicy, PolicyOptions } from './types.ts';

/**
 * A checked copy of a policy with its defaults filled in.
 *
 * @throws ConfigurationError naming the first mistake.
 */
export function validPolicy(policy: PolicyOptions): HandoffPolicy {
  const complete = {
    ...completed('policy', defaultPolicy, policy),
    on: { ...defaultPolicy.on, ...checkedRules('policy.on', policy.on) },
    tiers: checkedTiers(policy.tiers),
  };
  assertFields('policy', complete);
  return complete;
}

interface Field {
  readonly expected: string;
  readonly allows: (value: unknown) => boolean;
}

const milliseconds = numberBetween(0, 3_600_000, 'milliseconds from 0 to 3,600,000');

/** Fields that a tier may have of its own, too. */
const tierFields: Readonly<Record<string, Field>> = {
  minConfidence: numberBetween(0, 1, 'a number from 0 to 1'),
  onError: oneOf('escalate', 'fail'),
  maxRetries: {
    expected: 'an integer from 0 to 10',
    allows: (value) => isWithin(value, 0, 10) && Number.isInteger(value),
  },
  retryDelayMs: milliseconds,
  maxWaitMs: milliseconds,
};

const policyFields: Readonly<Record<string, Field>> = {
  ...tierFields,
  routing: oneOf('sequential', 'direct'),
  atCap: oneOf('execute', 'reject', 'human'),
  onLimit: oneOf('fail', 'best-effort'),
};

const ownFields: Readonly<Record<string, Field>> = {
  ...tierFields,
  callTimeoutMs: {
    expected: 'milliseconds above 0',
    allows: (value) => isWithin(value, Number.MIN_VALUE, 3_155_760_000_000),
  },
};

const ownMistakes = oneOf('escalate', 'fail');
const ofServers = oneOf('retry', 'wait', 'escalate', 'fail');
const others = oneOf('retry', 'escalate', 'fail');

/** The rules that a reason may have. */
const ruleFields: Readonly<Record<string, Field>> = {
  ...Object.fromEntries(failureReasons.filter((reason) => reason !== 'aborted').map((reason) => [reason, others])),
  unauthorized: ownMistakes,
  notFound: ownMistakes,
  configuration: ownMistakes,
  rateLimited: ofServers,
  unavailable: ofServers,
  quotaExceeded: ofServers,
};

/** The names that a policy, its rules and the policy of a tier may have. */
export const policyOptionNames = {
  policy: Object.keys(defaultPolicy),
  on: Object.keys(ruleFields),
  tier: [...Object.keys(ownFields), 'on'],
};

function checkedRules(path: string, given: unknown = {}): HandoffPolicy['on'] {
  const rules = withoutUndefined(objectAt(path, given));
  assertKnown(path, rules, policyOptionNames.on);
  assertFields(path, rules, ruleFields);
  return rules;
}

function checkedTiers(given: unknown = {}): HandoffPolicy['tiers'] {
  const tiers: Record<number, HandoffPolicy['tiers'][number]> = {};
  for (const [level, own] of Object.entries(withoutUndefined(objectAt('policy.tiers', given)))) {
    const path = `policy.tiers.${level}`;
    if (!isLevel(Number(level)) || String(Number(level)) !== level) {
      throw new ConfigurationError(path, `${path}: '${level}' is no tier level. Use positive integers.`);
    }
    const { on, ...fields } = withoutUndefined(objectAt(path, own));
    assertKnown(path, fields, policyOptionNames.tier);
    assertFields(path, fields, ownFields);
    tiers[Number(level)] = { ...fields, ...(on !== undefined && { on: checkedRules(`${path}.on`, on) }) };
  }
  return tiers;
}

/** The defaults with what is given over them. @throws ConfigurationError where a key is unknown. */
function completed<T extends object>(path: string, defaults: T, given: unknown = {}): T {
  const options = withoutUndefined(objectAt(path, given));
  assertKnown(path, options, Object.keys(defaults));
  return { ...defaults, ...options };
}

function objectAt(path: string, value: unknown): Readonly<Record<string, unknown>> {
  if (isObject(value) && !Array.isArray(value)) return value;
  throw new ConfigurationError(path, `${path} is ${Array.isArray(value) ? 'a list' : String(value)}. Use an object.`);
}

function withoutUndefined(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function assertKnown(path: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const message = `Unknown policy option '${path}.${unknown}'. Known there: ${known.join(', ')}.`;
  throw new ConfigurationError(`${path}.${unknown}`, message);
}

function assertFields(path: string, values: object, fields: Readonly<Record<string, Field>> = policyFields): void {
  for (const [key, value] of Object.entries(values)) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (field === undefined || field.allows(value)) continue;
    throw new ConfigurationError(`${path}.${key}`, `${path}.${key} is ${shown(value)}. Use ${field.expected}.`);
  }
}

function oneOf(...choices: readonly string[]): Field {
  return {
    expected: `one of: ${choices.join(', ')}`,
    allows: (value) => typeof value === 'string' && choices.includes(value),
  };
}

function numberBetween(least: number, most: number, expected: string): Field {
  return { expected, allows: (value) => isWithin(value, least, most) };
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
