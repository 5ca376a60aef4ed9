import { fromPromise } from 'xstate';

import type { HandoffMachine } from '../machines/handoffMachine.ts';
import type { CallOutput, EvaluateCall, ExecuteCall, PendingCall } from '../machines/pendingCall.ts';
import type { EvaluateInput, EvaluationOutput, ExecuteInput, ExecutionOutput } from '../machines/types.ts';

/** Makes a call that a machine wants, and settles with what it returns. */
export interface MakeCall {
  (call: EvaluateCall, abortSignal: AbortSignal): Promise<EvaluationOutput>;
  (call: ExecuteCall, abortSignal: AbortSignal): Promise<ExecutionOutput>;
  (call: PendingCall, abortSignal: AbortSignal): Promise<CallOutput>;
}

/** Returns the machine with services that have every call made by `make`. */
export function machineCalling<Level extends number>(
  machine: HandoffMachine<Level>,
  make: MakeCall,
): HandoffMachine<Level> {
  return machine.provide({
    actors: {
      evaluate: fromPromise<EvaluationOutput, EvaluateInput>(({ input, signal }) =>
        make({ kind: 'evaluate', input }, signal),
      ),
      execute: fromPromise<ExecutionOutput, ExecuteInput>(({ input, signal }) =>
        make({ kind: 'execute', input }, signal),
      ),
    },
  });
}
