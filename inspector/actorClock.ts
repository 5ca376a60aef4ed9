import type { HoldableClock } from '../src/time/holdableClock.ts';

/** A clock as `createActor(machine, { clock })` takes it. */
export interface ActorClock {
  setTimeout(passed: () => void, delayMs: number): () => void;
  clearTimeout(cancel: () => void): void;
}

/** A clock for actors whose `after` timers hold while the debugger holds a call. */
export function actorClock(clock: HoldableClock): ActorClock {
  return {
    setTimeout: (passed, delayMs) => clock.schedule(passed, delayMs),
    clearTimeout: (cancel) => cancel(),
  };
}
