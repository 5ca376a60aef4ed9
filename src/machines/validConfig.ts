import { ConfigurationError } from './errors.ts';
import { isLevel } from './checks.ts';
import { defaultPolicy, maxTierCount } from './policy.ts';
import type { HandoffConfig, HandoffMachineOptions, HandoffPolicy, PolicyOptions, TierDefinition } from './types.ts';

/**
 * A checked copy: tiers in ascending order, the policy complete.
 *
 * @throws ConfigurationError naming the first mistake.
 */
export function validConfig({ tiers, policy = {}, humanAgentId = 'human' }: HandoffMachineOptions): HandoffConfig {
  return { tiers: validTiers(tiers), policy: validPolicy(policy), humanAgentId };
}

function validTiers(tiers: readonly TierDefinition[]): readonly TierDefinition[] {
  if (tiers.length === 0) throw new ConfigurationError('tiers', 'There are no tiers. Give at least one.');
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

function validPolicy(policy: PolicyOptions): HandoffPolicy {
  for (const key of Object.keys(policy)) {
    if (!(key in defaultPolicy)) {
      const known = Object.keys(defaultPolicy).join(', ');
      throw new ConfigurationError(`policy.${key}`, `Unknown policy option '${key}'. Known: ${known}.`);
    }
  }
  const given = Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined));
  const complete = { ...defaultPolicy, ...given };
  for (const key of ['routing', 'onError', 'atCap', 'onLimit'] as const) {
    const allowed: readonly string[] = choices[key];
    if (!allowed.includes(complete[key])) {
      throw new ConfigurationError(
        `policy.${key}`,
        `policy.${key} is '${complete[key]}'. Use one of: ${allowed.join(', ')}.`,
      );
    }
  }
  const { minConfidence, maxRetries, retryDelayMs } = complete;
  assertNumber('minConfidence', minConfidence, minConfidence >= 0 && minConfidence <= 1, 'a number from 0 to 1');
  const fewRetries = Number.isSafeInteger(maxRetries) && maxRetries >= 0 && maxRetries <= 10;
  assertNumber('maxRetries', maxRetries, fewRetries, 'an integer from 0 to 10');
  const shortDelay = retryDelayMs >= 0 && retryDelayMs <= 3_600_000;
  assertNumber('retryDelayMs', retryDelayMs, shortDelay, 'milliseconds from 0 to 3,600,000');
  return complete;
}

function assertNumber(key: string, value: unknown, valid: boolean, expected: string): void {
  if (typeof value === 'number' && valid) return;
  throw new ConfigurationError(`policy.${key}`, `policy.${key} is ${String(value)}. Use ${expected}.`);
}
