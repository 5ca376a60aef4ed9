import type { Clock } from '../../time/clock.ts';

/** Whether a process is there. */
export interface Life {
  /** Its slot and how often a process was started there: `process-2.1`. */
  readonly id: string;
  readonly slot: number;
  /** Milliseconds by which its clock is ahead of the world's; negative: behind. */
  readonly skewMs: number;
  readonly alive: boolean;
  readonly crashed: Promise<'crashed'>;
  /** Milliseconds of the world until which it stands still, or stood still last. */
  readonly stalledUntil: number;
  /** How far it has handed everything back: `draining` since it was told to, `drained` since it said so. */
  draining: 'no' | 'draining' | 'drained';
  /** Nothing comes to it until then, and nothing from it: it is paused, and knows nothing of that. */
  stall(until: number): void;
  /** Ends it as it stands: no timer of it fires any more, and nothing that it waits for ever comes. */
  crash(): void;
}

export interface LifeOptions {
  readonly slot: number;
  readonly skewMs: number;
  readonly died: () => void;
}

export function createLife(id: string, { slot, skewMs, died }: LifeOptions): Life {
  const crashed = Promise.withResolvers<'crashed'>();
  let alive = true;
  let stalledUntil = Number.NEGATIVE_INFINITY;
  return {
    id,
    slot,
    skewMs,
    get alive() {
      return alive;
    },
    crashed: crashed.promise,
    get stalledUntil() {
      return stalledUntil;
    },
    draining: 'no',
    stall: (until) => {
      stalledUntil = Math.max(stalledUntil, until);
    },
    crash: () => {
      if (!alive) return;
      alive = false;
      crashed.resolve('crashed');
      died();
    },
  };
}

/** Does something in a process: at once, or as soon as it stands still no more. */
export async function awake<T>(clock: Clock, life: Life, work: () => Promise<T>): Promise<T> {
  if (life.stalledUntil > clock.now()) {
    await new Promise<void>((resolve) => void clockOf(clock, life).schedule(resolve, 0));
  }
  return work();
}

/** The clock as a process sees it: it may be wrong, and while the process stands still nothing of it fires. */
export function clockOf(clock: Clock, life: Pick<Life, 'alive' | 'stalledUntil' | 'skewMs'>): Clock {
  return {
    now: () => clock.now() + life.skewMs,
    schedule: (passed, delayMs) => {
      const fire = () => {
        if (!life.alive) return;
        const left = life.stalledUntil - clock.now();
        if (left > 0) disarm = clock.schedule(fire, left);
        else passed();
      };
      let disarm = clock.schedule(fire, delayMs);
      return () => disarm();
    },
  };
}
