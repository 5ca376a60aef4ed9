/** The promise, or a rejection as soon as the signal is aborted; the work behind it goes on for whoever else waits. */
export async function abortable<T>(promise: Promise<T>, abortSignal: AbortSignal | undefined): Promise<T> {
  if (abortSignal === undefined) return promise;
  // Where the signal wins, nobody may be left to handle a later failure.
  promise.catch(() => undefined);
  abortSignal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(abortSignal.reason);
  abortSignal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    abortSignal.removeEventListener('abort', abort);
  }
}
