import type {
  EvaluationOutput,
  ExecutionOutput,
  HandoffConfig,
  HandoffContext,
  HandoffPolicy,
  TierDefinition,
} from './types.ts';

/** What a tier's call leads to; the state of that name, or the tier's own. */
export type Verdict = 'executing' | 'capped' | 'escalating' | 'done' | 'failed';

export const defaultPolicy: HandoffPolicy = {
  routing: 'sequential',
  minConfidence: 0,
  onError: 'escalate',
  atCap: 'execute',
};

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

export function verdictOfEvaluation(policy: HandoffPolicy, context: HandoffContext, output: unknown): Verdict {
  if (!isEvaluation(output)) return verdictOfFailure(policy, context);
  if (output.canHandle) return 'executing';
  if (!isAtCap(context)) return 'escalating';
  return policy.atCap === 'reject' ? 'failed' : 'capped';
}

export function verdictOfExecution(policy: HandoffPolicy, context: HandoffContext, output: unknown): Verdict {
  if (!isExecution(output)) return verdictOfFailure(policy, context);
  if (output.confidence < policy.minConfidence && !isAtCap(context)) return 'escalating';
  return 'done';
}

export function verdictOfFailure(policy: HandoffPolicy, context: HandoffContext): Verdict {
  return policy.onError === 'fail' || isAtCap(context) ? 'failed' : 'escalating';
}

export function isAtCap(context: HandoffContext): boolean {
  return context.tierLevel >= context.capLevel;
}

/** The machine's own check of what a service returned: it must stay total whatever an embedded service says. */
export function isEvaluation(output: unknown): output is EvaluationOutput {
  return (
    isObject(output) &&
    typeof output['canHandle'] === 'boolean' &&
    isScore(output['complexityScore']) &&
    typeof output['reasoning'] === 'string' &&
    isLevel(output['requiresTier'])
  );
}

export function isExecution(output: unknown): output is ExecutionOutput {
  return (
    isObject(output) &&
    typeof output['result'] === 'string' &&
    isScore(output['confidence']) &&
    isObject(output['executionMetadata'])
  );
}

export function isLevel(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

function isScore(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
