import { createActor } from 'xstate';

import { isoTime } from '../machines/time.ts';
import type { HandoffMachineEvent, HandoffOutput, TransitionRecord } from '../machines/executionTypes.ts';
import type { CallOutput, EvaluateCall, ExecuteCall, PendingCall } from '../machines/pendingCall.ts';
import { deepFreeze } from '../machines/plainData.ts';
import type { CallReport, EvaluationOutput, ExecutionOutput } from '../machines/types.ts';
import type { HandoffAgent, HumanWait } from '../services/agent.ts';
import { callAgent, CallFailure } from '../services/call.ts';
import { holdableClock } from '../services/holdableClock.ts';
import { throughGate } from './gate.ts';
import { createHumanDesk } from './humanDesk.ts';
import { warnOf } from './observers.ts';
import {
  waitingResult,
  type CompletedResult,
  type HandoffEvent,
  type HandoffResult,
  type WaitingResult,
} from './result.ts';
import { resultOf } from './resultOf.ts';
import { retryOf } from './retryEvent.ts';
import type { RunOptions } from './runOptions.ts';
import { armDeadline, sleepUntil } from '../services/timers.ts';

/** One execution in this process: the actor, its services, and its record on the way to memory. */
export interface Run {
  readonly executionId: string;
  /** Settles when the execution is over and stored. */
  readonly finished: Promise<CompletedResult>;
  /** Stores what a standing adds to the record: whoever succeeds owns the execution from there on. */
  claim(): Promise<void>;
  /** Settles when all that was recorded is stored. @throws MemoryError or ConcurrentExecutionError where it cannot be. */
  stored(): Promise<void>;
  /** How many records the execution has as far as this run knows. */
  readonly length: number;
  /** Ends the run, and not the execution: calls are aborted, nothing more is recorded, `finished` rejects with the error. */
  abandon(error: unknown): void;
  start(): void;
  /** False where it was over already. */
  cancel(reason: string): boolean;
  /** Makes a call that the machine wants, and settles with what it returns. */
  make(call: EvaluateCall, abortSignal: AbortSignal): Promise<EvaluationOutput>;
  make(call: ExecuteCall, abortSignal: AbortSignal): Promise<ExecutionOutput>;
  /** Answers for the person who is being waited for. False where nobody is. */
  respond(execution: ExecutionOutput): boolean;
  /** The wait for a person that goes on now. */
  readonly currentWait: WaitingResult | undefined;
  /** Settles when a person is being waited for, from now on. */
  nextWait(): Promise<WaitingResult>;
}

/** Where a run stops: at its end, or with `returnOnWait` where it waits for a person if that comes first. */
export function stopOf(run: Run, returnOnWait = false): Promise<HandoffResult> {
  return returnOnWait ? Promise.race([run.finished, run.currentWait ?? run.nextWait()]) : run.finished;
}

