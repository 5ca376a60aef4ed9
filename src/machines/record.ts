import { agentIdAt } from './agentIdAt.ts';
import { occurrenceOf, recordable, type MachineEvent, type Occurrence } from './occurrence.ts';
import type { HandoffContext, HandoffDecision, Step, TransitionRecord } from './executionTypes.ts';
import { stateName, type FinalState, type TierPhase } from './stateName.ts';
import type { HandoffConfig, HandoffInput } from './types.ts';
import { versionOf } from './version.ts';

/** The record of entering the machine. */
export function firstRecord(config: HandoffConfig, context: HandoffContext): TransitionRecord {
  const input: HandoffInput = {
    executionId: context.executionId,
    task: context.task,
    context: context.context,
    maxTier: context.capLevel,
    timestamp: context.startedAt,
    ...(Object.keys(context.limits).length > 0 && { limits: context.limits }),
    ...(context.forkedFrom !== null && { forkedFrom: context.forkedFrom }),
  };
  return {
    executionId: context.executionId,
    seq: 0,
    timestamp: context.startedAt,
    event: { type: 'xstate.init', input, config },
    from: null,
    to: stateName(context.tierLevel, 'evaluating'),
    tierLevel: context.tierLevel,
    agentId: agentIdAt(config, context.tierLevel, 'evaluating'),
  };
}

/** The record of a transition that `context` already reflects. */
export function recordOf(
  config: HandoffConfig,
  context: HandoffContext,
  event: MachineEvent,
  { level, from, to }: Step,
): TransitionRecord {
  const occurrence = occurrenceOf(event);
  const { usage, costUsd, durationMs } = 'report' in occurrence ? occurrence.report : {};
  const record: TransitionRecord = {
    executionId: context.executionId,
    seq: context.seq - (to === 'escalating' ? 2 : 1),
    timestamp: context.now,
    event: recordable(event),
    from: stateName(level, from),
    to: stateName(level, to),
    tierLevel: level,
    agentId: agentIdAt(config, level, from),
    ...(usage !== undefined && { usage }),
    ...(costUsd != null && { costUsd }),
    ...(durationMs !== undefined && { durationMs }),
    ...(occurrence.kind === 'failed' && to === from && context.notBefore !== null && { notBefore: context.notBefore }),
  };
  const decision =
    from === 'evaluating' && to !== from ? decisionOf(config, context, record, occurrence, to) : undefined;
  return decision === undefined ? record : { ...record, decision };
}

/** The record of the automatic step from `escalating` into the next tier. */
export function arrivalRecord(config: HandoffConfig, context: HandoffContext, fromLevel: number): TransitionRecord {
  return {
    executionId: context.executionId,
    seq: context.seq - 1,
    timestamp: context.now,
    event: { type: 'escalate' },
    from: stateName(fromLevel, 'escalating'),
    to: stateName(context.tierLevel, 'evaluating'),
    tierLevel: fromLevel,
    agentId: agentIdAt(config, fromLevel, 'escalating'),
  };
}

/** What the tier said of the task, or that it said nothing and why, and what that leads to. */
function decisionOf(
  config: HandoffConfig,
  { limitReached }: HandoffContext,
  { executionId, tierLevel, agentId, timestamp }: TransitionRecord,
  occurrence: Occurrence,
  to: TierPhase | FinalState,
): HandoffDecision | undefined {
  const isFirstVersion = versionOf(config) === 1;
  if (isFirstVersion && occurrence.kind !== 'evaluated') return undefined;
  const model = 'report' in occurrence ? occurrence.report.model : undefined;
  return {
    executionId,
    tierLevel,
    agentId,
    ...(occurrence.kind === 'evaluated' ? occurrence.evaluation : noEvaluation),
    handoffDecision:
      to === 'executing' || to === 'capped' ? 'execute' : to === 'escalating' || isFirstVersion ? 'escalate' : 'stop',
    capped: to === 'capped',
    ...(occurrence.kind === 'failed' && { failure: occurrence.failure }),
    ...(limitReached !== null && !isFirstVersion && { limit: limitReached }),
    ...(model !== undefined && { model }),
    timestamp,
  };
}

const noEvaluation = { canHandle: null, complexityScore: null, reasoning: '', requiresTier: null } as const;
