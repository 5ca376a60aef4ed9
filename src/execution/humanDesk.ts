import { isoTime } from '../machines/time.ts';
import type { ExecutionOutput } from '../machines/types.ts';
import type { HumanWait } from '../services/agent.ts';
import type { CallClock } from '../services/call.ts';
import { AgentCallError } from '../services/errors.ts';
import type { WaitingResult } from './result.ts';

/** Where one execution waits for a person. */
export interface HumanDesk {
  /** Waits for an answer, until the deadline passes or the call is aborted. */
  wait(agentId: string, wait: HumanWait, abortSignal: AbortSignal): Promise<ExecutionOutput>;
  /** Gives the answer. False where nobody waits. */
  respond(execution: ExecutionOutput): boolean;
  /** Settles when somebody starts to wait, from now on. */
  nextWait(): Promise<WaitingResult>;
}

/** `announce` stores that a person is being waited for, before anybody is told. */
export function createHumanDesk(
  clock: CallClock,
  announce: (timestamp: string, deadline: string | null) => Promise<WaitingResult>,
): HumanDesk {
  let answer: PromiseWithResolvers<ExecutionOutput> | undefined;
  let asked = Promise.withResolvers<WaitingResult>();

  return {
    wait: async (agentId, { deadlineMs }, abortSignal) => {
      const since = clock.now();
      const deadline = deadlineMs === undefined ? null : since + deadlineMs;
      answer = Promise.withResolvers<ExecutionOutput>();
      const { promise, reject } = answer;
      const abort = () => reject(new AgentCallError(agentId, 'aborted', `The wait for '${agentId}' was cancelled.`));
      abortSignal.addEventListener('abort', abort, { once: true });
      const disarm =
        deadline === null ? () => undefined : armDeadline(clock, deadline, () => reject(tooLate(agentId, deadline)));
      try {
        asked.resolve(await announce(isoTime(since), deadline === null ? null : isoTime(deadline)));
        asked = Promise.withResolvers<WaitingResult>();
        return await promise;
      } finally {
        answer = undefined;
        disarm();
        abortSignal.removeEventListener('abort', abort);
      }
    },
    respond: (execution) => {
      answer?.resolve(execution);
      return answer !== undefined;
    },
    nextWait: () => asked.promise,
  };
}

/** The longest delay a timer takes: beyond it, Node fires at once. */
const longestDelay = 2 ** 31 - 1;

function armDeadline(clock: CallClock, deadline: number, passed: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = () => {
    const left = deadline - clock.now();
    timer =
      left <= 0 ? setTimeout(passed, 0) : setTimeout(left > longestDelay ? arm : passed, Math.min(left, longestDelay));
  };
  arm();
  return () => clearTimeout(timer);
}

function tooLate(agentId: string, deadline: number): AgentCallError {
  return new AgentCallError(agentId, 'timeout', `Nobody answered for '${agentId}' before ${isoTime(deadline)}.`);
}
