const advices: ReadonlyMap<string, string> = new Map([
  ['HANDOFF_CONFIGURATION', 'Mend the option, key or package that the message names. No higher tier makes up for it.'],
  ['HANDOFF_AGENT_CALL', 'Look at the provider and the network. For failures that pass, set policy.maxRetries.'],
  [
    'HANDOFF_AGENT_OUTPUT',
    'The answer had the wrong form: look at the instructions, or take a model with structured outputs.',
  ],
  ['HANDOFF_AGENT_DECLINED', 'The agent has no answer and makes none up: give it knowledge, or add a higher tier.'],
  ['HANDOFF_TIERS_EXHAUSTED', 'Add a stronger tier, or raise maxTier.'],
  [
    'HANDOFF_BUDGET_EXCEEDED',
    "Raise the limit, or set policy.onLimit to 'best-effort' to keep the best answer so far.",
  ],
  ['HANDOFF_CANCELLED', 'Fork from an earlier step to try again; this execution stays as it is.'],
]);

/** What to do about a failure, by its code. */
export function adviceFor(code: string): string {
  return advices.get(code) ?? 'The agent threw this error: look at its own code or log.';
}
