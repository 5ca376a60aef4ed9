import type { Clock } from './clock.ts';

/** A clock whose timers can be stopped. */
export interface HoldableClock extends Clock {
  /** Holds the timers until what it returns is called: each then has as much time left as before. */
  hold(): () => void;
}

export interface HoldableClockOptions {
  /**
   * Whether the time stands still as well while timers are held, and stays behind afterwards: for an execution whose
   * record names the time at which it is over. Default false: the time is that of the clock it is made from.
   */
  readonly stopsTime?: boolean;
}

interface Timer {
  readonly due: number;
  readonly passed: () => void;
  readonly options: { readonly keepAlive?: boolean } | undefined;
  disarm: () => void;
}

export function holdableClock(clock: Clock, { stopsTime = false }: HoldableClockOptions = {}): HoldableClock {
  const timers = new Set<Timer>();
  let holders = 0;
  let heldAt = 0;
  let behind = 0;

  const unheld = () => (holders > 0 ? heldAt : clock.now() - behind);

  function arm(timer: Timer): void {
    const pass = () => {
      timers.delete(timer);
      timer.passed();
    };
    timer.disarm = clock.schedule(pass, Math.max(0, timer.due - unheld()), timer.options);
  }

  function release(): void {
    holders -= 1;
    if (holders > 0) return;
    behind = clock.now() - heldAt;
    for (const timer of timers) arm(timer);
  }

  return {
    now: stopsTime ? unheld : clock.now,
    schedule: (passed, delayMs, options) => {
      const timer: Timer = { due: unheld() + delayMs, passed, options, disarm: () => undefined };
      timers.add(timer);
      if (holders === 0) arm(timer);
      return () => {
        timers.delete(timer);
        timer.disarm();
      };
    },
    hold: () => {
      if (holders === 0) {
        heldAt = unheld();
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
