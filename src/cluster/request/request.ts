import type { Agent, IncomingMessage } from 'node:http';
import https from 'node:https';
import { setTimeout } from 'node:timers/promises';
import { limits } from '../../limits.ts';
import { orAborted } from '../../or-aborted.ts';
import type { GivenUp } from '../connection/connections.ts';
import { http } from '../connection/node-http.ts';
import type { Access } from '../credentials/login.ts';
import { ApiError, type Deadline, described, noAnswerReason, refusal } from './api-error.ts';
import { bytesOf } from './bounded.ts';
import { type ApiRequest, type Endpoint, nameOf, urlOf, userAgent } from './endpoint.ts';

/** Sends a request and reads the whole answer as JSON; anything but success throws an `ApiError`. */
export async function requestJSON(endpoint: Endpoint, request: ApiRequest): Promise<unknown> {
  using deadline = startDeadline(endpoint, request);
  try {
    const response = await exchange(endpoint, request, deadline.signal);
    const text = await textOf(response);
    if (!isSuccess(response)) throw refusal(endpoint, request, response.statusCode ?? 0, text);
    return parseJSON(endpoint, request, response, text);
  } catch (error) {
    request.signal?.throwIfAborted();
    throw described(error, endpoint, request, deadline);
  }
}

/** Sends a request and returns once the API server has accepted it; the deadline covers that much only. */
export async function requestStream(
  endpoint: Endpoint,
  request: ApiRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  using deadline = startDeadline(endpoint, request);
  try {
    const response = await exchange(endpoint, { ...request, signal }, deadline.signal);
    if (isSuccess(response)) return response;
    throw refusal(endpoint, request, response.statusCode ?? 0, await textOf(response));
  } catch (error) {
    signal.throwIfAborted();
    throw described(error, endpoint, request, deadline);
  }
}

/** The chunks of a stream, until the server, the network or the signal ends it. */
export async function* chunksOf(response: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response) yield chunk;
  } catch {
    // A connection that broke off and a signal that fired are both just the end of what there is to read.
  }
}

/** Reads a body to its end; throws a `TooLong` where that is too far. */
export async function textOf(response: IncomingMessage): Promise<string> {
  return (await bytesOf(response)).toString();
}

/** An API server that has too much to do says when to come again; more often than this we do not. */
const retries = 3;
const longestWaitSeconds = 5;

/** Credentials that the server refuses may just have run out: then those that are good now are tried, once. */
async function exchange(endpoint: Endpoint, request: ApiRequest, deadline: AbortSignal): Promise<IncomingMessage> {
  // who logs in may need longer than one request has, but nobody waits for it without an end
  const { signal: caller = AbortSignal.timeout(limits.credentialPluginMs) } = request;
  const signal = AbortSignal.any([caller, deadline]);
  // who logs in may need longer than the deadline, which only lets go of it: the next try may find it done
  const access = await orAborted(signal, endpoint.login.access(caller));
  const response = await sendUntilHeard(endpoint, request, signal, access);
  const refused = response.statusCode === 401;
  const other = refused ? await orAborted(signal, endpoint.login.accessInstead(access, caller)) : null;
  if (!other) return response;
  response.destroy();
  return await sendUntilHeard(endpoint, request, signal, other);
}

async function sendUntilHeard(endpoint: Endpoint, request: ApiRequest, signal: AbortSignal, access: Access) {
  for (let left = retries; ; left--) {
    const response = await sendAgainIfStale(endpoint, request, signal, access);
    const seconds = Number(response.headers['retry-after'] ?? Number.NaN);
    if (response.statusCode !== 429 || left === 0 || !(seconds <= longestWaitSeconds)) return response;
    // not read to its end, for it may have none
    response.destroy();
    await setTimeout(seconds * 1000, undefined, { signal });
  }
}

async function sendAgainIfStale(endpoint: Endpoint, request: ApiRequest, signal: AbortSignal, access: Access) {
  const { kept, fresh } = access.connections;
  try {
    return await send(endpoint, request, signal, { ...access, agent: request.fresh ? fresh : kept });
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    return await send(endpoint, request, signal, { ...access, agent: fresh });
  }
}

/** The server closed a kept connection just as we took it: nothing was said, so it may be said again. */
class StaleConnection extends Error {}

function send(
  endpoint: Endpoint,
  request: ApiRequest,
  signal: AbortSignal,
  { headers, agent }: Pick<Access, 'headers'> & { readonly agent: Agent },
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const options: https.RequestOptions & GivenUp = {
    ...{ method: request.method, agent, signal, givenUp: signal },
    headers: {
      // as kubectl: what a kubelet answers through the proxy to its node is no JSON, and refused where nothing else is accepted
      Accept: 'application/json, */*',
      'User-Agent': userAgent,
      ...headers,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
    },
  };
  const sent = (endpoint.server.protocol === 'https:' ? https : http).request(
    urlOf(endpoint, request.path, new URLSearchParams(request.query)),
    options,
    resolve,
  );
  sent.on('error', (error) => {
    const stale = sent.reusedSocket && request.method !== 'POST' && noAnswerReason(error) === 'dropped';
    reject(stale && !signal.aborted ? new StaleConnection() : error);
  });
  // to a plain request that is no answer; Node itself would destroy the socket and tell nobody
  sent.on('upgrade', ({ statusCode }, socket) => {
    socket.destroy();
    reject(new Error(`the server switched to another protocol (status ${statusCode}) instead of an answer`));
  });
  sent.on('close', () => reject(new Error('the connection was closed without an answer')));
  sent.end(body);
  // while it has no connection yet, as a proxy opens its way, Node does not tell it of the signal
  return orAborted(signal, promise);
}

function isSuccess({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

/** What is made or deleted has a limit in any case: whoever asks for that has to come to an end. */
function startDeadline({ requestTimeoutMs }: Endpoint, { method }: ApiRequest): Deadline & Disposable {
  const ms = method === 'GET' ? (requestTimeoutMs ?? limits.apiAnswerMs) : requestTimeoutMs || changeMs[method];
  const controller = new AbortController();
  const timer = ms > 0 ? globalThis.setTimeout(() => controller.abort(), ms) : undefined;
  return { ms, signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}

const changeMs = { POST: limits.apiCreateMs, DELETE: limits.apiDeleteMs } as const;

function parseJSON(endpoint: Endpoint, request: ApiRequest, response: IncomingMessage, text: string): unknown {
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
