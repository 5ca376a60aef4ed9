import type { HandoffContext } from '../../machines/executionTypes.ts';
import type { HandoffSnapshot } from '../../machines/fold.ts';
import { nextLevelFor } from '../../machines/policy.ts';
import type { HandoffConfig, LimitName } from '../../machines/types.ts';

/**
 * What the future of an execution depends on, as text: two snapshots of one machine with the same key take the same
 * outcomes to the same states, with the same records but for their numbers.
 *
 * Everything of the context counts unless it is known not to:
 *
 * - `seq`, `attempts`, `usage.calls` and the texts of evaluations go into records and inputs, never into a decision.
 * - `now` and `notBefore`: every explored event carries its own time.
 * - Tokens, money: under a limit on them only.
 * - Of the evaluation, only the tier that an escalation would lead to.
 *
 * In a final state, what the execution came to counts, and nothing else.
 */
export function stateKey(
  config: HandoffConfig,
  limits: readonly LimitName[],
  { value, status, context }: HandoffSnapshot,
): string {
  const { seq, now, notBefore, attempts, usage, costUsd, evaluation, ...kept }: HandoffContext = context;
  const next = status === 'active' ? nextLevelFor(config, context) : null;
  const known = usage.unreportedCalls === 0 ? usage.inputTokens + usage.outputTokens : 'unknown';
  const tokens = limits.includes('tokens') ? known : null;
  const money = limits.includes('costUsd') ? costUsd : null;
  return JSON.stringify([value, kept, next, tokens, money]);
}
