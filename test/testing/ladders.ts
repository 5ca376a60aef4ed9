import type { HandoffMachineOptions, HandoffPolicy } from '../../src/machines/types.ts';
import type { Alphabet } from '../../src/testing/paths/outcome.ts';
import type { CheckOptions } from '../../src/testing/policy/checkPolicy.ts';

/** The options of a machine with tiers 1, 2, … */
export function ladder(count: number, policy: Partial<HandoffPolicy> = {}): HandoffMachineOptions {
  return {
    tiers: Array.from({ length: count }, (_, index) => ({ level: index + 1, agentId: `agent-${index + 1}` })),
    policy: { maxRetries: 0, ...policy },
  };
}

/** Few enough outcomes to follow every path on its own. */
export const smallAlphabet: Alphabet = {
  requiredTiers: [1, 2],
  failures: ['timeout'],
  spends: ['nothing', 'all money'],
};

/** Enough to catch a mistake, and quick. */
export const quick: CheckOptions = { alphabet: { requiredTiers: [1, 3], spends: ['nothing'] }, limits: [] };