export function createRun(options: RunOptions): Run {
  const { machine, input, standing, policy, agents, humanAtCap, recorder, observers, callTimeoutMs } = options;
  const { observe, textDeltas = false, keepAlive = true, inspect } = options;
  const { executionId } = input;
  const { deadline } = standing?.snapshot.context.limits ?? input.limits ?? {};
  const clock = holdableClock(options.clock, { stopsTime: deadline !== undefined });
  const finished = Promise.withResolvers<CompletedResult>();
  const actor = createActor(machine, {
    input,
    ...(inspect !== undefined && { inspect }),
    ...(standing !== undefined && { snapshot: machine.getPersistedSnapshot(standing.snapshot) }),
  });
  let lastError: unknown;
  let observed: Promise<void> | undefined;
  /** The tier whose call has shown text that is not known to count. */
  let shownText: number | undefined;
  let disarm: () => void = () => undefined;
  let length = standing?.snapshot.context.seq ?? 0;

  const desk = createHumanDesk({
    clock: options.clock,
    recordTime: clock.now,
    recorded: standing?.snapshot.context.waiting ?? null,
    keepAlive,
    announce: async (waiting) => {
      send({ type: 'wait', timestamp: waiting.since, deadline: waiting.deadline });
      await stored();
      return deepFreeze(waitingResult(actor.getSnapshot(), waiting));
    },
  });

  actor.on('transition', write);
  actor.subscribe({
    complete: () => void finish(actor.getSnapshot().output),
    error: finished.reject,
  });
  finished.promise.catch(() => undefined);

  function write(event: { readonly type: 'transition'; readonly record: TransitionRecord }): void {
    recorder.add(event.record);
    length = event.record.seq + 1;
    if (observe === undefined && observers.isEmpty) return;
    observed = notifyAll(deepFreeze(event), retryOf(event.record), textAfter(event.record));
  }

  /** The event that takes back the text of a call which a record ends, unless that text is the answer. */
  function textAfter({ event, to }: TransitionRecord): HandoffEvent | undefined {
    if (shownText === undefined) return undefined;
    const tierLevel = shownText;
    shownText = undefined;
    const counts = to === 'done' && 'output' in event && actor.getSnapshot().context.tierLevel === tierLevel;
    return counts ? undefined : { type: 'text-reset', tierLevel };
  }

  /** An agent begins its text anew, or a person answers in its place. */
  async function resetText(): Promise<void> {
    if (shownText === undefined) return;
    const tierLevel = shownText;
    shownText = undefined;
    await notify({ type: 'text-reset', tierLevel });
  }

  async function notifyAll(...events: readonly (HandoffEvent | undefined)[]): Promise<void> {
    for (const event of events) if (event !== undefined) await notify(event);
  }

  async function notify(event: HandoffEvent): Promise<void> {
    observers.tell(executionId, event);
    if ((event.type === 'text-delta' || event.type === 'text-reset') && !textDeltas) return;
    try {
      await observe?.(event);
    } catch (error) {
      warnOf(executionId, `'${event.type}'`, error);
    }
  }

  /** XState warns about events that come too late; here they may, and change nothing. False: it was too late. */
  function send(event: HandoffMachineEvent): boolean {
    if (actor.getSnapshot().status !== 'active') return false;
    actor.send(event);
    return true;
  }

  /**
   * Write ahead: no call starts before what caused it is stored. Without memory the execution ends here.
   *
   * XState starts the first service before it delivers the first record, both in one synchronous step: hence the wait.
   */
  async function stored(): Promise<void> {
    await observed;
    try {
      await recorder.stored();
    } catch (error) {
      abandon(error);
      throw error;
    }
  }

  /** Much can happen while a call is waited with: who goes on with what another process took over pays twice. */
  async function waited(notBefore: string, abortSignal: AbortSignal): Promise<void> {
    if (Date.parse(notBefore) <= clock.now()) return;
    await sleepUntil(clock, Date.parse(notBefore), abortSignal);
    if (abortSignal.aborted) return;
    try {
      await recorder.assertLatest(executionId, length);
    } catch (error) {
      abandon(error);
      throw error;
    }
  }

  function abandon(error: unknown): void {
    disarm();
    actor.stop();
    finished.reject(error);
  }

  async function finish(output: HandoffOutput | undefined): Promise<void> {
    disarm();
    try {
      await recorder.stored();
      const result = deepFreeze(resultOf(executionId, deepFreeze(output), { policy, lastError }));
      await notify({ type: 'result', result });
      finished.resolve(result);
    } catch (error) {
      finished.reject(error);
    }
  }

  function agentFor({ kind, input }: PendingCall): HandoffAgent {
    const { tierLevel } = input;
    if (kind === 'execute' && input.capped && policy.atCap === 'human') return humanAtCap;
    const agent = agents.get(tierLevel);
    if (agent === undefined) throw new Error(`Execution ${executionId} reached tier ${tierLevel}, which has no agent.`);
    return agent;
  }

  function ask(call: PendingCall, abortSignal: AbortSignal, note?: CallReport): Promise<CallOutput> {
    const { tierLevel } = call.input;
    const agent = agentFor(call);
    const shows = call.kind === 'execute' && (textDeltas || !observers.isEmpty);
    const callOptions = {
      abortSignal,
      waitForResponse: (wait: HumanWait) => desk.wait(agent.agentId, wait, abortSignal),
      ...(shows && {
        onTextDelta: (delta: string) => {
          shownText = tierLevel;
          return notify({ type: 'text-delta', tierLevel, delta });
        },
        onTextReset: resetText,
      }),
    };
    return callAgent(agent, call, callOptions, { clock, callTimeoutMs, note });
  }

  /** What every call goes through: stored first, not too early, past the gate, and remembered where it fails. */
  function make(call: EvaluateCall, abortSignal: AbortSignal): Promise<EvaluationOutput>;
  function make(call: ExecuteCall, abortSignal: AbortSignal): Promise<ExecutionOutput>;
  async function make(call: PendingCall, abortSignal: AbortSignal): Promise<CallOutput> {
    const { notBefore } = call.input;
    await stored();
    if (notBefore !== null) await waited(notBefore, abortSignal);
    // Nobody listens any more: the machine has left the state that wanted this call.
    if (abortSignal.aborted) throw abortSignal.reason;
    try {
      if (observers.isEmpty) return await ask(call, abortSignal);
      return await throughGate(deepFreeze(call), {
        clock,
        abortSignal,
        ask: observers.verdictOn,
        make: (made: PendingCall, note?: CallReport) => ask(made, abortSignal, note),
      });
    } catch (error) {
      lastError = error instanceof CallFailure ? error.cause : error;
      throw error;
    }
  }

  return {
    executionId,
    finished: finished.promise,
    claim: async () => {
      for (const record of standing?.records ?? []) write({ type: 'transition', record });
      await stored();
    },
    stored,
    get length() {
      return length;
    },
    abandon,
    start: () => {
      const expire = () => send({ type: 'expire', timestamp: isoTime(clock.now()) });
      actor.start();
      if (deadline === undefined) return;
      // Before any call: a timer would let the first one begin.
      if (Date.parse(deadline) <= clock.now()) expire();
      // A call holds the process by itself, and a wait as long as somebody awaits it.
      else disarm = armDeadline(clock, Date.parse(deadline), expire, { keepAlive: false });
    },
    cancel: (reason) => send({ type: 'cancel', timestamp: isoTime(clock.now()), reason }),
    make,
    respond: desk.respond,
    get currentWait() {
      return desk.current;
    },
    nextWait: desk.nextWait,
  };
}
