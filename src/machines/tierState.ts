import { callInput, executeInput } from './context.ts';
import type { MachineSetup } from './machineSetup.ts';
import type { Verdict } from './policy.ts';
import { serviceId } from './serviceId.ts';
import { tierKey, type FinalState, type TierPhase } from './stateName.ts';
import type { HandoffContext, Step } from './executionTypes.ts';
import { waysOut, type CallEnd, type CallPhase, type Way } from './verdicts.ts';
import type { HandoffConfig, TierDefinition } from './types.ts';

/** The compound state of one tier. `above` are the tiers that `escalating` may lead to, nearest first. */
export function tierState(
  machine: MachineSetup,
  config: HandoffConfig,
  tier: TierDefinition,
  above: readonly TierDefinition[],
) {
  const { level } = tier;

  const step = (from: TierPhase, to: TierPhase | FinalState) => {
    const params: Step = { level, from, to };
    return [
      { type: 'settle', params },
      { type: 'record', params },
    ] as const;
  };
  const stay = (phase: TierPhase) => ({ actions: step(phase, phase) });
  const leave = (from: TierPhase, to: FinalState) => ({ target: `#handoff.${to}`, actions: step(from, to) });
  const taking = (from: CallPhase, { to, guard }: Way) => ({
    ...(to === 'again'
      ? { target: from, reenter: true, actions: step(from, from) }
      : { target: targetOf(to), actions: step(from, to) }),
    guard: { type: guard, params: { from, to } } as const,
  });
  const ways = (from: CallPhase, end: CallEnd) => [
    ...waysOut[from][end].map((way) => taking(from, way)),
    leave(from, 'failed'),
  ];
  const ends = (phase: CallPhase) => ({ onDone: ways(phase, 'onDone'), onError: ways(phase, 'onError') });
  const always = (phase: CallPhase) => ({
    cancel: leave(phase, 'cancelled'),
    expire: ways(phase, 'expire'),
    resume: stay(phase),
    suspend: stay(phase),
  });
  const executes = {
    src: 'execute',
    id: serviceId(level, 'execute'),
    input: ({ context }: { readonly context: HandoffContext }) => executeInput(config, context, tier),
  } as const;

  return machine.createStateConfig({
    initial: 'evaluating',
    meta: { level, agentId: tier.agentId, name: tier.name ?? tier.agentId },
    states: {
      evaluating: {
        invoke: {
          src: 'evaluate',
          id: serviceId(level, 'evaluate'),
          input: ({ context }) => callInput(context, tier),
          ...ends('evaluating'),
        },
        on: always('evaluating'),
      },
      executing: {
        invoke: { ...executes, ...ends('executing') },
        on: { ...always('executing'), wait: stay('executing') },
      },
      escalating: {
        always: above.map(({ level: next }) => ({
          target: `#handoff.${tierKey(next)}`,
          guard: { type: 'nextTierIs', params: { level: next } } as const,
          actions: { type: 'recordArrival', params: { from: level } } as const,
        })),
      },
      capped: {
        invoke: { ...executes, ...ends('capped') },
        on: { ...always('capped'), wait: stay('capped') },
      },
    },
  });
}

function targetOf(to: Exclude<Verdict, 'again'>): string {
  return to === 'done' || to === 'failed' ? `#handoff.${to}` : to;
}
