import { isoTime } from '../machines/time.ts';
import type { Waiting } from '../machines/executionTypes.ts';
import type { ExecutionOutput } from '../machines/types.ts';
import type { HumanWait } from '../services/agent.ts';
import type { Clock } from '../services/clock.ts';
import { AgentCallError } from '../services/errors.ts';
import { free } from '../services/free.ts';
import type { WaitingResult } from './result.ts';
import { armDeadline } from '../services/timers.ts';

/** Where one execution waits for a person. */
export interface HumanDesk {
  /** Waits for an answer, until the deadline passes or the call is aborted. */
  wait(agentId: string, wait: HumanWait, abortSignal: AbortSignal): Promise<ExecutionOutput>;
  /** Gives the answer. False where nobody waits. */
  respond(execution: ExecutionOutput): boolean;
  /** The wait that goes on now. */
  readonly current: WaitingResult | undefined;
  /** Settles when somebody starts to wait, from now on. */
  nextWait(): Promise<WaitingResult>;
}

export interface HumanDeskOptions {
  /** People's time: no debugger holds it. */
  readonly clock: Clock;
  /** Milliseconds since the epoch, as the record of the execution counts them. */
  readonly recordTime: () => number;
  /** A wait that was recorded before this process went on with the execution: its deadline still counts. */
  readonly recorded: Waiting | null;
  /** Somebody awaits the end: hold the process open while a person is waited for. */
  readonly keepAlive: boolean;
  /** Stores that a person is being waited for, before anybody is told. */
  readonly announce: (waiting: Waiting) => Promise<WaitingResult>;
}

export function createHumanDesk({ clock, recordTime, recorded, keepAlive, announce }: HumanDeskOptions): HumanDesk {
  let before = recorded;
  let answer: PromiseWithResolvers<ExecutionOutput> | undefined;
  let asked = Promise.withResolvers<WaitingResult>();
  let current: WaitingResult | undefined;

  return {
    get current() {
      return current;
    },
    wait: async (agentId, { deadlineMs }, abortSignal) => {
      const now = clock.now();
      const fresh = deadlineMs === undefined ? null : isoTime(now + deadlineMs);
      const deadline = before === null ? fresh : before.deadline;
      before = null;
      if (deadline !== null && Date.parse(deadline) <= now) throw tooLate(agentId, deadline);
      const wanted = Promise.withResolvers<ExecutionOutput>();
      const { promise, reject } = wanted;
      promise.catch(() => undefined);
      answer = wanted;
      const abort = () => reject(cancelled(agentId));
      abortSignal.addEventListener('abort', abort, { once: true });
      const late = () => {
        answer = undefined;
        reject(tooLate(agentId, deadline));
      };
      // Without a deadline a timer that never fires in time holds the process open all the same.
      const until = deadline === null ? Number.MAX_SAFE_INTEGER : Date.parse(deadline);
      const disarm = armDeadline(clock, until, late, { keepAlive });
      try {
        const waiting = await announce({ since: isoTime(recordTime()), deadline });
        // It may be over by now: storing takes its time.
        if (answer === wanted && !abortSignal.aborted) {
          current = waiting;
          asked.resolve(waiting);
          asked = Promise.withResolvers<WaitingResult>();
        }
        return await promise;
      } finally {
        answer = undefined;
        current = undefined;
        disarm();
        abortSignal.removeEventListener('abort', abort);
      }
    },
    respond: (execution) => {
      if (answer === undefined) return false;
      answer.resolve(execution);
      answer = undefined;
      current = undefined;
      return true;
    },
    nextWait: () => asked.promise,
  };
}

function cancelled(agentId: string): AgentCallError {
  return new AgentCallError(agentId, 'aborted', `The wait for '${agentId}' was cancelled.`, { report: free });
}

function tooLate(agentId: string, deadline: string | null): AgentCallError {
  const message = `Nobody answered for '${agentId}' before ${deadline}.`;
  return new AgentCallError(agentId, 'deadline', message, { report: free });
}
