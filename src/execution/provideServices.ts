import { fromPromise } from 'xstate';

import type { HandoffMachine } from '../machines/handoffMachine.ts';
import type { EvaluateInput, EvaluationOutput, ExecuteInput, ExecutionOutput } from '../machines/types.ts';
import type { Run } from './run.ts';

/** Connects a machine's services to the live run that each call belongs to; once per machine, not per execution. */
export function provideServices(machine: HandoffMachine, runs: ReadonlyMap<string, Run>): HandoffMachine {
  return machine.provide({
    actors: {
      evaluate: fromPromise<EvaluationOutput, EvaluateInput>(({ input, signal }) =>
        runOf(runs, input).make({ kind: 'evaluate', input }, signal),
      ),
      execute: fromPromise<ExecutionOutput, ExecuteInput>(({ input, signal }) =>
        runOf(runs, input).make({ kind: 'execute', input }, signal),
      ),
    },
  });
}

function runOf(runs: ReadonlyMap<string, Run>, { executionId }: EvaluateInput): Run {
  const run = runs.get(executionId);
  if (run === undefined) throw new Error(`Execution ${executionId} is not running in this process.`);
  return run;
}
