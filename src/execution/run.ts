import { createActor } from 'xstate';

import { HandoffError } from '../machines/errors.ts';
import type { HandoffMachine } from '../machines/handoffMachine.ts';
import { isoTime } from '../machines/time.ts';
import type {
  EvaluateInput,
  EvaluationOutput,
  ExecuteInput,
  ExecutionOutput,
  HandoffInput,
  HandoffOutput,
  HandoffPolicy,
} from '../machines/types.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import type { HandoffAgent } from '../services/agent.ts';
import { callEvaluate, callExecute, CallFailure, type CallClock } from '../services/call.ts';
import { ExecutionCancelledError, TiersExhaustedError } from './errors.ts';
import { createHumanDesk } from './humanDesk.ts';
import { createRecorder } from './recorder.ts';
import { waitingResult, type CompletedResult, type HandoffEvent, type WaitingResult } from './result.ts';

export interface RunOptions {
  /** A machine whose services call this run back; see `provideServices`. */
  readonly machine: HandoffMachine;
  readonly input: HandoffInput;
  readonly policy: HandoffPolicy;
  readonly agents: ReadonlyMap<number, HandoffAgent>;
  /** Answers at the cap where the policy hands over to a person there. */
  readonly humanAtCap: HandoffAgent;
  readonly memory: SharedMemory;
  readonly clock: CallClock;
  readonly observe?: ((event: HandoffEvent) => void) | undefined;
}

/** One execution in this process: the actor, its services, and its record on the way to memory. */
export interface Run {
  readonly executionId: string;
  /** Settles when the execution is over and stored. */
  readonly finished: Promise<CompletedResult>;
  start(): void;
  cancel(reason: string): void;
  evaluate(input: EvaluateInput, abortSignal: AbortSignal): Promise<EvaluationOutput>;
  execute(input: ExecuteInput, abortSignal: AbortSignal): Promise<ExecutionOutput>;
  /** Answers for the person who is being waited for. False where nobody is. */
  respond(execution: ExecutionOutput): boolean;
  /** Settles when a person is being waited for, from now on. */
  nextWait(): Promise<WaitingResult>;
}

export function createRun(options: RunOptions): Run {
  const { machine, input, policy, agents, humanAtCap, memory, clock, observe } = options;
  const { executionId } = input;
  const recorder = createRecorder(memory);
  const finished = Promise.withResolvers<CompletedResult>();
  const actor = createActor(machine, { input });
  let lastError: unknown;

  const desk = createHumanDesk(clock, async (timestamp, deadline) => {
    actor.send({ type: 'wait', timestamp, deadline });
    await stored();
    const snapshot = actor.getSnapshot();
    return waitingResult(snapshot, snapshot.context.waiting ?? { since: timestamp, deadline });
  });

  actor.on('transition', (event) => {
    recorder.add(event.record);
    observe?.(event);
  });
  actor.subscribe({
    complete: () => void finish(actor.getSnapshot().output),
    error: finished.reject,
  });
  finished.promise.catch(() => undefined);

  /**
   * Write ahead: no call starts before what caused it is stored. Without memory the execution ends here.
   *
   * XState starts the first service before it delivers the first record, both in one synchronous step: hence the wait.
   */
  async function stored(): Promise<void> {
    await Promise.resolve();
    try {
      await recorder.stored();
    } catch (error) {
      actor.stop();
      finished.reject(error);
      throw error;
    }
  }

  async function finish(output: HandoffOutput | undefined): Promise<void> {
    try {
      await recorder.stored();
      const result = resultOf(output);
      observe?.({ type: 'result', result });
      finished.resolve(result);
    } catch (error) {
      finished.reject(error);
    }
  }

  function resultOf(output: HandoffOutput | undefined): CompletedResult {
    if (output?.status === 'completed') return output;
    if (output?.status === 'cancelled') throw new ExecutionCancelledError(executionId, output.failure.message);
    const attempts = output?.attempts ?? [];
    if (output?.failure.code === TiersExhaustedError.code) throw new TiersExhaustedError(executionId, attempts);
    if (policy.onError === 'fail' && HandoffError.isInstance(lastError)) throw lastError;
    throw new TiersExhaustedError(executionId, attempts, { cause: lastError });
  }

  function agentFor(tierLevel: number): HandoffAgent {
    const agent = agents.get(tierLevel);
    if (agent === undefined) throw new Error(`Execution ${executionId} reached tier ${tierLevel}, which has no agent.`);
    return agent;
  }

  async function remembered<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      lastError = error instanceof CallFailure ? error.cause : error;
      throw error;
    }
  }

  return {
    executionId,
    finished: finished.promise,
    start: () => void actor.start(),
    cancel: (reason) => {
      if (actor.getSnapshot().status !== 'active') return;
      actor.send({ type: 'cancel', timestamp: isoTime(clock.now()), reason });
    },
    evaluate: async (call, abortSignal) => {
      await stored();
      return remembered(callEvaluate(agentFor(call.tierLevel), call, abortSignal, clock));
    },
    execute: async (call, abortSignal) => {
      await stored();
      const agent = call.capped && policy.atCap === 'human' ? humanAtCap : agentFor(call.tierLevel);
      const { tierLevel } = call;
      return remembered(
        callExecute(
          agent,
          call,
          {
            abortSignal,
            waitForResponse: (wait) => desk.wait(agent.agentId, wait, abortSignal),
            ...(observe !== undefined && {
              onTextDelta: (delta: string) => observe({ type: 'text-delta', tierLevel, delta }),
            }),
          },
          clock,
        ),
      );
    },
    respond: desk.respond,
    nextWait: desk.nextWait,
  };
}
