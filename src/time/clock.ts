import { breathe } from './breath.ts';

/** Where time comes from: the system's, one that a debugger holds, or one that a test moves. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Calls `passed` once, `delayMs` (0..2^31 - 1) milliseconds from now. Returns what prevents it. With `keepAlive` false
   * waiting for it does not hold the process open; default true.
   */
  schedule(passed: () => void, delayMs: number, options?: { readonly keepAlive?: boolean }): () => void;
  /** Settles when the event loop has turned, where that is due; `undefined`: work may go on. Absent: it may at any time. */
  readonly breathe?: () => Promise<void> | undefined;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  schedule: (passed, delayMs, { keepAlive = true } = {}) => {
    const timer = setTimeout(passed, delayMs);
    // In a browser it is a number, which holds nothing open.
    if (!keepAlive && typeof timer === 'object') timer.unref();
    return () => clearTimeout(timer);
  },
  breathe,
};
