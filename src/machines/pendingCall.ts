import type {
  EditedInput,
  EvaluateInput,
  EvaluationOutput,
  ExecuteInput,
  ExecutionOutput,
  HandoffPolicy,
} from './types.ts';

/** A call that asks an agent for its judgement. */
export interface EvaluateCall {
  readonly kind: 'evaluate';
  readonly input: EvaluateInput;
}

/** A call that has an agent do the task. */
export interface ExecuteCall {
  readonly kind: 'execute';
  readonly input: ExecuteInput;
}

/** A call that is about to be made. What caused it is stored already. */
export type PendingCall = EvaluateCall | ExecuteCall;

/** The output of a call, of either kind. */
export type CallOutput = EvaluationOutput | ExecutionOutput;

/** Whether a call asks the person at the cap, and not the tier's agent. */
export function asksPerson(call: PendingCall, { atCap }: HandoffPolicy): boolean {
  return call.kind === 'execute' && call.input.capped && atCap === 'human';
}

/** The same call with another input. */
export function editedCall(call: PendingCall, change: EditedInput): PendingCall {
  return call.kind === 'evaluate'
    ? { kind: call.kind, input: { ...call.input, ...change } }
    : { kind: call.kind, input: { ...call.input, ...change } };
}
