import type { CallVerdict, HandoffObserver, PendingCall } from './observer.ts';
import type { HandoffEvent } from './result.ts';

/** The observers of a pattern. */
export interface Observers {
  readonly isEmpty: boolean;
  /** Returns what detaches the observer; a call that it holds goes on without it. */
  attach(observer: HandoffObserver): () => void;
  tell(executionId: string, event: HandoffEvent): void;
  /** Asks one observer after another what becomes of a call, until one says. `undefined`: it is made as it is. */
  verdictOn(call: PendingCall, abortSignal: AbortSignal): Promise<CallVerdict | undefined>;
}

export function createObservers(): Observers {
  const attached = new Map<HandoffObserver, PromiseWithResolvers<undefined>>();

  return {
    get isEmpty() {
      return attached.size === 0;
    },
    attach: (observer) => {
      const detached = Promise.withResolvers<undefined>();
      attached.set(observer, detached);
      return () => {
        if (attached.get(observer) === detached) attached.delete(observer);
        detached.resolve(undefined);
      };
    },
    tell: (executionId, event) => {
      for (const observer of attached.keys()) {
        try {
          observer.onEvent?.(executionId, event);
        } catch (error) {
          warnOf(executionId, `'${event.type}'`, error);
        }
      }
    },
    verdictOn: async (call, abortSignal) => {
      for (const [observer, detached] of attached) {
        try {
          const verdict = await Promise.race([observer.beforeCall?.(call, { abortSignal }), detached.promise]);
          if (verdict !== undefined || abortSignal.aborted) return verdict;
        } catch (error) {
          warnOf(call.input.executionId, `the call to ${call.kind}`, error);
        }
      }
      return undefined;
    },
  };
}

/** An observer's own mistakes are its own: they are announced as a warning, and change nothing in the execution. */
export function warnOf(executionId: string, what: string, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  process.emitWarning(`An observer of execution ${executionId} threw on ${what}: ${reason}`, 'HandoffWarning');
}
