import { assign, emit, fromPromise, setup } from 'xstate';

import { contextChange } from './context.ts';
import { ConfigurationError } from './errors.ts';
import { occurrenceOf } from './occurrence.ts';
import { verdictOf, type Verdict } from './policy.ts';
import { arrivalRecord, firstRecord, recordOf } from './record.ts';
import type { HandoffContext, HandoffEmitted, HandoffMachineEvent, HandoffOutput, Step } from './executionTypes.ts';
import type { TierPhase } from './stateName.ts';
import type {
  EvaluateInput,
  EvaluationOutput,
  ExecuteInput,
  ExecutionOutput,
  HandoffConfig,
  HandoffInput,
} from './types.ts';
import { assertInput } from './validInput.ts';

type Guard<Params> = (
  situation: { readonly context: HandoffContext; readonly event: HandoffMachineEvent },
  params: Params,
) => boolean;

export type MachineSetup = ReturnType<typeof machineSetup>;

/** Names, types and pure implementations of the machine's actions, guards and services. */
export function machineSetup(config: HandoffConfig) {
  const leadsTo: Guard<{ from: TierPhase; to: Verdict }> = ({ context, event }, { from, to }) =>
    verdictOf(config, context, from, occurrenceOf(event)).verdict === to;
  return setup({
    types: {
      context: {} as HandoffContext,
      events: {} as HandoffMachineEvent,
      input: {} as HandoffInput,
      output: {} as HandoffOutput,
      emitted: {} as HandoffEmitted,
    },
    actors: {
      evaluate: fromPromise<EvaluationOutput, EvaluateInput>(() => notProvided('evaluate')),
      execute: fromPromise<ExecutionOutput, ExecuteInput>(() => notProvided('execute')),
    },
    actions: {
      recordStart: emit(({ context }) => {
        // The context of an actor that was made without input: XState asks for one on every pure transition, too.
        if (context.startedAt === '') assertInput(undefined);
        return { type: 'transition' as const, record: firstRecord(config, context) };
      }),
      settle: assign(({ context, event }, step: Step) => contextChange(config, context, event, step)),
      record: emit(({ context, event }, step: Step) => ({
        type: 'transition' as const,
        record: recordOf(config, context, event, step),
      })),
      recordArrival: emit(({ context }, { from }: { from: number }) => ({
        type: 'transition' as const,
        record: arrivalRecord(config, context, from),
      })),
    },
    guards: {
      // One decision behind all of them: their names say in a chart which rule of the policy it was.
      canHandle: leadsTo,
      cannotHandle: leadsTo,
      atCap: leadsTo,
      aboveGate: leadsTo,
      belowGate: leadsTo,
      mayRetry: leadsTo,
      mayEscalate: leadsTo,
      limitReached: leadsTo,
      nextTierIs: ({ context }, { level }: { level: number }) => context.tierLevel === level,
    },
  });
}

function notProvided(service: string): Promise<never> {
  const message = `No '${service}' service. Pass one with machine.provide({ actors: { ${service}: fromPromise(…) } }).`;
  return Promise.reject(new ConfigurationError(`actors.${service}`, message));
}
