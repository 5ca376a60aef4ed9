import { assign, emit, fromPromise, setup } from 'xstate';

import { contextChange } from './context.ts';
import { ConfigurationError } from './errors.ts';
import { verdictOfEvaluation, verdictOfExecution, verdictOfFailure, type Verdict } from './policy.ts';
import { arrivalRecord, firstRecord, recordOf } from './record.ts';
import type {
  EvaluateInput,
  EvaluationOutput,
  ExecuteInput,
  ExecutionOutput,
  HandoffConfig,
  HandoffContext,
  HandoffEmitted,
  HandoffMachineEvent,
  HandoffInput,
  HandoffOutput,
  Step,
} from './types.ts';

export type MachineSetup = ReturnType<typeof machineSetup>;

/** Names, types and pure implementations of the machine's actions, guards and services. */
export function machineSetup(config: HandoffConfig) {
  const { policy } = config;
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
      recordStart: emit(({ context }) => ({
        type: 'transition' as const,
        record: firstRecord(config, context),
      })),
      settle: assign(({ context, event }, step: Step) => contextChange(config, context, event, step.to)),
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
      evaluationLeadsTo: ({ context, event }, { to }: { to: Verdict }) =>
        verdictOfEvaluation(policy, context, outputOf(event)) === to,
      executionLeadsTo: ({ context, event }, { to }: { to: Verdict }) =>
        verdictOfExecution(policy, context, outputOf(event)) === to,
      failureLeadsTo: ({ context }, { to }: { to: Verdict }) => verdictOfFailure(policy, context) === to,
      nextTierIs: ({ context }, { level }: { level: number }) => context.tierLevel === level,
    },
  });
}

function outputOf(event: object): unknown {
  return 'output' in event ? event.output : undefined;
}

function notProvided(service: string): Promise<never> {
  const message = `No '${service}' service. Pass one with machine.provide({ actors: { ${service}: fromPromise(…) } }).`;
  return Promise.reject(new ConfigurationError(`actors.${service}`, message));
}
