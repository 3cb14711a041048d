import pRetry from 'p-retry';
import { limits } from '../../limits.ts';
import { ApiError } from './api-error.ts';

/**
 * Does something up to three times, with a pause, as long as what it failed of may pass.
 * @param work its signal fires when the last try is over: what a try has left waiting ends then, such as a credential plugin
 */
export async function inTries<T>(work: (over: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
  const over = new AbortController();
  try {
    return await pRetry(() => work(over.signal), {
      retries: limits.tries - 1,
      minTimeout: limits.tryPauseMs,
      factor: 2,
      shouldRetry: ({ error }) => mayPass(error),
      ...(signal ? { signal } : {}),
    });
  } finally {
    over.abort(new Error('the last try is over'));
  }
}

/** No answer, too much to do, in trouble; no refusal, and nothing that the next try would meet again. */
function mayPass(error: Error): boolean {
  if (!(error instanceof ApiError)) return error.name === 'TimeoutError';
  const { status, reason } = error;
  return status === 0 ? !['tls', 'too-long'].includes(reason) : status === 429 || status >= 500;
}

/** The server has looked at it and said no: nothing was done. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 408;
