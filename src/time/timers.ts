import type { Clock } from './clock.ts';

/** The longest delay a timer takes, in milliseconds: beyond it, Node fires at once. */
export const longestDelay = 2 ** 31 - 1;

/**
 * Calls `passed` at an absolute time (milliseconds since the epoch), however far away it is. Returns what disarms it. With
 * `keepAlive` false the timer does not hold the process open.
 */
export function armDeadline(
  clock: Clock,
  deadline: number,
  passed: () => void,
  { keepAlive = true }: { readonly keepAlive?: boolean } = {},
): () => void {
  let disarm: () => void;
  const arm = () => {
    const left = Math.max(0, deadline - clock.now());
    disarm = clock.schedule(left > longestDelay ? arm : passed, Math.min(left, longestDelay), { keepAlive });
  };
  arm();
  return () => disarm();
}

/** Settles at an absolute time, or as soon as the signal aborts. */
export async function sleepUntil(clock: Clock, time: number, abortSignal: AbortSignal): Promise<void> {
  if (abortSignal.aborted || time <= clock.now()) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const disarm = armDeadline(clock, time, resolve);
  abortSignal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  disarm();
}
