/**
 * What `work` gives; rejects with the signal's reason as soon as it fires, whatever `work` still waits for. Only for what leaves
 * nothing behind, or ends by another signal.
 */
export async function orAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, signal.aborted ? Promise.reject(signal.reason) : promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
