import { createAudience, type Audience } from './audience.ts';
import type { HandoffEvent, HandoffResult } from './result.ts';
import type { RunEnd } from './runOptions.ts';

/** How a caller follows an execution. */
export interface Observation {
  /** Cancels the execution for as long as the caller awaits it. */
  readonly abortSignal?: AbortSignal | undefined;
  readonly onEvent?: ((event: HandoffEvent) => unknown) | undefined;
  /** `onEvent` is shown the text of answers while it is written. Default false. */
  readonly textDeltas?: boolean | undefined;
  readonly returnOnWait?: boolean | undefined;
}

/** Where a caller is told how an execution stops; wrapped, so that handing it on does not await it. */
export interface Followed {
  readonly settled: Promise<HandoffResult>;
}

/** The callers who await each execution of a pattern in this process. */
export interface Audiences {
  /** Those who await an execution. An audience that stays empty is forgotten when a run of it ends. */
  of(executionId: string): Audience;
  isAwaited(executionId: string): boolean;
  /** Adds a caller; settles when the execution stops for them. */
  follow(executionId: string, observation: Observation): Followed;
  /** Takes everybody out who awaits an execution: `undefined` where no caller does. */
  take(executionId: string): Audience | undefined;
  /** Tells those who await an execution what a run of it came to. */
  settle(executionId: string, end: RunEnd): void;
  /** The executions that a caller awaits. */
  awaited(): readonly string[];
}

/** `cancel` is called where a caller aborts. */
export function createAudiences(cancel: (executionId: string, reason: string) => void): Audiences {
  const audiences = new Map<string, Audience>();

  function of(executionId: string): Audience {
    const audience = audiences.get(executionId) ?? createAudience(executionId);
    audiences.set(executionId, audience);
    return audience;
  }

  return {
    of,
    isAwaited: (executionId) => audiences.get(executionId)?.isEmpty === false,

    follow: (executionId, { abortSignal, ...observation }) => {
      const { promise, resolve, reject } = Promise.withResolvers<HandoffResult>();
      of(executionId).add({ ...observation, resolve, reject });
      if (abortSignal === undefined) promise.catch(() => undefined);
      else {
        const abort = () => cancel(executionId, reasonOf(abortSignal));
        const forget = () => abortSignal.removeEventListener('abort', abort);
        abortSignal.addEventListener('abort', abort, { once: true });
        promise.then(forget, forget);
      }
      return { settled: promise };
    },

    take: (executionId) => {
      const audience = audiences.get(executionId);
      audiences.delete(executionId);
      return audience;
    },

    settle: (executionId, end) => {
      const audience = audiences.get(executionId);
      if (audience === undefined) return;
      if (end.type === 'over') audience.resolve(end.result);
      else if (end.type === 'waiting') audience.pause(end.result);
      else if (end.type === 'failed') audience.reject(end.error);
      if (audience.isEmpty) audiences.delete(executionId);
    },

    awaited: () => [...audiences.keys()],
  };
}

function reasonOf({ reason }: AbortSignal): string {
  return reason instanceof Error ? reason.message : String(reason);
}
