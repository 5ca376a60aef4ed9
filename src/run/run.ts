import { createActor } from 'xstate';

import { isoTime } from '../machines/time.ts';
import type { HandoffMachineEvent } from '../machines/executionTypes.ts';
import {
  asksPerson,
  type CallOutput,
  type EvaluateCall,
  type ExecuteCall,
  type PendingCall,
} from '../machines/pendingCall.ts';
import { deepFreeze } from '../machines/plainData.ts';
import type { CallReport, EvaluationOutput, ExecutionOutput, HandoffInput } from '../machines/types.ts';
import { isTakenElsewhere } from '../memory/errors.ts';
import type { HandoffAgent, HumanWait } from '../services/agent.ts';
import { callAgent, CallFailure } from '../services/call.ts';
import type { MakeCall } from '../services/machineCalling.ts';
import { holdableClock } from '../time/holdableClock.ts';
import { armDeadline, sleepUntil } from '../time/timers.ts';
import { throughGate } from './gate.ts';
import { waitingResult } from './result.ts';
import { resultOf } from './resultOf.ts';
import type { RunEnd, RunOptions } from './runOptions.ts';
import { createTelling } from './telling.ts';
import { deadlineOf, dueOf, lapsed } from './wait.ts';

/** An execution while this process runs it: from where it stands to its end, or until a person is being waited for. */
export interface Run {
  readonly executionId: string;
  readonly input: HandoffInput;
  /** Settles when it has stopped, however that came. Never rejects. */
  readonly stopped: Promise<void>;
  /** Settles when it is known whether it goes on: its first record is being stored, or a wait, or it stops. `undefined`: it goes on. */
  readonly changing: Promise<void> | undefined;
  /** Stores what a standing adds to the record: the process that succeeds owns the execution from there on. */
  claim(): Promise<void>;
  start(): void;
  /** False where it was over already. */
  cancel(reason: string): boolean;
  /** Settles when all that was recorded is stored. @throws MemoryError or ConcurrentExecutionError where it cannot be. */
  stored(): Promise<void>;
  /** Makes the calls that the machine wants of this execution. */
  readonly make: MakeCall;
  /** Makes no further call: it stops as soon as none is under way. */
  suspend(): void;
  /** Aborts the call that is under way, and stops without recording it. */
  interrupt(): void;
  /** Another process has taken the execution: stops at once. */
  lose(): void;
}

