import { accounted } from './accounting.ts';
import { agentIdAt } from './agentIdAt.ts';
import { attemptsWith } from './attempts.ts';
import { ConfigurationError } from './errors.ts';
import { presentLimits } from './olderLimits.ts';
import { occurrenceOf, type MachineEvent, type Occurrence } from './occurrence.ts';
import { capLevelFor, nextLevelFor, policyAt, retryOf, verdictOf } from './policy.ts';
import type { HandoffContext, Step } from './executionTypes.ts';
import type {
  CallReport,
  EvaluateInput,
  ExecuteInput,
  Failure,
  HandoffConfig,
  HandoffInput,
  LimitName,
  TierDefinition,
} from './types.ts';
import { assertInput } from './validInput.ts';
import { versionOf } from './version.ts';

/** XState asks for the context again, without input, on every pure transition; that answer is never used. */
export function initialContext({ tiers }: HandoffConfig, input: HandoffInput | undefined): HandoffContext {
  if (input !== undefined) assertInput(input);
  const lowest = tiers[0]?.level ?? 1;
  const now = input?.timestamp ?? '';
  const capLevel = capLevelFor(tiers, input?.maxTier);
  if (capLevel === undefined) {
    const message = `maxTier ${input?.maxTier} allows no tier: the lowest is ${lowest}. Raise maxTier or add a lower tier.`;
    throw new ConfigurationError('maxTier', message);
  }
  return {
    executionId: input?.executionId ?? '',
    task: input?.task ?? '',
    context: input?.context ?? '',
    capLevel,
    tierLevel: lowest,
    seq: 1,
    startedAt: now,
    now,
    escalationCount: 0,
    capped: false,
    evaluation: null,
    execution: null,
    attempts: [],
    draft: null,
    waiting: null,
    forkedFrom: input?.forkedFrom ?? null,
    limits: presentLimits(input?.limits),
    limitReached: null,
    retries: 0,
    notBefore: null,
    suspended: false,
    usage: { inputTokens: 0, outputTokens: 0, calls: 0, unreportedCalls: 0 },
    costUsd: 0,
    failure: null,
  };
}

/** What changes in the context when an event moves a tier from `from` to `to`. */
export function contextChange(
  config: HandoffConfig,
  context: HandoffContext,
  event: MachineEvent,
  { from, to }: Step,
): Partial<HandoffContext> {
  const occurrence = occurrenceOf(event);
  const change = { seq: context.seq + 1, suspended: false, ...settle(config, context, occurrence) };
  if (to === from && occurrence.kind !== 'failed') return change;
  if (to === 'cancelled') return change;
  const { limit } = verdictOf(config, context, from, occurrence);
  const settled = { ...context, ...change, limitReached: limit };
  if (to === from) return { ...change, ...again(config, context, occurrence, settled.now) };
  const fresh = { ...change, limitReached: limit, retries: 0, notBefore: null };
  if (to === 'capped') return { ...fresh, capped: true, ...handOver(config, settled, occurrence) };
  if (to === 'escalating') return { ...fresh, ...escalate(config, settled, occurrence) };
  if (to === 'failed') return { ...fresh, ...fail(config, settled, occurrence) };
  return to === 'done' && limit !== null ? { ...fresh, ...concludeWith(settled, occurrence) } : fresh;
}

/** The same call once more, not before the time that the policy and the server want. */
function again(
  { policy }: HandoffConfig,
  context: HandoffContext,
  occurrence: Occurrence,
  now: string,
): Partial<HandoffContext> {
  const retry =
    occurrence.kind === 'failed'
      ? retryOf(policyAt(policy, context.tierLevel), context, occurrence.failure, now)
      : null;
  return { retries: context.retries + 1, notBefore: retry?.notBefore ?? null, failure: null };
}

/** The best answer there is when a limit ends the execution. */
function concludeWith(
  { draft, execution, tierLevel }: HandoffContext,
  occurrence: Occurrence,
): Partial<HandoffContext> {
  const current = occurrence.kind === 'executed' ? execution : null;
  if (draft === null || (current !== null && current.confidence >= draft.confidence))
    return { failure: null, tierLevel };
  const { tierLevel: draftLevel, ...answer } = draft;
  return { execution: answer, tierLevel: draftLevel, failure: null };
}

/** What `evaluate` is asked. The call's id is the number of the record that caused it. */
export function callInput(context: HandoffContext, tier: TierDefinition): EvaluateInput {
  return {
    executionId: context.executionId,
    callId: `${context.executionId}:${context.seq - 1}`,
    task: context.task,
    context: context.context,
    tierLevel: tier.level,
    agentId: tier.agentId,
    previousAttempts: context.attempts,
    notBefore: context.notBefore,
    deadline: context.limits.deadline ?? null,
  };
}

