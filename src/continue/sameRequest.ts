import { capLevelFor } from '../machines/policy.ts';
import type { HandoffConfig, HandoffInput } from '../machines/types.ts';

/** Whether two executions were asked for the same: the task, its context, the highest tier and what may be used. */
export function isSameRequest(one: HandoffInput, other: HandoffInput, { tiers }: HandoffConfig): boolean {
  const asked = ({ task, context = '', maxTier, limits = {}, forkedFrom, timestamp }: HandoffInput) => {
    const { deadline, tokens, costUsd } = limits;
    const timeMs = deadline === undefined ? undefined : Date.parse(deadline) - Date.parse(timestamp);
    return JSON.stringify([task, context, capLevelFor(tiers, maxTier), tokens, costUsd, timeMs, forkedFrom]);
  };
  return asked(one) === asked(other);
}
