import type { HandoffPolicy, TierDefinition } from '../machines/types.ts';
import type { HandoffAgent } from '../services/agent.ts';

/** The tiers as the machine sees them. */
export function tierDefinitions(agents: ReadonlyMap<number, HandoffAgent>): readonly TierDefinition[] {
  return [...agents].map(([level, { agentId }]) => ({ level, agentId }));
}

/** The faults that keep these tiers from working as a ladder, one sentence each. */
export function problemsOf(agents: ReadonlyMap<number, HandoffAgent>, policy: HandoffPolicy): readonly string[] {
  if (agents.size === 0) return ['There are no tiers. Add one: pattern.addTier(agent, 1).'];
  const levelsById = Map.groupBy(agents, ([, { agentId }]) => agentId);
  const shared = [...levelsById].filter(([, tiers]) => tiers.length > 1);
  const strangers = Object.keys(policy.tiers).filter((level) => !agents.has(Number(level)));
  const ofStrangers = strangers.map(
    (level) => `policy.tiers.${level} is of a tier that is not there: they are ${[...agents.keys()].join(', ')}.`,
  );
  const ofShared = shared.map(([agentId, tiers]) => {
    const levels = tiers.map(([level]) => level).join(', ');
    return `Agent id '${agentId}' stands at tiers ${levels}: their decisions cannot be told apart in the record.`;
  });
  return [...ofShared, ...ofStrangers];
}
