import { ConfigurationError } from './errors.ts';
import { occurrenceOf, type MachineEvent, type Occurrence } from './occurrence.ts';
import { capLevelFor, nextLevelFor } from './policy.ts';
import type {
  CallReport,
  EvaluateInput,
  ExecuteInput,
  FinalState,
  HandoffConfig,
  HandoffContext,
  HandoffInput,
  PreviousAttempt,
  TierDefinition,
  TierPhase,
  UsageTotals,
} from './types.ts';

/** How much of a lower tier's attempt the next tier is shown: this many attempts, this many characters a field. */
export const attemptLimits = { count: 8, characters: 2_000 } as const;

/** XState asks for the context again, without input, on every pure transition; that answer is never used. */
export function initialContext({ tiers }: HandoffConfig, input: HandoffInput | undefined): HandoffContext {
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
    waiting: null,
    usage: { inputTokens: 0, outputTokens: 0, calls: 0, unreportedCalls: 0 },
    costUsd: 0,
    failure: null,
  };
}

/** What changes in the context when `event` moves a tier into `to`. */
export function contextChange(
  config: HandoffConfig,
  context: HandoffContext,
  event: MachineEvent,
  to: TierPhase | FinalState,
): Partial<HandoffContext> {
  const occurrence = occurrenceOf(event);
  const change = { seq: context.seq + 1, ...settle(context, occurrence) };
  if (to === 'capped') return { ...change, capped: true };
  if (to === 'escalating') return { ...change, ...escalate(config, { ...context, ...change }, occurrence) };
  if (to === 'failed') return { ...change, ...fail(config, { ...context, ...change }, occurrence) };
  return change;
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
  };
}

/** What `execute` is asked. */
export function executeInput(config: HandoffConfig, context: HandoffContext, tier: TierDefinition): ExecuteInput {
  const agentId = agentIdAt(config, tier.level, context.capped ? 'capped' : 'executing');
  return { ...callInput(context, tier), agentId, capped: context.capped };
}

/** Who acts in a phase of a tier. */
export function agentIdAt({ tiers, policy, humanAgentId }: HandoffConfig, level: number, phase: TierPhase): string {
  if (phase === 'capped' && policy.atCap === 'human') return humanAgentId;
  return tiers.find((tier) => tier.level === level)?.agentId ?? '';
}

function settle(context: HandoffContext, occurrence: Occurrence): Partial<HandoffContext> {
  switch (occurrence.kind) {
    case 'waiting':
      return { now: occurrence.timestamp, waiting: { since: occurrence.timestamp, deadline: occurrence.deadline } };
    case 'cancelled':
      return {
        now: occurrence.timestamp,
        waiting: null,
        failure: { name: 'ExecutionCancelledError', code: 'HANDOFF_CANCELLED', message: occurrence.reason },
      };
    case 'evaluated':
      return { ...accounted(context, occurrence.report), evaluation: occurrence.evaluation };
    case 'executed':
      return { ...accounted(context, occurrence.report), execution: occurrence.execution };
    case 'failed':
      return { ...accounted(context, occurrence.report), failure: occurrence.failure };
  }
}

function accounted(context: HandoffContext, report: CallReport): Partial<HandoffContext> {
  const { usage, costUsd } = report;
  const totals: UsageTotals = {
    inputTokens: context.usage.inputTokens + (usage?.inputTokens ?? 0),
    outputTokens: context.usage.outputTokens + (usage?.outputTokens ?? 0),
    calls: context.usage.calls + 1,
    unreportedCalls: context.usage.unreportedCalls + (usage === undefined ? 1 : 0),
  };
  return {
    now: report.timestamp ?? context.now,
    waiting: null,
    usage: totals,
    costUsd: context.costUsd === null || costUsd == null ? null : context.costUsd + costUsd,
  };
}

/** The move to the next tier, whole: on the way through `escalating`, `tierLevel` is already the tier it leads to. */
function escalate(config: HandoffConfig, context: HandoffContext, occurrence: Occurrence): Partial<HandoffContext> {
  return {
    seq: context.seq + 1,
    tierLevel: nextLevelFor(config, context) ?? context.tierLevel,
    escalationCount: context.escalationCount + 1,
    evaluation: null,
    execution: null,
    failure: null,
    attempts: [...context.attempts, attemptOf(config, context, occurrence)].slice(-attemptLimits.count),
  };
}

function fail(config: HandoffConfig, context: HandoffContext, occurrence: Occurrence): Partial<HandoffContext> {
  const message = `Tier ${context.tierLevel} declined, and the policy rejects what the highest allowed tier cannot handle.`;
  return {
    failure: context.failure ?? { name: 'TiersExhaustedError', code: 'HANDOFF_TIERS_EXHAUSTED', message },
    attempts: [...context.attempts, attemptOf(config, context, occurrence)].slice(-attemptLimits.count),
  };
}

function attemptOf(config: HandoffConfig, context: HandoffContext, occurrence: Occurrence): PreviousAttempt {
  const { evaluation, execution, failure, tierLevel } = context;
  const outcome =
    occurrence.kind === 'evaluated' ? 'declined' : occurrence.kind === 'executed' ? 'low-confidence' : 'failed';
  return {
    tierLevel,
    agentId: agentIdAt(config, tierLevel, context.capped ? 'capped' : 'executing'),
    outcome,
    ...(evaluation !== null && {
      complexityScore: evaluation.complexityScore,
      reasoning: bounded(evaluation.reasoning),
    }),
    ...(execution !== null && { draft: bounded(execution.result), confidence: execution.confidence }),
    ...(failure !== null && { failure: { ...failure, message: bounded(failure.message) } }),
  };
}

function bounded(text: string): string {
  return text.length <= attemptLimits.characters ? text : `${text.slice(0, attemptLimits.characters - 1)}…`;
}
