/** Milliseconds of the first pause, which is doubled each time, and of the longest one. */
const firstMs = 25;
const longestMs = 2_000;

/**
 * Pauses between attempts: none before the first repetition, then longer and longer ones, of which chance takes up to a
 * half away. Each call resolves to true after its pause; to false, at once, where that would end later than `withinMs`
 * after the first call, or where `signal` is aborted, also in the middle of a pause.
 */
export function backoff(withinMs: number, signal: AbortSignal): () => Promise<boolean> {
  let end: number | undefined;
  let pauseMs = 0;
  return async () => {
    const now = performance.now();
    end ??= now + withinMs;
    const delayMs = pauseMs * (0.5 + Math.random() / 2);
    if (signal.aborted || now + delayMs > end) return false;
    pauseMs = pauseMs === 0 ? firstMs : Math.min(pauseMs * 2, longestMs);
    await pause(delayMs, signal);
    return !signal.aborted;
  };
}

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  if (delayMs === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, delayMs);
    signal.addEventListener('abort', done);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
