import { evaluateThroughGate, executeThroughGate, type AskVerdict } from '../src/execution/gate.ts';
import type { EvaluateInput, EvaluationOutput, ExecuteInput, ExecutionOutput } from '../src/machines/types.ts';
import type { HoldableClock } from '../src/services/holdableClock.ts';
import type { ActorClock } from './actorClock.ts';

/** What `fromPromise` takes, as far as the services of the escalation machine use it. */
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

/** The same services behind a gate: each call waits for a verdict, and `clock` holds meanwhile. */
export function gateServices({ evaluate, execute }: Services, ask: AskVerdict, clock: HoldableClock): Services {
  return {
    evaluate: ({ input, signal }) =>
      evaluateThroughGate(input, { clock, abortSignal: signal, ask }, (edited, note) =>
        evaluate({ input: edited, signal }).then((output) => ({ ...output, ...note })),
      ),
    execute: ({ input, signal }) =>
      executeThroughGate(input, { clock, abortSignal: signal, ask }, (edited, note) =>
        execute({ input: edited, signal }).then((output) => ({ ...output, ...note })),
      ),
  };
}
