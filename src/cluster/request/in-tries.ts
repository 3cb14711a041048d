import pRetry from 'p-retry';
import { limits } from '../../limits.ts';
import { ApiError } from './api-error.ts';

/** Does something up to three times, with a pause, as long as what it failed of may pass. */
export const inTries = <T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> =>
  pRetry(work, {
    retries: limits.tries - 1,
    minTimeout: limits.tryPauseMs,
    factor: 2,
    shouldRetry: ({ error }) => mayPass(error),
    ...(signal ? { signal } : {}),
  });

/** No answer, too much to do, in trouble; no refusal, and nothing that the next try would meet again. */
function mayPass(error: Error): boolean {
  if (!(error instanceof ApiError)) return error.name === 'TimeoutError';
  const { status, reason } = error;
  return status === 0 ? !['tls', 'too-long'].includes(reason) : status === 429 || status >= 500;
}

/** The server has looked at it and said no: nothing was done. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 408;
