import type { AnyStateMachine } from 'xstate';

import { agentIdAt } from './agentIdAt.ts';
import { ConfigurationError } from './errors.ts';
import type { MoveEvent, TransitionRecord } from './executionTypes.ts';
import type { FoldStep, HandoffSnapshot } from './fold.ts';
import { capLevelFor } from './policy.ts';
import { stateName, type TierPhase } from './stateName.ts';
import type { HandoffConfig } from './types.ts';

/** An execution on its way from one configuration to another. */
export interface Move {
  readonly from: HandoffConfig;
  readonly snapshot: HandoffSnapshot;
  readonly event: MoveEvent;
  /** The machine of the configuration that it moves to. */
  readonly machine: AnyStateMachine;
}

/**
 * The record of a move, and the snapshot under the new configuration: the same state, with the call in flight, if any.
 * An execution that might have reached the highest tier may reach the highest one there is now.
 *
 * @throws ConfigurationError where the new configuration has no tier at the level that is at work.
 */
export function moved({ from, snapshot, event, machine }: Move): FoldStep {
  const { context } = snapshot;
  const { tiers } = event.config;
  const level = context.tierLevel;
  if (!tiers.some((tier) => tier.level === level)) {
    const levels = tiers.map((tier) => tier.level).join(', ');
    const message = `Execution ${context.executionId} stands at tier ${level}, and the tiers to move it to are ${levels}. Add a tier ${level}.`;
    throw new ConfigurationError('onto', message);
  }
  const wasHighest = context.capLevel >= (from.tiers.at(-1)?.level ?? 0);
  const capLevel = capLevelFor(tiers, wasHighest ? undefined : context.capLevel) ?? level;
  const seq = context.seq + 1;
  const phase = phaseIn(snapshot);
  const state = stateName(level, phase);
  const record: TransitionRecord = {
    executionId: context.executionId,
    seq: seq - 1,
    timestamp: event.timestamp,
    event,
    from: state,
    to: state,
    tierLevel: level,
    agentId: agentIdAt(event.config, level, phase),
  };
  const resolved: HandoffSnapshot = machine.resolveState({
    value: snapshot.value,
    context: { ...context, seq, now: event.timestamp, capLevel },
    status: 'active',
  });
  return { record, snapshot: { ...resolved, children: snapshot.children } };
}

function phaseIn({ value }: HandoffSnapshot): TierPhase {
  const [phase] = typeof value === 'object' ? Object.values(value) : [];
  return phase ?? 'evaluating';
}
