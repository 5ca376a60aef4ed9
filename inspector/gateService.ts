import { throughGate, type AskVerdict } from '../src/run/gate.ts';
import type { EvaluateInput, EvaluationOutput, ExecuteInput, ExecutionOutput } from '../src/machines/types.ts';
import { checkedOptions, optionsOf, required } from '../src/options/checkedOptions.ts';
import { aFunction } from '../src/options/rules.ts';
import type { HoldableClock } from '../src/time/holdableClock.ts';
import type { ActorClock } from './actorClock.ts';

/** The argument of `fromPromise`, as far as the services of the escalation machine use it. */
export type Service<Input, Output> = (call: { readonly input: Input; readonly signal: AbortSignal }) => Promise<Output>;

/** The two services of an escalation machine that an application runs by itself. */
export interface Services {
  readonly evaluate: Service<EvaluateInput, EvaluationOutput>;
  readonly execute: Service<ExecuteInput, ExecutionOutput>;
}

/** Services to give to a machine, and the clock to give to its actor: `createActor(machine, { clock })`. */
export interface GatedServices extends Services {
  readonly clock: ActorClock;
}

const services = optionsOf<Services>({
  evaluate: required(aFunction<Services['evaluate']>('the function that you would give to fromPromise')),
  execute: required(aFunction<Services['execute']>('the function that you would give to fromPromise')),
});

/**
 * The same services behind a gate: each call waits for a verdict, and `clock` holds meanwhile.
 *
 * @throws ConfigurationError where one of them is not a function.
 */
export function gateServices(given: Services, ask: AskVerdict, clock: HoldableClock): Services {
  const { evaluate, execute } = checkedOptions('inspector.gate', services, given);
  return {
    evaluate: ({ input, signal }) =>
      throughGate(
        { kind: 'evaluate', input },
        {
          clock,
          abortSignal: signal,
          ask,
          make: ({ input: edited }, note) =>
            evaluate({ input: edited, signal }).then((output) => ({ ...output, ...note })),
        },
      ),
    execute: ({ input, signal }) =>
      throughGate(
        { kind: 'execute', input },
        {
          clock,
          abortSignal: signal,
          ask,
          make: ({ input: edited }, note) =>
            execute({ input: edited, signal }).then((output) => ({ ...output, ...note })),
        },
      ),
  };
}
