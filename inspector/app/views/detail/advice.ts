import type { FailureReason } from '../../../../src/machines/failureReason.ts';
import type { Failure } from '../../../../src/machines/types.ts';

const advicesByReason: { readonly [Reason in FailureReason]?: string } = {
  unauthorized: 'Mend the key or its permissions. No higher tier makes up for it, so the execution ended here.',
  notFound: 'Mend the model’s name or the address. No higher tier makes up for it, so the execution ended here.',
  rateLimited: 'Send less at once, or let the policy wait longer: policy.maxRetries and policy.maxWaitMs.',
  quotaExceeded: 'Look at the plan and the billing of the key.',
  unavailable: 'The provider is busy or broken. For more tries, raise policy.maxRetries.',
  network: 'Look at the connection and the address. For more tries, raise policy.maxRetries.',
  refused: 'The model or its provider refused: rephrase the task, or let another tier try.',
  truncated: 'The answer did not fit: raise maxTokens.',
  deadline: 'Nobody answered in time: give the person longer, or ask somebody else.',
};

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

/** Returns advice about a failure, by its reason and its code. */
export function adviceFor({ code, reason }: Failure): string {
  const byReason = reason === undefined ? undefined : advicesByReason[reason];
  return byReason ?? advices.get(code) ?? 'The agent threw this error: look at its own code or log.';
}
