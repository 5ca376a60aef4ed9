import { setImmediate } from 'node:timers/promises';

/** At most this many milliseconds of computation at a time, while timers and other calls wait. */
const longestTurnMs = 10;

/** Called within a long computation, again and again: lets others have their turn where the last is long enough ago. */
export function takingTurns(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < longestTurnMs) return;
    await setImmediate();
    since = performance.now();
  };
}
