import { ConfigurationError } from './errors.ts';
import { isLevel } from './checks.ts';
import { maxTierCount } from './policy.ts';
import type { HandoffConfig, HandoffMachineOptions, TierDefinition } from './types.ts';
import { validPolicy } from './validPolicy.ts';
import { machineVersion } from './version.ts';

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
export function validDraft({
  tiers,
  policy = {},
  humanAgentId = 'human',
  version = machineVersion,
}: HandoffMachineOptions): HandoffConfig {
  return { version: validVersion(version), tiers: validTiers(tiers), policy: validPolicy(policy), humanAgentId };
}

function validVersion(version: number): number {
  if (Number.isInteger(version) && version >= 1 && version <= machineVersion) return version;
  const message = `There is no version ${String(version)} of the machine here: they are 1 to ${machineVersion}. A newer package may have it.`;
  throw new ConfigurationError('version', message);
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
