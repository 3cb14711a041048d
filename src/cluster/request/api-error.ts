import { limits } from '../../limits.ts';
import { Problem } from '../../model/problem.ts';
import { http } from '../connection/node-http.ts';
import { ProxyError } from '../connection/tunnel.ts';
import { isMapping } from '../kubeconfig/fields.ts';
import { TooLong } from './bounded.ts';
import { type ApiRequest, type Endpoint, nameOf } from './endpoint.ts';

/** Why there was no answer at all. */
export type NoAnswer =
  | 'refused'
  | 'unknown-host'
  | 'unreachable'
  | 'tls'
  | 'timeout'
  | 'dropped'
  | 'proxy'
  | 'too-long'
  | 'other';

/** A request that did not end well: the API server said no, or said nothing. The message is the API's own text where there is one. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    message: string,
    /** `GET /api/v1/…`, without its query. */
    readonly request: string,
    readonly server: string,
    /** HTTP's; 0 where no answer came. */
    readonly status: number,
    /** The API's reason (`NotFound`, `Forbidden`), or why no answer came. */
    readonly reason: string,
    options?: ErrorOptions,
    /** It came as a `Status` object: these are the API server's own words, and not those of who is behind it. */
    readonly isStatus = false,
  ) {
    super(message, options);
  }
}

/** What a failed connection's error says. */
export function noAnswerReason(error: unknown): NoAnswer {
  const code = codeOf(error);
  return reasons[code] ?? (tlsCode.test(code) ? 'tls' : 'other');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const reasons: Readonly<Record<string, NoAnswer>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unknown-host',
  EAI_AGAIN: 'unknown-host',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'unreachable',
  ECONNRESET: 'dropped',
  EPIPE: 'dropped',
};

/** OpenSSL's names for a certificate that is not believed, and Node's for a handshake that failed. */
const tlsCode = /CERT|ISSUER|SIGNATURE|CRL|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH/;

/** What the server said no with: the message of a `Status` object, or the text as it came. */
export function refusal(endpoint: Endpoint, request: ApiRequest, status: number, text: string): ApiError {
  const answer = statusObject(text);
  const said = answer?.message.slice(0, limits.refusalChars) || text.trim().slice(0, 1_000);
  const message = said || `${status} ${http.STATUS_CODES[status] ?? ''}`.trim();
  const reason = answer?.reason || (http.STATUS_CODES[status] ?? '').replaceAll(' ', '');
  return new ApiError(message, nameOf(request), endpoint.server.origin, status, reason, {}, answer !== null);
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