export function createRun(options: RunOptions): Run {
  const { machine, input, standing, policy, agents, humanAtCap, recorder, holding } = options;
  const { audience, observers, callTimeoutMs, maxTextLength, inspect, explain, ended } = options;
  const { executionId } = input;
  const { deadline } = standing?.snapshot.context.limits ?? input.limits ?? {};
  const clock = holdableClock(options.clock, { stopsTime: deadline !== undefined });
  const stopped = Promise.withResolvers<void>();
  const telling = createTelling(executionId, audience, observers);
  const actor = createActor(machine, {
    input,
    ...(inspect !== undefined && { inspect }),
    ...(standing !== undefined && { snapshot: machine.getPersistedSnapshot(standing.snapshot) }),
  });
  let lastError: unknown;
  let isBegun = standing !== undefined;
  /** A wait that was recorded before: its deadline still counts where the person is asked anew. */
  let recordedWait = standing?.snapshot.context.waiting ?? null;
  let isHalted = false;
  let isStoringWait = false;
  let isSuspending = false;
  let isCalling = false;
  /** Wakes a call that is not made yet. */
  let wake: () => void = () => undefined;
  let disarm: () => void = () => undefined;

  actor.on('transition', ({ record }) => {
    if (isHalted) return;
    recorder.add(record);
    telling.records([record], tierReached(), isBegun ? undefined : recorder.stored);
  });
  actor.subscribe({ complete: () => void finish(), error: (error) => void fail(error) });

  function tierReached(): number {
    return actor.getSnapshot().context.tierLevel;
  }

  /** XState warns about events that come too late; here they may, and change nothing. False: it was too late. */
  function send(event: HandoffMachineEvent): boolean {
    if (isHalted || actor.getSnapshot().status !== 'active') return false;
    actor.send(event);
    return true;
  }

  /**
   * Write ahead: no call starts before what caused it is stored. Without memory the run ends here.
   *
   * XState starts the first service before it delivers the first record, both in one synchronous step: hence the wait.
   */
  async function stored(): Promise<void> {
    await Promise.resolve();
    try {
      await recorder.stored();
    } catch (error) {
      await fail(error);
      throw error;
    }
    isBegun = true;
    const taken = telling.taken();
    if (taken !== undefined) await taken;
  }

  /** Stops the actor, whose calls are aborted, and records nothing more. */
  function halt(): void {
    isHalted = true;
    disarm();
    actor.stop();
  }

  function end(what: RunEnd): void {
    ended(what);
    stopped.resolve();
  }

  async function fail(error: unknown): Promise<void> {
    if (isHalted) return;
    halt();
    if (isTakenElsewhere(error)) return end(isBegun ? await explain(error) : { type: 'refused', input, error });
    await holding.release();
    end({ type: 'failed', error });
  }

  async function finish(): Promise<void> {
    if (isHalted) return;
    disarm();
    try {
      await recorder.stored();
    } catch (error) {
      return fail(error);
    }
    isBegun = true;
    isHalted = true;
    await telling.taken();
    try {
      const { output } = actor.getSnapshot();
      const result = deepFreeze(resultOf(executionId, deepFreeze(output), { policy, lastError }));
      await telling.result(result);
      end({ type: 'over', result });
    } catch (error) {
      end({ type: 'failed', error });
    }
  }

  /** Stands between two calls, where the process that resumes the execution goes on without having paid for anything twice. */
  async function standStill(): Promise<never> {
    send({ type: 'suspend', timestamp: isoTime(clock.now()) });
    await stored();
    if (!isHalted) await stop(false);
    return never();
  }

  async function stop(isAborted: boolean): Promise<void> {
    halt();
    await recorder.stored().catch(() => undefined);
    await holding.release();
    end({ type: 'suspended', isAborted });
  }

  /** Asks a person: nothing of the run is left once that is stored, and the answer is the call's, whichever process takes it. */
  async function wait(agentId: string, { deadlineMs }: HumanWait): Promise<never> {
    // No debugger holds people's time.
    const fresh = deadlineOf(options.clock.now(), deadlineMs);
    const waiting = { since: isoTime(clock.now()), deadline: recordedWait === null ? fresh : recordedWait.deadline };
    recordedWait = null;
    if (deadlineMs !== undefined && deadlineMs <= 0) throw lapsed(agentId, waiting.deadline);
    isStoringWait = true;
    send({ type: 'wait', timestamp: waiting.since, deadline: waiting.deadline });
    await stored().finally(() => {
      isStoringWait = false;
    });
    const snapshot = actor.getSnapshot();
    // It may be over by now: storing takes its time.
    if (isHalted || snapshot.status !== 'active' || snapshot.context.waiting === null) return never();
    // The actor is left as it is, and nothing is called off: no process holds it any more.
    isHalted = true;
    disarm();
    end({ type: 'waiting', result: deepFreeze(waitingResult(snapshot, waiting)), due: dueOf(snapshot) });
    return never();
  }

  function agentFor(call: PendingCall): HandoffAgent {
    if (asksPerson(call, policy)) return humanAtCap;
    const { tierLevel } = call.input;
    const agent = agents.get(tierLevel);
    if (agent === undefined) throw new Error(`Execution ${executionId} reached tier ${tierLevel}, which has no agent.`);
    return agent;
  }

  async function ask(call: PendingCall, abortSignal: AbortSignal, note?: CallReport): Promise<CallOutput> {
    const { tierLevel } = call.input;
    const agent = agentFor(call);
    const isHeld = holding.isHeld();
    if (isHeld !== true && (await isHeld.catch(fail)) !== true) return never();
    if (isHalted) return never();
    if (isSuspending) return standStill();
    const callOptions = {
      abortSignal,
      waitForResponse: (wanted: HumanWait) => wait(agent.agentId, wanted),
      ...(call.kind === 'execute' && telling.textOptions(tierLevel)),
    };
    const limit = policy.tiers[tierLevel]?.callTimeoutMs ?? callTimeoutMs;
    isCalling = true;
    try {
      return await callAgent(agent, call, callOptions, { clock, callTimeoutMs: limit, maxTextLength, note });
    } finally {
      isCalling = false;
    }
  }

  /** Aborted with the call, and where the execution is suspended before the call is made. */
  function untilWoken(machineSignal: AbortSignal): AbortSignal {
    const waiting = new AbortController();
    machineSignal.addEventListener('abort', () => waiting.abort(machineSignal.reason), { once: true });
    wake = () => waiting.abort();
    return waiting.signal;
  }

  /** The way of every call: stored first, not too early, past the gate, and remembered where it fails. */
  function make(call: EvaluateCall, machineSignal: AbortSignal): Promise<EvaluationOutput>;
  function make(call: ExecuteCall, machineSignal: AbortSignal): Promise<ExecutionOutput>;
  function make(call: PendingCall, machineSignal: AbortSignal): Promise<CallOutput>;
  async function make(call: PendingCall, machineSignal: AbortSignal): Promise<CallOutput> {
    const { notBefore } = call.input;
    await stored();
    const turn = options.clock.breathe?.();
    if (turn !== undefined) await turn;
    if (notBefore !== null) await sleepUntil(clock, Date.parse(notBefore), untilWoken(machineSignal));
    if (isSuspending) return standStill();
    // The machine does not listen any more: the machine has left the state that wanted this call.
    if (machineSignal.aborted) throw machineSignal.reason;
    let held: AbortSignal | undefined;
    try {
      if (observers.isEmpty) return await ask(call, machineSignal);
      held = untilWoken(machineSignal);
      return await throughGate(deepFreeze(call), {
        clock,
        abortSignal: held,
        ask: observers.verdictOn,
        make: (made: PendingCall, note?: CallReport) => ask(made, machineSignal, note),
      });
    } catch (error) {
      if (isSuspending && !machineSignal.aborted && held?.aborted === true) return standStill();
      lastError = error instanceof CallFailure ? error.cause : error;
      throw error;
    }
  }

  return {
    executionId,
    input,
    stopped: stopped.promise,
    get changing() {
      if (isHalted || isStoringWait) return stopped.promise;
      // Where it cannot be stored, the run stops, and that is seen next time.
      return isBegun ? undefined : recorder.stored().catch(() => undefined);
    },
    claim: () => {
      for (const record of standing?.records ?? []) recorder.add(record);
      return recorder.stored();
    },
    start: () => {
      if (standing !== undefined) telling.records(standing.records, tierReached());
      actor.start();
      if (deadline === undefined) return;
      const expire = () => send({ type: 'expire', timestamp: isoTime(clock.now()) });
      // Before any call: a timer would let the first one begin.
      if (Date.parse(deadline) <= clock.now()) expire();
      // A call holds the process by itself.
      else disarm = armDeadline(clock, Date.parse(deadline), expire, { keepAlive: false });
    },
    cancel: (reason) => send({ type: 'cancel', timestamp: isoTime(clock.now()), reason }),
    stored,
    make,
    suspend: () => {
      isSuspending = true;
      if (!isCalling) wake();
    },
    interrupt: () => {
      telling.letGo();
      // What is over, or waits for a person, is only being stored.
      if (!isHalted && !isStoringWait && actor.getSnapshot().status === 'active') void stop(true);
    },
    lose: () => {
      if (isHalted) return;
      halt();
      void explain(undefined).then(end);
    },
  };
}

/** No process goes on from here. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}
