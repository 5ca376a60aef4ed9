import { accounted, limitReached } from './accounting.ts';
import type { Occurrence } from './occurrence.ts';
import type { HandoffContext, TierPhase } from './executionTypes.ts';
import type { HandoffConfig, HandoffPolicy, LimitName, TierDefinition } from './types.ts';

/** What an event in a tier leads to: a state of the tier, the same call `again`, or a final state. */
export type Verdict = 'executing' | 'capped' | 'escalating' | 'again' | 'done' | 'failed';

export const defaultPolicy: HandoffPolicy = {
  routing: 'sequential',
  minConfidence: 0,
  onError: 'escalate',
  atCap: 'execute',
  maxRetries: 0,
  retryDelayMs: 1_000,
  onLimit: 'fail',
};

/** No higher tier makes up for a missing key or a broken file: hiding that would cost money, or a person's time, per task. */
const ownMistakes: ReadonlySet<string> = new Set(['HANDOFF_CONFIGURATION', 'HANDOFF_KNOWLEDGE']);

/** More tiers than this are refused: no real ladder has them, and every one costs creation time. */
export const maxTierCount = 64;

/** The highest tier level that `maxTier` allows, or `undefined` where it allows none. */
export function capLevelFor(tiers: readonly TierDefinition[], maxTier = Number.POSITIVE_INFINITY): number | undefined {
  return tiers.findLast(({ level }) => level <= maxTier)?.level;
}

/** The tier that an escalation from `context.tierLevel` leads to. Never downwards, never above the cap. */
export function nextLevelFor({ tiers, policy }: HandoffConfig, context: HandoffContext): number | null {
  const above = tiers.filter(({ level }) => level > context.tierLevel && level <= context.capLevel);
  const wanted = policy.routing === 'direct' ? (context.evaluation?.requiresTier ?? 0) : 0;
  const next = above.find(({ level }) => level >= wanted) ?? above.at(-1);
  return next?.level ?? null;
}

/** Decides what an event leads to. Every decision that would cause a call is subject to the execution's limits. */
export function verdictOf(
  policy: HandoffPolicy,
  context: HandoffContext,
  phase: TierPhase,
  occurrence: Occurrence,
): Decided {
  if (occurrence.kind === 'expired') return limited(policy, context, occurrence, 'timeoutMs');
  const verdict = unlimitedVerdict(policy, context, phase, occurrence);
  if (verdict === 'done' || verdict === 'failed' || !('report' in occurrence)) return { verdict, limit: null };
  const { report } = occurrence;
  const limit = limitReached(context, accounted(context, report), report.timestamp ?? context.now);
  return limit === null ? { verdict, limit } : limited(policy, context, occurrence, limit);
}

export interface Decided {
  readonly verdict: Verdict;
  readonly limit: LimitName | null;
}

function unlimitedVerdict(
  policy: HandoffPolicy,
  context: HandoffContext,
  phase: TierPhase,
  occurrence: Occurrence,
): Verdict {
  if (occurrence.kind === 'evaluated') {
    if (occurrence.evaluation.canHandle) return 'executing';
    if (!isAtCap(context)) return 'escalating';
    return policy.atCap === 'reject' ? 'failed' : 'capped';
  }
  if (occurrence.kind === 'executed') {
    const unsure = phase === 'executing' && occurrence.execution.confidence < policy.minConfidence;
    return unsure && !isAtCap(context) ? 'escalating' : 'done';
  }
  if (occurrence.kind === 'failed' && occurrence.failure.transient === true && context.retries < policy.maxRetries) {
    return 'again';
  }
  const misconfigured = occurrence.kind === 'failed' && ownMistakes.has(occurrence.failure.code);
  const ends = misconfigured || phase === 'capped' || policy.onError === 'fail' || isAtCap(context);
  return ends ? 'failed' : 'escalating';
}

function limited(policy: HandoffPolicy, context: HandoffContext, occurrence: Occurrence, limit: LimitName): Decided {
  const hasAnswer = context.draft !== null || occurrence.kind === 'executed';
  return { verdict: policy.onLimit === 'best-effort' && hasAnswer ? 'done' : 'failed', limit };
}

export function isAtCap(context: HandoffContext): boolean {
  return context.tierLevel >= context.capLevel;
}
