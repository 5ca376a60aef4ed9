import { accounted, limitReached } from './accounting.ts';
import type { Occurrence } from './occurrence.ts';
import type { HandoffContext } from './executionTypes.ts';
import type { TierPhase } from './stateName.ts';
import { isoTime } from './time.ts';
import { jitter } from './jitter.ts';
import type {
  Failure,
  HandoffConfig,
  HandoffPolicy,
  LimitName,
  RuledReason,
  RuleFor,
  TierDefinition,
} from './types.ts';
import { versionOf } from './version.ts';

/** What an event in a tier leads to: a state of the tier, the same call `again`, or a final state. */
export type Verdict = 'executing' | 'capped' | 'escalating' | 'again' | 'done' | 'failed';

export const defaultPolicy: HandoffPolicy = {
  routing: 'sequential',
  minConfidence: 0,
  onError: 'escalate',
  atCap: 'execute',
  maxRetries: 2,
  retryDelayMs: 1_000,
  maxWaitMs: 10_000,
  on: { rateLimited: 'wait', unauthorized: 'fail', notFound: 'fail', configuration: 'fail' },
  tiers: {},
  onLimit: 'fail',
};

/** The policy of one tier: its own rules over those of all. */
export function policyAt(policy: HandoffPolicy, level: number): HandoffPolicy {
  const own = policy.tiers[level];
  return own === undefined ? policy : { ...policy, ...own, on: { ...policy.on, ...own.on } };
}

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
  config: HandoffConfig,
  context: HandoffContext,
  phase: TierPhase,
  occurrence: Occurrence,
): Decided {
  const policy = policyAt(config.policy, context.tierLevel);
  if (occurrence.kind === 'expired') return limited(policy, context, occurrence, 'timeMs');
  const verdict = unlimitedVerdict(policy, context, phase, occurrence);
  if (verdict === 'failed' && isTimeOver(config, context, occurrence))
    return limited(policy, context, occurrence, 'timeMs');
  if (verdict === 'done' || verdict === 'failed' || !('report' in occurrence)) return { verdict, limit: null };
  const { report } = occurrence;
  const limit = limitReached(context, accounted(context, report), report.timestamp ?? context.now, versionOf(config));
  return limit === null ? { verdict, limit } : limited(policy, context, occurrence, limit);
}

/** True where a call failed when the time of the execution was over: whoever ended it, that is what ended it. */
function isTimeOver(config: HandoffConfig, { limits, now }: HandoffContext, occurrence: Occurrence): boolean {
  if (occurrence.kind !== 'failed' || limits.deadline === undefined || versionOf(config) < 2) return false;
  return (occurrence.report.timestamp ?? now) >= limits.deadline && occurrence.failure.reason === 'timeout';
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
  if (occurrence.kind !== 'failed') return 'failed';
  const { failure, report } = occurrence;
  if (retryOf(policy, context, failure, report.timestamp ?? context.now) !== null) return 'again';
  return endsAsItIs(policy, failure) || phase === 'capped' || isAtCap(context) ? 'failed' : 'escalating';
}

/** One more try of a call that failed. `notBefore`: ISO 8601, UTC; `null` where the time of the failure is not known. */
export interface Retry {
  readonly notBefore: string | null;
}

/** Says when the call that failed at `now` is made again; `null`: it is not. */
export function retryOf(
  policy: HandoffPolicy,
  { executionId, tierLevel, retries, limits }: HandoffContext,
  failure: Failure,
  now: string,
): Retry | null {
  const { retryAfterMs = 0 } = failure;
  if (!isTriedAgain(policy, failure) || retries >= policy.maxRetries || retryAfterMs > policy.maxWaitMs) return null;
  const failedAt = Date.parse(now);
  if (Number.isNaN(failedAt)) return { notBefore: null };
  const backoff = jitter(policy.retryDelayMs * 2 ** retries, `${executionId}:${tierLevel}:${retries}`);
  const notBefore = isoTime(failedAt + Math.max(retryAfterMs, backoff));
  // A wait that outlasts the execution would only keep the next tier from trying.
  return limits.deadline !== undefined && notBefore >= limits.deadline ? null : { notBefore };
}

/** Returns the policy's rule for a failure; `undefined`: it has none for its reason. */
function ruleFor({ on }: HandoffPolicy, { code, reason }: Failure): RuleFor<RuledReason> | undefined {
  if (code === 'HANDOFF_CONFIGURATION') return on.configuration;
  return reason === undefined || reason === 'aborted' ? undefined : on[reason];
}

function isTriedAgain(policy: HandoffPolicy, failure: Failure): boolean {
  const rule = ruleFor(policy, failure);
  if (rule === 'retry') return true;
  return (rule === undefined || rule === 'wait') && failure.transient === true;
}

/**
 * True where a failure that is not tried again ends the execution, and is what its caller gets: to go on after a mistake
 * of one's own would hide it, and cost money, or a person's time, with every task.
 */
export function endsAsItIs(policy: HandoffPolicy, failure: Failure): boolean {
  const rule = ruleFor(policy, failure);
  return rule === 'fail' || (rule !== 'escalate' && policy.onError === 'fail');
}

function limited(policy: HandoffPolicy, context: HandoffContext, occurrence: Occurrence, limit: LimitName): Decided {
  const hasAnswer = context.draft !== null || occurrence.kind === 'executed';
  return { verdict: policy.onLimit === 'best-effort' && hasAnswer ? 'done' : 'failed', limit };
}

function isAtCap(context: HandoffContext): boolean {
  return context.tierLevel >= context.capLevel;
}
