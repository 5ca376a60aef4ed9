import { agentIdAt } from './context.ts';
import { occurrenceOf, recordable, reportIn, type MachineEvent } from './occurrence.ts';
import type {
  FinalState,
  HandoffConfig,
  HandoffContext,
  HandoffDecision,
  HandoffInput,
  StateName,
  TierPhase,
  TransitionRecord,
} from './types.ts';

/** The machine's key for a tier. A user's string is never a key: dots and `__proto__` break XState's paths. */
export function tierKey<Level extends number>(level: Level): `tier${Level}` {
  return `tier${level}`;
}

export function stateName(level: number, phase: TierPhase | FinalState): StateName {
  return phase === 'done' || phase === 'failed' || phase === 'cancelled' ? phase : `${tierKey(level)}.${phase}`;
}

/** The record of entering the machine. */
export function firstRecord(config: HandoffConfig, context: HandoffContext): TransitionRecord {
  const input: HandoffInput = {
    executionId: context.executionId,
    task: context.task,
    context: context.context,
    maxTier: context.capLevel,
    timestamp: context.startedAt,
  };
  return {
    executionId: context.executionId,
    seq: 0,
    timestamp: context.startedAt,
    event: { type: 'xstate.init', input, config },
    from: null,
    to: stateName(context.tierLevel, 'evaluating'),
    tierLevel: context.tierLevel,
    agentId: agentIdAt(config, context.tierLevel),
  };
}

/** The record of a transition that `context` already reflects. */
export function recordOf(
  config: HandoffConfig,
  context: HandoffContext,
  event: MachineEvent,
  step: { readonly level: number; readonly from: TierPhase; readonly to: TierPhase | FinalState },
): TransitionRecord {
  const { usage, costUsd, durationMs } = reportIn(event);
  const decision = decisionOf(config, context, event, step.to);
  return {
    executionId: context.executionId,
    seq: context.seq - 1,
    timestamp: context.now,
    event: recordable(event),
    from: stateName(step.level, step.from),
    to: stateName(step.level, step.to),
    tierLevel: step.level,
    agentId: agentIdAt(config, step.level),
    ...(decision !== undefined && { decision }),
    ...(usage !== undefined && { usage }),
    ...(costUsd != null && { costUsd }),
    ...(durationMs !== undefined && { durationMs }),
  };
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
    agentId: agentIdAt(config, fromLevel),
  };
}

function decisionOf(
  config: HandoffConfig,
  context: HandoffContext,
  event: MachineEvent,
  to: TierPhase | FinalState,
): HandoffDecision | undefined {
  const occurrence = occurrenceOf(event);
  if (occurrence.kind !== 'evaluated') return undefined;
  return {
    executionId: context.executionId,
    tierLevel: context.tierLevel,
    agentId: agentIdAt(config, context.tierLevel),
    ...occurrence.evaluation,
    handoffDecision: to === 'executing' || to === 'capped' ? 'execute' : 'escalate',
    capped: to === 'capped',
    timestamp: context.now,
  };
}
