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
