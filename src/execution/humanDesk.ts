import { isoTime } from '../machines/time.ts';
import type { Waiting } from '../machines/executionTypes.ts';
import type { ExecutionOutput } from '../machines/types.ts';
import type { HumanWait } from '../services/agent.ts';
import type { Clock } from '../services/clock.ts';
import { AgentCallError } from '../services/errors.ts';
import type { WaitingResult } from './result.ts';
import { armDeadline } from './timers.ts';

/** Where one execution waits for a person. */
export interface HumanDesk {
  /** Waits for an answer, until the deadline passes or the call is aborted. */
  wait(agentId: string, wait: HumanWait, abortSignal: AbortSignal): Promise<ExecutionOutput>;
  /** Gives the answer. False where nobody waits. */
  respond(execution: ExecutionOutput): boolean;
  /** Settles when somebody starts to wait, from now on. */
  nextWait(): Promise<WaitingResult>;
}

export interface HumanDeskOptions {
  readonly clock: Clock;
  /** A wait that was recorded before this process went on with the execution: its deadline still counts. */
  readonly recorded: Waiting | null;
  /** Somebody awaits the end: hold the process open while a person is waited for. */
  readonly keepAlive: boolean;
  /** Stores that a person is being waited for, before anybody is told. */
  readonly announce: (timestamp: string, deadline: string | null) => Promise<WaitingResult>;
}

export function createHumanDesk({ clock, recorded, keepAlive, announce }: HumanDeskOptions): HumanDesk {
  let before = recorded;
  let answer: PromiseWithResolvers<ExecutionOutput> | undefined;
  let asked = Promise.withResolvers<WaitingResult>();

  return {
    wait: async (agentId, { deadlineMs }, abortSignal) => {
      const now = clock.now();
      const fresh = deadlineMs === undefined ? null : isoTime(now + deadlineMs);
      const deadline = before === null ? fresh : before.deadline;
      before = null;
      answer = Promise.withResolvers<ExecutionOutput>();
      const { promise, reject } = answer;
      promise.catch(() => undefined);
      const abort = () => reject(new AgentCallError(agentId, 'aborted', `The wait for '${agentId}' was cancelled.`));
      abortSignal.addEventListener('abort', abort, { once: true });
      const late = () => reject(tooLate(agentId, deadline));
      // Without a deadline a timer that never fires in time holds the process open all the same.
      const until = deadline === null ? Number.MAX_SAFE_INTEGER : Date.parse(deadline);
      const disarm = armDeadline(clock, until, late, { keepAlive });
      try {
        const waiting = await announce(isoTime(now), deadline);
        asked.resolve(waiting);
        asked = Promise.withResolvers<WaitingResult>();
        return await promise;
      } finally {
        answer = undefined;
        disarm();
        abortSignal.removeEventListener('abort', abort);
      }
    },
    respond: (execution) => {
      if (answer === undefined) return false;
      answer.resolve(execution);
      answer = undefined;
      return true;
    },
    nextWait: () => asked.promise,
  };
}

function tooLate(agentId: string, deadline: string | null): AgentCallError {
  return new AgentCallError(agentId, 'deadline', `Nobody answered for '${agentId}' before ${deadline}.`);
}
