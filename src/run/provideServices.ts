import type { HandoffMachine } from '../machines/handoffMachine.ts';
import type { CallOutput, EvaluateCall, ExecuteCall, PendingCall } from '../machines/pendingCall.ts';
import type { EvaluationOutput, ExecutionOutput } from '../machines/types.ts';
import { machineCalling } from '../services/machineCalling.ts';
import type { Run } from './run.ts';
import type { TierHealth } from './tierHealth.ts';

/** Connects a machine's services to the live run that each call belongs to; once per machine, not per execution. */
export function provideServices(
  machine: HandoffMachine,
  runs: ReadonlyMap<string, Run>,
  health: TierHealth,
): HandoffMachine {
  function make(call: EvaluateCall, signal: AbortSignal): Promise<EvaluationOutput>;
  function make(call: ExecuteCall, signal: AbortSignal): Promise<ExecutionOutput>;
  function make(call: PendingCall, signal: AbortSignal): Promise<CallOutput>;
  async function make(call: PendingCall, signal: AbortSignal): Promise<CallOutput> {
    try {
      const output = await runOf(runs, call).make(call, signal);
      health.worked(call);
      return output;
    } catch (error) {
      if (!signal.aborted) health.failed(call, error);
      throw error;
    }
  }
  return machineCalling(machine, make);
}

function runOf(runs: ReadonlyMap<string, Run>, { input: { executionId } }: PendingCall): Run {
  const run = runs.get(executionId);
  if (run === undefined) throw new Error(`Execution ${executionId} is not running in this process.`);
  return run;
}
