import type { CallVerdict, HandoffObserver } from '../../src/run/observer.ts';
import type { PendingCall } from '../../src/machines/pendingCall.ts';

/** A call that is held until `decide` is called. */
export interface HeldCall extends Readonly<Pick<PromiseWithResolvers<CallVerdict>, 'promise'>> {
  readonly call: PendingCall;
  readonly abortSignal: AbortSignal;
  decide(verdict: CallVerdict): void;
}

/** An observer that holds every call; `next` is the next one that it comes to hold. */
export function holdingObserver(): HandoffObserver & { next(): Promise<HeldCall> } {
  const arrived: HeldCall[] = [];
  let wanted: PromiseWithResolvers<HeldCall> | undefined;
  return {
    beforeCall: (call, { abortSignal }) => {
      const { promise, resolve } = Promise.withResolvers<CallVerdict>();
      const held: HeldCall = { call, abortSignal, promise, decide: resolve };
      if (wanted === undefined) arrived.push(held);
      else wanted.resolve(held);
      wanted = undefined;
      return promise;
    },
    next: () => {
      const first = arrived.shift();
      if (first !== undefined) return Promise.resolve(first);
      wanted = Promise.withResolvers<HeldCall>();
      return wanted.promise;
    },
  };
}
