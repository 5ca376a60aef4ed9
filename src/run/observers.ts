import { warn } from '../platform/node.ts';
import type { Asked, AskVerdict } from './gate.ts';
import type { CallVerdict, HandoffObserver } from './observer.ts';
import type { PendingCall } from '../machines/pendingCall.ts';
import type { HandoffEvent } from './result.ts';

/** The observers of a pattern. */
export interface Observers {
  readonly isEmpty: boolean;
  /** Returns a function that detaches the observer; a call that it holds goes on without it. */
  attach(observer: HandoffObserver): () => void;
  tell(executionId: string, event: HandoffEvent): void;
  /** Asks one observer after another what becomes of a call, until one says. `undefined`: it is made as it is. */
  readonly verdictOn: AskVerdict;
}

/** An observer that is attached, and what lets go of the calls that it holds. */
type Attached = readonly [observer: HandoffObserver, leaving: Set<() => void>];

export function createObservers(): Observers {
  const attached = new Map<HandoffObserver, Set<() => void>>();

  /** Asks those that are left of the observers. At once where none of them has to think. */
  function nextVerdict(left: Iterator<Attached>, call: PendingCall, abortSignal: AbortSignal): Asked {
    for (let next = left.next(); next.done !== true; next = left.next()) {
      const [observer, leaving] = next.value;
      const asked = askedOf(observer, call, abortSignal);
      if (asked === undefined) continue;
      if (!(asked instanceof Promise)) return asked;
      return untilLeft(asked, leaving, call).then((verdict) =>
        verdict !== undefined || abortSignal.aborted ? verdict : nextVerdict(left, call, abortSignal),
      );
    }
    return undefined;
  }

  return {
    get isEmpty() {
      return attached.size === 0;
    },
    attach: (observer) => {
      const leaving = new Set<() => void>();
      attached.set(observer, leaving);
      return () => {
        if (attached.get(observer) === leaving) attached.delete(observer);
        for (const leave of leaving) leave();
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
    verdictOn: (call, abortSignal) => nextVerdict(attached.entries(), call, abortSignal),
  };
}

function askedOf(observer: HandoffObserver, call: PendingCall, abortSignal: AbortSignal): Asked {
  try {
    return observer.beforeCall?.(call, { abortSignal });
  } catch (error) {
    warnOf(call.input.executionId, `the call to ${call.kind}`, error);
    return undefined;
  }
}

/** The verdict, or none where the observer leaves first. A race with a promise for its whole stay would keep them all. */
async function untilLeft(
  asked: Promise<CallVerdict | undefined>,
  leaving: Set<() => void>,
  { kind, input }: PendingCall,
): Promise<CallVerdict | undefined> {
  const left = Promise.withResolvers<undefined>();
  const leave = () => left.resolve(undefined);
  leaving.add(leave);
  try {
    return await Promise.race([asked, left.promise]);
  } catch (error) {
    warnOf(input.executionId, `the call to ${kind}`, error);
    return undefined;
  } finally {
    leaving.delete(leave);
  }
}

/** An observer's own mistakes are its own: they are announced as a warning, and change nothing in the execution. */
export function warnOf(executionId: string, what: string, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  warn(`An observer of execution ${executionId} threw on ${what}: ${reason}`);
}
