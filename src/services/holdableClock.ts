import type { Clock } from './clock.ts';

/** A clock that can be stopped. */
export interface HoldableClock extends Clock {
  /**
   * Stops the time of this clock until what it returns is called; its timers hold meanwhile. Afterwards it is behind the
   * clock that it is made from by as much as it was held.
   */
  hold(): () => void;
}

interface Timer {
  readonly due: number;
  readonly passed: () => void;
  readonly options: { readonly keepAlive?: boolean } | undefined;
  disarm: () => void;
}

export function holdableClock(clock: Clock): HoldableClock {
  const timers = new Set<Timer>();
  let holders = 0;
  let heldAt = 0;
  let behind = 0;

  const now = () => (holders > 0 ? heldAt : clock.now() - behind);

  function arm(timer: Timer): void {
    const pass = () => {
      timers.delete(timer);
      timer.passed();
    };
    timer.disarm = clock.schedule(pass, Math.max(0, timer.due - now()), timer.options);
  }

  function release(): void {
    holders -= 1;
    if (holders > 0) return;
    behind = clock.now() - heldAt;
    for (const timer of timers) arm(timer);
  }

  return {
    now,
    schedule: (passed, delayMs, options) => {
      const timer: Timer = { due: now() + delayMs, passed, options, disarm: () => undefined };
      timers.add(timer);
      if (holders === 0) arm(timer);
      return () => {
        timers.delete(timer);
        timer.disarm();
      };
    },
    hold: () => {
      if (holders === 0) {
        heldAt = now();
        for (const timer of timers) timer.disarm();
      }
      holders += 1;
      let released = false;
      return () => {
        if (!released) release();
        released = true;
      };
    },
  };
}
