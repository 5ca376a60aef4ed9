import type { Clock } from '../../time/clock.ts';

/** Whether a process is there. */
export interface Life {
  /** Its slot and how often a process was started there: `process-2.1`. */
  readonly id: string;
  readonly slot: number;
  readonly alive: boolean;
  readonly crashed: Promise<'crashed'>;
  /** Ends it as it stands: no timer of it fires any more, and nothing that it waits for ever comes. */
  crash(): void;
}

export function createLife(id: string, slot: number, died: () => void): Life {
  const crashed = Promise.withResolvers<'crashed'>();
  let alive = true;
  return {
    id,
    slot,
    get alive() {
      return alive;
    },
    crashed: crashed.promise,
    crash: () => {
      if (!alive) return;
      alive = false;
      crashed.resolve('crashed');
      died();
    },
  };
}

/** The clock as a process sees it. */
export function clockOf(clock: Clock, life: Life): Clock {
  return {
    now: clock.now,
    schedule: (passed, delayMs) =>
      clock.schedule(() => {
        if (life.alive) passed();
      }, delayMs),
  };
}
