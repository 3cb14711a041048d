import http from 'node:http';
import https from 'node:https';
import { ApiError, noAnswerReason } from './api-error.ts';
import type { Connections } from './connections.ts';
import { isMapping } from './fields.ts';
import { ProxyError } from './tunnel.ts';

/** An API server, and how to speak to it. */
export interface Endpoint {
  readonly server: URL;
  readonly connections: Connections;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** 0: none. */
  readonly requestTimeoutMs: number;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Sends a request and reads the whole answer as JSON; anything but success throws an `ApiError`. */
export async function requestJSON(endpoint: Endpoint, request: ApiRequest): Promise<unknown> {
  using deadline = startDeadline(endpoint);
  try {
    const response = await exchange(endpoint, request, deadline.signal);
    const text = await textOf(response);
    if (!isSuccess(response)) throw refusal(endpoint, request, response.statusCode ?? 0, text);
    return parseJSON(endpoint, request, response, text);
  } catch (error) {
    throw described(error, endpoint, request, deadline.signal);
  }
}

/** Sends a request and returns once the API server has accepted it; the deadline covers that much only. */
export async function requestStream(
  endpoint: Endpoint,
  request: ApiRequest,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  using deadline = startDeadline(endpoint);
  try {
    const response = await exchange(endpoint, request, AbortSignal.any([signal, deadline.signal]));
    if (isSuccess(response)) return response;
    throw refusal(endpoint, request, response.statusCode ?? 0, await textOf(response));
  } catch (error) {
    signal.throwIfAborted();
    throw described(error, endpoint, request, deadline.signal);
  }
}

/** The chunks of a stream, until the server, the network or the signal ends it. */
export async function* chunksOf(response: http.IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response) yield chunk;
  } catch {
    // A connection that broke off and a signal that fired are both just the end of what there is to read.
  }
}

/** Where the path of a request stands below the server's own, as behind a gateway that serves many clusters. */
export function urlOf({ server }: Endpoint, path: string, query: URLSearchParams): URL {
  const url = new URL(server);
  url.pathname = server.pathname.replace(/\/$/, '') + path;
  url.search = query.toString();
  return url;
}

/** What the server said no with: the message of a `Status` object, or the text as it came. */
export function refusal(endpoint: Endpoint, request: ApiRequest, status: number, text: string): ApiError {
  const answer = statusObject(text);
  const message =
    answer?.message || text.trim().slice(0, 1_000) || `${status} ${http.STATUS_CODES[status] ?? ''}`.trim();
  const reason = answer?.reason || (http.STATUS_CODES[status] ?? '').replaceAll(' ', '');
  return new ApiError(message, nameOf(request), endpoint.server.origin, status, reason);
}

/** An error of the connection as an `ApiError`; what is one already stays as it is. */
export function noAnswer(error: unknown, endpoint: Endpoint, request: ApiRequest): ApiError {
  if (error instanceof ApiError) return error;
  const reason = error instanceof ProxyError ? 'proxy' : noAnswerReason(error);
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError(message, nameOf(request), endpoint.server.origin, 0, reason, { cause: error });
}

/** Reads a body to its end. */
export async function textOf(response: http.IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function exchange(endpoint: Endpoint, request: ApiRequest, signal: AbortSignal): Promise<http.IncomingMessage> {
  try {
    return await send(endpoint, request, signal);
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    return await send(endpoint, request, signal);
  }
}

/** The server closed a kept connection just as we took it: nothing was said, so it may be said again. */
class StaleConnection extends Error {}

function send(endpoint: Endpoint, request: ApiRequest, signal: AbortSignal): Promise<http.IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const sent = (endpoint.server.protocol === 'https:' ? https : http).request(
    urlOf(endpoint, request.path, new URLSearchParams(request.query)),
    {
      method: request.method,
      agent: endpoint.connections.kept,
      signal,
      headers: {
        Accept: 'application/json',
        ...endpoint.headers,
        ...(body === undefined
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
      },
    },
    resolve,
  );
  sent.on('error', (error) => {
    const stale = sent.reusedSocket && request.method !== 'POST' && noAnswerReason(error) === 'dropped';
    reject(stale && !signal.aborted ? new StaleConnection() : error);
  });
  sent.end(body);
  return promise;
}

function isSuccess({ statusCode = 0 }: http.IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function described(error: unknown, endpoint: Endpoint, request: ApiRequest, deadline: AbortSignal): ApiError {
  if (!deadline.aborted) return noAnswer(error, endpoint, request);
  const message = `no answer within ${endpoint.requestTimeoutMs / 1000} s`;
  return new ApiError(message, nameOf(request), endpoint.server.origin, 0, 'timeout', { cause: error });
}

function startDeadline({ requestTimeoutMs }: Endpoint): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const timer = requestTimeoutMs > 0 ? setTimeout(() => controller.abort(), requestTimeoutMs) : undefined;
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}

function parseJSON(endpoint: Endpoint, request: ApiRequest, response: http.IncomingMessage, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const kind = response.headers['content-type'] ?? 'no content type';
    const message = `the answer is not JSON (${kind}): ${text.slice(0, 200)}`;
    throw new ApiError(message, nameOf(request), endpoint.server.origin, response.statusCode ?? 0, 'NotJSON', {
      cause: error,
    });
  }
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

function nameOf({ method, path }: ApiRequest): string {
  return `${method} ${path}`;
}
