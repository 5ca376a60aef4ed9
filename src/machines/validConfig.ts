import { ConfigurationError } from './errors.ts';
import { isLevel, isObject } from './checks.ts';
import { defaultPolicy, maxTierCount } from './policy.ts';
import type {
  FailureRules,
  HandoffConfig,
  HandoffMachineOptions,
  HandoffPolicy,
  PolicyOptions,
  TierDefinition,
} from './types.ts';

/**
 * A checked copy: tiers in ascending order, the policy complete.
 *
 * @throws ConfigurationError naming the first mistake.
 */
export function validConfig(options: HandoffMachineOptions): HandoffConfig {
  if (options.tiers.length === 0) throw new ConfigurationError('tiers', 'There are no tiers. Give at least one.');
  return validDraft(options);
}

/**
 * The same of a ladder that may still be without tiers. No machine can be made of it before it has one.
 *
 * @throws ConfigurationError naming the first mistake.
 */
export function validDraft({ tiers, policy = {}, humanAgentId = 'human' }: HandoffMachineOptions): HandoffConfig {
  return { tiers: validTiers(tiers), policy: validPolicy(policy), humanAgentId };
}

function validTiers(tiers: readonly TierDefinition[]): readonly TierDefinition[] {
  if (tiers.length > maxTierCount) {
    throw new ConfigurationError('tiers', `${tiers.length} tiers are too many: at most ${maxTierCount}. Merge some.`);
  }
  const seen = new Set<number>();
  for (const { level, agentId } of tiers) {
    if (!isLevel(level)) {
      throw new ConfigurationError(
        'tiers',
        `Tier level ${String(level)} of agent '${agentId}' is not a positive integer.`,
      );
    }
    if (seen.has(level))
      throw new ConfigurationError('tiers', `Tier level ${level} is given twice. Levels are unique.`);
    if (typeof agentId !== 'string' || agentId === '') {
      throw new ConfigurationError(`tiers.${level}.agentId`, `Tier ${level} has no agentId. Name its agent.`);
    }
    seen.add(level);
  }
  return tiers
    .map(({ level, agentId, name }) => ({ level, agentId, ...(name !== undefined && { name }) }))
    .toSorted((a, b) => a.level - b.level);
}

const choices = {
  routing: ['sequential', 'direct'],
  onError: ['escalate', 'fail'],
  atCap: ['execute', 'reject', 'human'],
  onLimit: ['fail', 'best-effort'],
} as const;

const waysOut: { readonly [Reason in keyof FailureRules]: readonly FailureRules[Reason][] } = {
  rateLimited: ['wait', 'escalate', 'fail'],
};

function validPolicy(policy: PolicyOptions): HandoffPolicy {
  const complete: HandoffPolicy = {
    ...completed('policy', defaultPolicy, policy),
    on: completed('policy.on', defaultPolicy.on, policy.on),
  };
  for (const key of ['routing', 'onError', 'atCap', 'onLimit'] as const) {
    assertChoice(`policy.${key}`, complete[key], choices[key]);
  }
  assertChoice('policy.on.rateLimited', complete.on.rateLimited, waysOut.rateLimited);
  const { minConfidence, maxRetries, retryDelayMs, maxWaitMs } = complete;
  assertNumber('minConfidence', minConfidence, minConfidence >= 0 && minConfidence <= 1, 'a number from 0 to 1');
  const fewRetries = Number.isSafeInteger(maxRetries) && maxRetries >= 0 && maxRetries <= 10;
  assertNumber('maxRetries', maxRetries, fewRetries, 'an integer from 0 to 10');
  for (const [key, value] of Object.entries({ retryDelayMs, maxWaitMs })) {
    assertNumber(key, value, value >= 0 && value <= 3_600_000, 'milliseconds from 0 to 3,600,000');
  }
  return complete;
}

/** The defaults with what is given over them. @throws ConfigurationError where a key is unknown. */
function completed<T extends object>(path: string, defaults: T, given: unknown = {}): T {
  if (!isObject(given)) {
    throw new ConfigurationError(path, `${path} is ${String(given)}. Use an object.`);
  }
  for (const key of Object.keys(given)) {
    if (Object.hasOwn(defaults, key)) continue;
    const known = Object.keys(defaults).join(', ');
    throw new ConfigurationError(`${path}.${key}`, `Unknown policy option '${key}'. Known: ${known}.`);
  }
  return { ...defaults, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

function assertChoice(path: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw new ConfigurationError(path, `${path} is '${value}'. Use one of: ${allowed.join(', ')}.`);
}

function assertNumber(key: string, value: unknown, valid: boolean, expected: string): void {
  if (typeof value === 'number' && valid) return;
  throw new ConfigurationError(`policy.${key}`, `policy.${key} is ${String(value)}. Use ${expected}.`);
}
