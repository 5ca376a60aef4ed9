import { setImmediate } from 'node:timers/promises';

import { ConfigurationError } from '../machines/errors.ts';
import type { Clock } from './clock.ts';

/** A clock whose time passes only where nothing else can happen: days of waiting take no time at all. */
export interface SimulatedClock extends Clock {
  /** Settles like `work`. Whenever everything waits, the time goes to the next timer, and that one is called. */
  run<T>(work: Promise<T>): Promise<T>;
  /** Goes to a later time without calling the timers on the way, as where a process was suspended. */
  skipTo(milliseconds: number): void;
}

interface Timer {
  readonly due: number;
  readonly passed: () => void;
}

/** How often everything may be found waiting, with no timer left, before that counts as for ever. */
const patience = 1_000;

/**
 * A clock that tests move. It takes a turn of the event loop in which nothing happened for a sign that everything waits,
 * which is true of agents and memories within this process.
 */
export function simulatedClock({ start }: { readonly start: string }): SimulatedClock {
  let now = Date.parse(start);
  const timers: Timer[] = [];

  return {
    now: () => now,
    schedule: (passed, delayMs) => {
      const timer: Timer = { due: now + Math.max(0, delayMs), passed };
      const later = timers.findIndex(({ due }) => due > timer.due);
      timers.splice(later === -1 ? timers.length : later, 0, timer);
      return () => {
        const index = timers.indexOf(timer);
        if (index !== -1) timers.splice(index, 1);
      };
    },
    skipTo: (milliseconds) => {
      now = Math.max(now, milliseconds);
    },
    run: async (work) => {
      let settled = false;
      const settle = () => {
        settled = true;
      };
      work.then(settle, settle);
      for (let idle = 0; idle < patience;) {
        await setImmediate();
        if (settled) return work;
        const timer = timers.shift();
        if (timer === undefined) idle += 1;
        else {
          now = Math.max(now, timer.due);
          timer.passed();
          idle = 0;
        }
      }
      throw new ConfigurationError('clock', 'Everything waits, and no timer is left that could change that.');
    },
  };
}
