import type { ActorRefFromLogic, AnyStateMachine, PromiseActorLogic, StateMachine } from 'xstate';

import { initialContext } from './context.ts';
import { machineSetup } from './machineSetup.ts';
import { outputOf } from './output.ts';
import { tierKey, type FinalState, type TierKey, type TierPhase } from './stateName.ts';
import { tierState } from './tierState.ts';
import type { HandoffContext, HandoffEmitted, HandoffMachineEvent, HandoffOutput } from './executionTypes.ts';
import type {
  EvaluateInput,
  EvaluationOutput,
  ExecuteInput,
  ExecutionOutput,
  HandoffConfig,
  HandoffInput,
  HandoffMachineOptions,
  TierDefinition,
} from './types.ts';
import { validConfig } from './validConfig.ts';

/** `{ tier1: 'evaluating' }`, …, or a final state's name. */
export type HandoffStateValue<Level extends number = number> =
  | { [L in Level]: { readonly [K in TierKey<L>]: TierPhase } }[Level]
  | FinalState;

/** The actor logic of the `evaluate` service; make one with `fromPromise`. */
export type EvaluateLogic = PromiseActorLogic<EvaluationOutput, EvaluateInput>;
/** The actor logic of the `execute` service; make one with `fromPromise`. */
export type ExecuteLogic = PromiseActorLogic<ExecutionOutput, ExecuteInput>;

type Services =
  | { src: 'evaluate'; logic: EvaluateLogic; id: string | undefined }
  | { src: 'execute'; logic: ExecuteLogic; id: string | undefined };

/**
 * The escalation machine of a list of tiers. Spelt out: the keys of its states are computed, so XState cannot infer
 * them, and what it infers of the rest prints a hundred times longer.
 */
export type HandoffMachine<Level extends number = number> = StateMachine<
  HandoffContext,
  HandoffMachineEvent,
  { [id: string]: ActorRefFromLogic<EvaluateLogic | ExecuteLogic> | undefined },
  Services,
  never,
  never,
  never,
  HandoffStateValue<Level>,
  string,
  HandoffInput,
  HandoffOutput,
  HandoffEmitted,
  Record<string, unknown>,
  Record<string, never>
>;

/**
 * The pure state machine of one escalation: a compound state per tier, and `done`, `failed`, `cancelled`.
 *
 * It reads no clock and makes no calls. Give it its two services, and listen to its records:
 *
 *     const machine = createHandoffMachine({ tiers }).provide({ actors: { evaluate, execute } });
 *     const actor = createActor(machine, { input: { executionId, task, timestamp } });
 *     actor.on('transition', ({ record }) => …);
 *
 * @throws ConfigurationError where there are no tiers or more than 64, where a level is not a positive integer or
 *   stands twice, or where the policy is not valid.
 */
export function createHandoffMachine<const Level extends number>(
  options: HandoffMachineOptions<Level>,
): HandoffMachine<Level>;
export function createHandoffMachine(options: HandoffMachineOptions): AnyStateMachine {
  const config = validConfig(options);
  const machine = machineSetup(config);
  const tierStates = Object.fromEntries(
    config.tiers.map(
      (tier, index) => [tierKey(tier.level), tierState(machine, config, tier, reachable(config, index))] as const,
    ),
  );
  return machine.createMachine({
    id: 'handoff',
    context: ({ input }) => initialContext(config, input),
    entry: 'recordStart',
    initial: tierKey(config.tiers[0]?.level ?? 1),
    states: {
      ...tierStates,
      done: { type: 'final' },
      failed: { type: 'final' },
      cancelled: { type: 'final' },
    },
    output: ({ context }) => outputOf(context),
  });
}

function reachable({ tiers, policy }: HandoffConfig, index: number): readonly TierDefinition[] {
  return tiers.slice(index + 1, policy.routing === 'direct' ? undefined : index + 2);
}
