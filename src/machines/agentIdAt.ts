import type { TierPhase } from './stateName.ts';
import type { HandoffConfig } from './types.ts';

/** Who acts in a phase of a tier. */
export function agentIdAt({ tiers, policy, humanAgentId }: HandoffConfig, level: number, phase: TierPhase): string {
  if (phase === 'capped' && policy.atCap === 'human') return humanAgentId;
  return tiers.find((tier) => tier.level === level)?.agentId ?? '';
}
