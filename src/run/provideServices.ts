import { fromPromise } from 'xstate';

import type { HandoffMachine } from '../machines/handoffMachine.ts';
import type { EvaluateInput, EvaluationOutput, ExecuteInput, ExecutionOutput } from '../machines/types.ts';
import type { PendingCall } from '../machines/pendingCall.ts';
import type { Run } from './run.ts';
import type { TierHealth } from './tierHealth.ts';

/** Connects a machine's services to the live run that each call belongs to; once per machine, not per execution. */
export function provideServices(
  machine: HandoffMachine,
  runs: ReadonlyMap<string, Run>,
  health: TierHealth,
): HandoffMachine {
  return machine.provide({
    actors: {
      evaluate: fromPromise<EvaluationOutput, EvaluateInput>(({ input, signal }) =>
        watched({ kind: 'evaluate', input }, signal, health, (call) => runOf(runs, input).make(call, signal)),
      ),
      execute: fromPromise<ExecutionOutput, ExecuteInput>(({ input, signal }) =>
        watched({ kind: 'execute', input }, signal, health, (call) => runOf(runs, input).make(call, signal)),
      ),
    },
  });
}

async function watched<Call extends PendingCall, Output>(
  call: Call,
  signal: AbortSignal,
  health: TierHealth,
  make: (call: Call) => Promise<Output>,
): Promise<Output> {
  try {
    const output = await make(call);
    health.worked(call);
    return output;
  } catch (error) {
    if (!signal.aborted) health.failed(call, error);
    throw error;
  }
}

function runOf(runs: ReadonlyMap<string, Run>, { executionId }: EvaluateInput): Run {
  const run = runs.get(executionId);
  if (run === undefined) throw new Error(`Execution ${executionId} is not running in this process.`);
  return run;
}
