import type { CallReport, EvaluateInput, EvaluationOutput, ExecuteInput, ExecutionOutput } from '../machines/types.ts';
import { givenEvaluation, givenExecution, givenFailure } from '../services/call.ts';
import type { Clock } from '../services/clock.ts';
import { AgentCallError } from '../services/errors.ts';
import type { HoldableClock } from '../services/holdableClock.ts';
import type { CallVerdict, PendingCall } from './observer.ts';

/** Makes a call with an input that somebody may have changed; `note` says so in the record. */
export type MakeCall<Input, Output> = (input: Input, note?: CallReport) => Promise<Output>;

/** What somebody says of a call. `undefined`, at once or later: it is made as it is. */
export type Asked = Promise<CallVerdict | undefined> | CallVerdict | undefined;

/** Says what becomes of a call. */
export type AskVerdict = (call: PendingCall, abortSignal: AbortSignal) => Asked;

export interface GateOptions {
  readonly clock: HoldableClock;
  readonly abortSignal: AbortSignal;
  readonly ask: AskVerdict;
}

/** Makes the call as the verdict on it says; while that is awaited, the execution's timers hold. */
export async function evaluateThroughGate(
  input: EvaluateInput,
  options: GateOptions,
  make: MakeCall<EvaluateInput, EvaluationOutput>,
): Promise<EvaluationOutput> {
  const verdict = await decided({ kind: 'evaluate', input }, options);
  if (verdict?.type === 'return') return givenEvaluation(input, verdict, options.clock);
  return made(verdict, input, options.clock, make);
}

/** See `evaluateThroughGate`. */
export async function executeThroughGate(
  input: ExecuteInput,
  options: GateOptions,
  make: MakeCall<ExecuteInput, ExecutionOutput>,
): Promise<ExecutionOutput> {
  const verdict = await decided({ kind: 'execute', input }, options);
  if (verdict?.type === 'return') return givenExecution(input, verdict, options.clock);
  return made(verdict, input, options.clock, make);
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

async function made<Input extends EvaluateInput, Output>(
  verdict: Exclude<CallVerdict, { readonly type: 'return' }> | undefined,
  input: Input,
  clock: Clock,
  make: MakeCall<Input, Output>,
): Promise<Output> {
  if (verdict?.type === 'throw') throw givenFailure(input.agentId, verdict, clock);
  const editedInput = verdict?.input;
  if (editedInput === undefined) return make(input);
  return make({ ...input, ...editedInput }, { byHand: 'input', editedInput });
}

function cancelled(agentId: string): AgentCallError {
  return new AgentCallError(agentId, 'aborted', `The call to '${agentId}' was cancelled while it was held.`);
}
