import {
  editedCall,
  type CallOutput,
  type EvaluateCall,
  type ExecuteCall,
  type PendingCall,
} from '../machines/pendingCall.ts';
import { plainCopy } from '../machines/plainData.ts';
import type { CallReport, EvaluationOutput, ExecutionOutput } from '../machines/types.ts';
import { givenAnswer, givenFailure } from '../services/call.ts';
import { AgentCallError } from '../services/errors.ts';
import type { HoldableClock } from '../time/holdableClock.ts';
import type { CallVerdict } from './observer.ts';

/** The verdict on a call. `undefined`, at once or later: it is made as it is. */
export type Asked = Promise<CallVerdict | undefined> | CallVerdict | undefined;

/** Says what becomes of a call. */
export type AskVerdict = (call: PendingCall, abortSignal: AbortSignal) => Asked;

export interface GateOptions {
  readonly clock: HoldableClock;
  readonly abortSignal: AbortSignal;
  readonly ask: AskVerdict;
}

/** The call behind a gate. */
export interface Gated<Call, Output> extends GateOptions {
  /** Makes a call with an input that a person may have changed; `note` says so in the record. */
  make(call: Call, note?: CallReport): Promise<Output>;
}

/** Makes the call as the verdict on it says; while that is awaited, the execution's timers hold. */
export function throughGate(
  call: EvaluateCall,
  gated: Gated<EvaluateCall, EvaluationOutput>,
): Promise<EvaluationOutput>;
export function throughGate(call: ExecuteCall, gated: Gated<ExecuteCall, ExecutionOutput>): Promise<ExecutionOutput>;
export function throughGate(call: PendingCall, gated: Gated<PendingCall, CallOutput>): Promise<CallOutput>;
export async function throughGate(call: PendingCall, gated: Gated<PendingCall, CallOutput>): Promise<CallOutput> {
  const verdict = await decided(call, gated);
  if (verdict?.type === 'return') return givenAnswer(call, verdict, gated.clock);
  if (verdict?.type === 'throw') throw givenFailure(call.input.agentId, verdict, gated.clock);
  if (verdict?.input === undefined) return gated.make(call);
  // A copy: the decider may keep theirs, and change it.
  const editedInput = plainCopy(verdict.input);
  return gated.make(editedCall(call, editedInput), { byHand: 'input', editedInput });
}

async function decided(call: PendingCall, { clock, abortSignal, ask }: GateOptions): Promise<CallVerdict | undefined> {
  const asked = ask(call, abortSignal);
  if (!(asked instanceof Promise)) return asked;
  const aborted = Promise.withResolvers<undefined>();
  const abort = () => aborted.resolve(undefined);
  abortSignal.addEventListener('abort', abort, { once: true });
  const release = clock.hold();
  try {
    const verdict = await Promise.race([asked, aborted.promise]);
    if (abortSignal.aborted) throw cancelled(call.input.agentId);
    return verdict;
  } finally {
    release();
    abortSignal.removeEventListener('abort', abort);
  }
}

function cancelled(agentId: string): AgentCallError {
  return new AgentCallError(agentId, 'aborted', `The call to '${agentId}' was cancelled while it was held.`);
}
