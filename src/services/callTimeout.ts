import type { CallReport } from '../machines/types.ts';
import type { Clock } from '../time/clock.ts';
import { AgentCallError } from './errors.ts';
import { armDeadline } from '../time/timers.ts';

/** How a call is made. */
export interface CallSettings {
  readonly clock: Clock;
  /** Milliseconds a call may take; waits for a person do not count. Absent: no limit. */
  readonly callTimeoutMs?: number | undefined;
  /** The most UTF-16 units of each text that the agent gives. Default 262,144. */
  readonly maxTextLength?: number | undefined;
  /** What the outcome says about the call beside what the agent says. */
  readonly note?: CallReport | undefined;
}

/** The time limit of one call. It is lifted while the call waits for a person, who has a deadline of their own. */
export interface CallTimeout {
  /** Aborted when the caller aborts, or when the time is over. */
  readonly abortSignal: AbortSignal;
  /** Settles like the call, or fails with reason `timeout`, whatever the call itself makes of the signal. */
  race<T>(call: () => Promise<T>): Promise<T>;
  lift(): void;
}

/** `callTimeoutMs` undefined: no limit. */
export function startCallTimeout(
  agentId: string,
  abortSignal: AbortSignal,
  { clock, callTimeoutMs }: CallSettings,
): CallTimeout {
  if (callTimeoutMs === undefined) return { abortSignal, race: (call) => call(), lift: () => undefined };
  // Not AbortSignal.any: what that makes learns of an abort only while what it was made of is still there.
  const controller = new AbortController();
  const follow = () => controller.abort(abortSignal.reason);
  if (abortSignal.aborted) follow();
  else abortSignal.addEventListener('abort', follow, { once: true });
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  const lift = armDeadline(clock, clock.now() + callTimeoutMs, () => {
    const error = new AgentCallError(
      agentId,
      'timeout',
      `Agent '${agentId}' did not answer within ${callTimeoutMs} ms.`,
    );
    reject(error);
    controller.abort(error);
  });
  return {
    abortSignal: controller.signal,
    race: async (call) => {
      try {
        return await Promise.race([call(), promise]);
      } finally {
        lift();
        abortSignal.removeEventListener('abort', follow);
      }
    },
    lift,
  };
}