/** What `execute` is asked. */
export function executeInput(config: HandoffConfig, context: HandoffContext, tier: TierDefinition): ExecuteInput {
  const agentId = agentIdAt(config, tier.level, context.capped ? 'capped' : 'executing');
  return { ...callInput(context, tier), agentId, capped: context.capped };
}

function settle(config: HandoffConfig, context: HandoffContext, occurrence: Occurrence): Partial<HandoffContext> {
  switch (occurrence.kind) {
    case 'waiting':
      return { now: occurrence.timestamp, waiting: { since: occurrence.timestamp, deadline: occurrence.deadline } };
    case 'resumed':
      return { now: occurrence.timestamp, ...repeated(config, context, occurrence.timestamp) };
    case 'suspended':
      return { now: occurrence.timestamp, suspended: true };
    case 'expired':
      return { now: occurrence.timestamp, waiting: null };
    case 'cancelled':
      return {
        now: occurrence.timestamp,
        waiting: null,
        failure: { name: 'ExecutionCancelledError', code: 'HANDOFF_CANCELLED', message: occurrence.reason },
      };
    case 'evaluated':
      return { ...afterCall(context, occurrence.report), evaluation: occurrence.evaluation };
    case 'executed':
      return { ...afterCall(context, occurrence.report), execution: occurrence.execution };
    case 'failed':
      return { ...afterCall(context, occurrence.report), failure: occurrence.failure };
  }
}

/** The sums with the call that was in flight when its process ended: it may have cost something, and nothing says how much. */
function repeated(config: HandoffConfig, context: HandoffContext, now: string): Partial<HandoffContext> {
  const { waiting, suspended, notBefore } = context;
  const begun = waiting === null && !suspended && (notBefore === null || now >= notBefore);
  return begun && versionOf(config) >= 2 ? accounted(context, {}) : {};
}

function afterCall(context: HandoffContext, report: CallReport): Partial<HandoffContext> {
  return { now: report.timestamp ?? context.now, waiting: null, ...accounted(context, report) };
}

/** The move to the next tier, whole: on the way through `escalating`, `tierLevel` is already the tier it leads to. */
function escalate(config: HandoffConfig, context: HandoffContext, occurrence: Occurrence): Partial<HandoffContext> {
  return {
    seq: context.seq + 1,
    tierLevel: nextLevelFor(config, context) ?? context.tierLevel,
    escalationCount: context.escalationCount + 1,
    draft: betterDraft(context),
    evaluation: null,
    execution: null,
    failure: null,
    attempts: attemptsWith(config, context, occurrence),
  };
}

/** The person who is asked at the cap is told what the tier there said, too. */
function handOver(config: HandoffConfig, context: HandoffContext, occurrence: Occurrence): Partial<HandoffContext> {
  return config.policy.atCap === 'human' ? { attempts: attemptsWith(config, context, occurrence) } : {};
}

function betterDraft({ draft, execution, tierLevel }: HandoffContext): HandoffContext['draft'] {
  if (execution === null || (draft !== null && draft.confidence >= execution.confidence)) return draft;
  return { ...execution, tierLevel };
}

function fail(config: HandoffConfig, context: HandoffContext, occurrence: Occurrence): Partial<HandoffContext> {
  const attempts = attemptsWith(config, context, occurrence);
  if (context.limitReached !== null) return { failure: limitFailure(context, context.limitReached), attempts };
  const message = `Tier ${context.tierLevel} declined, and the policy rejects what the highest allowed tier cannot handle.`;
  return {
    failure: context.failure ?? { name: 'TiersExhaustedError', code: 'HANDOFF_TIERS_EXHAUSTED', message },
    attempts,
  };
}

function limitFailure({ limits, usage, costUsd }: HandoffContext, limit: LimitName): Failure {
  const used = {
    timeMs: `its time was over at ${limits.deadline}`,
    tokens:
      usage.inputTokens + usage.outputTokens < (limits.tokens ?? 0)
        ? `the tokens of a call are not known, and at most ${limits.tokens} may be used`
        : `${usage.inputTokens + usage.outputTokens} of ${limits.tokens} tokens were used`,
    costUsd:
      costUsd === null
        ? `the cost of a call is not known, and at most ${limits.costUsd} US dollars may be spent`
        : `${costUsd} of ${limits.costUsd} US dollars were spent`,
  };
  const message = `Limit ${limit} was reached: ${used[limit]}.`;
  return { name: 'BudgetExceededError', code: 'HANDOFF_BUDGET_EXCEEDED', message };
}
