import { assign, StateMachine, type AnyStateMachine } from 'xstate';

import { contextChange } from '../../src/machines/context.ts';
import { createHandoffMachine } from '../../src/machines/handoffMachine.ts';
import { occurrenceOf, type MachineEvent } from '../../src/machines/occurrence.ts';
import { verdictOf, type Decided } from '../../src/machines/policy.ts';
import { validConfig } from '../../src/machines/validConfig.ts';
import type { HandoffContext, Step } from '../../src/machines/executionTypes.ts';
import type { TierPhase } from '../../src/machines/stateName.ts';
import type { GuardName } from '../../src/machines/verdicts.ts';
import type { HandoffInput, HandoffMachineOptions } from '../../src/machines/types.ts';

interface Situation {
  readonly context: HandoffContext;
  readonly event: MachineEvent;
}

/** What a double does otherwise than the real machine. */
export interface Mistakes {
  /** What the execution is begun with, in place of what was asked for. */
  readonly input?: (input: HandoffInput) => HandoffInput;
  /** What an event leads to, in place of the policy's decision. */
  readonly decided?: (decided: Decided, situation: Situation, phase: TierPhase) => Decided;
  /** What changes in the context, beside what changes anyway. */
  readonly change?: (change: Partial<HandoffContext>, situation: Situation, step: Step) => Partial<HandoffContext>;
  /** Events that are not listened to. */
  readonly deafTo?: readonly string[];
}

/** The real machine with a mistake in it. */
export function mistaken(options: HandoffMachineOptions, mistakes: Mistakes): AnyStateMachine {
  const config = validConfig(options);
  const real: AnyStateMachine = createHandoffMachine(config);
  const { input = (asked) => asked, decided = (right) => right, change = (right) => right, deafTo = [] } = mistakes;
  const states = Object.fromEntries(
    Object.entries(real.config.states ?? {}).map(([key, tier]) => [key, { ...tier, states: deafened(tier.states) }]),
  );
  const context = ({ input: asked }: { readonly input: HandoffInput | undefined }) =>
    real.config.context({ input: asked && input(asked) });
  return new StateMachine({ ...real.config, context, states }, real.implementations).provide({
    guards: guardsOf(
      ({ context, event }: Situation, step: unknown) =>
        isStep(step) &&
        decided(verdictOf(config, context, step.from, occurrenceOf(event)), { context, event }, step.from).verdict ===
          step.to,
    ),
    actions: {
      settle: assign(({ context, event }: Situation, step: unknown) =>
        isStep(step) ? change(contextChange(config, context, event, step), { context, event }, step) : {},
      ),
    },
  });

  function deafened(states: Readonly<Record<string, { readonly on?: object }>> | undefined) {
    if (states === undefined) return undefined;
    return Object.fromEntries(
      Object.entries(states).map(([key, state]) => {
        const on = Object.entries(state.on ?? {}).filter(([type]) => !deafTo.includes(type));
        return [key, state.on === undefined ? state : { ...state, on: Object.fromEntries(on) }];
      }),
    );
  }
}

/** One guard for all the names that the machine has for the policy's rules. */
function guardsOf<Guard>(guard: Guard): Record<GuardName, Guard> {
  return {
    canHandle: guard,
    cannotHandle: guard,
    atCap: guard,
    aboveGate: guard,
    belowGate: guard,
    mayRetry: guard,
    mayEscalate: guard,
    limitReached: guard,
  };
}

function isStep(params: unknown): params is Step {
  return typeof params === 'object' && params !== null && 'from' in params && 'to' in params;
}
