import { limits } from '../limits.ts';
import { Problem } from '../model/problem.ts';
import { ApiError, noAnswerReason } from './api-error.ts';
import { TooLong } from './bounded.ts';
import { isMapping } from './fields.ts';
import { http } from './node-http.ts';
import type { ApiRequest, Endpoint } from './request.ts';
import { ProxyError } from './tunnel.ts';

/** What the server said no with: the message of a `Status` object, or the text as it came. */
export function refusal(endpoint: Endpoint, request: ApiRequest, status: number, text: string): ApiError {
  const answer = statusObject(text);
  const said = answer?.message.slice(0, limits.refusalChars) || text.trim().slice(0, 1_000);
  const message = said || `${status} ${http.STATUS_CODES[status] ?? ''}`.trim();
  const reason = answer?.reason || (http.STATUS_CODES[status] ?? '').replaceAll(' ', '');
  return new ApiError(message, nameOf(request), endpoint.server.origin, status, reason);
}

/** An error of the connection as an `ApiError`; what is one already, or a plugin's own words, stays as it is. */
export function noAnswer(error: unknown, endpoint: Endpoint, request: ApiRequest): ApiError | Problem {
  if (error instanceof ApiError || error instanceof Problem) return error;
  const reason = error instanceof ProxyError ? 'proxy' : error instanceof TooLong ? 'too-long' : noAnswerReason(error);
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError(message, nameOf(request), endpoint.server.origin, 0, reason, { cause: error });
}

/** How long an answer may take, and what fires then. */
export interface Deadline {
  readonly ms: number;
  readonly signal: AbortSignal;
}

/** The same, where the reason may be that our own deadline has passed. */
export function described(error: unknown, endpoint: Endpoint, request: ApiRequest, { ms, signal }: Deadline) {
  if (!signal.aborted) return noAnswer(error, endpoint, request);
  const message = `no answer within ${ms / 1000} s`;
  return new ApiError(message, nameOf(request), endpoint.server.origin, 0, 'timeout', { cause: error });
}

function statusObject(text: string): { message: string; reason: string } | null {
  try {
    const answer: unknown = JSON.parse(text);
    if (!isMapping(answer)) return null;
    const { message, reason } = answer;
    return { message: typeof message === 'string' ? message : '', reason: typeof reason === 'string' ? reason : '' };
  } catch {
    return null;
  }
}

/** As `ApiError` names it. */
export function nameOf({ method, path }: ApiRequest): string {
  return `${method} ${path}`;
}
