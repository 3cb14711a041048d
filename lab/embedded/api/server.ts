import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import { text as textOf } from 'node:stream/consumers';
import type { Cluster } from '../cluster.ts';
import { forbidden, isAllowed, reviewAccess, userOf } from './access.ts';
import { discovery, version } from './discovery.ts';
import { refuse, serveExec } from './exec.ts';
import { serveLog } from './log.ts';
import { parseResourcePath, type ResourcePath } from './request-path.ts';
import { pods } from './resources.ts';
import { parseBody, sendJson, serveObjects, verbOf } from './serve-objects.ts';
import { ApiError, noSuchResource, serverError } from './status.ts';
import { getObject } from './verbs.ts';

/** Starts the API server on 127.0.0.1. */
export function listen(cluster: Cluster, port: number, tls: Pick<ServerOptions, 'ca' | 'cert' | 'key'>): Promise<void> {
  const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: false });
  server.keepAliveTimeout = 120_000; // a client must not find its idle connection closed
  server.on('request', (request, response) => {
    // what is written to a client that has just left goes nowhere, and is nobody's fault
    response.on('error', () => response.destroy());
    response.on('close', () => console.log(`${request.method} ${request.url} ${response.statusCode}`));
    answer(cluster, request, response).catch((error: unknown) => {
      const { code, status } = asApiError(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, code, status);
    });
  });
  server.on('upgrade', (request, socket, head) => {
    console.log(`${request.method} ${request.url} upgrade`);
    socket.on('error', () => socket.destroy());
    upgrade(cluster, { request, socket, head }).catch((error: unknown) => refuse(socket, asApiError(error)));
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
}

async function answer(cluster: Cluster, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = urlOf(request);
  const fixed = unguarded(url.pathname);
  if (fixed !== undefined) {
    response.end(fixed);
    return;
  }
  const user = userOf(request);
  const body = request.method === 'GET' ? '' : await textOf(request);
  const found = discovery(url.pathname);
  if (url.pathname === '/version') sendJson(response, 200, version);
  else if (found !== undefined) sendJson(response, 200, found);
  else if (url.pathname === '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews') {
    sendJson(response, 201, reviewAccess(user, parseBody(body)));
  } else {
    const path = authorized(request, url);
    if (path.resource === pods && path.subresource === 'log') {
      await serveLog(cluster, getObject(cluster.store, path), url.searchParams, response);
    } else serveObjects(cluster.store, request, path, url.searchParams, parseBody(body), response);
  }
}

/** What everybody may ask. An empty OpenAPI document keeps kubectl from validating by it. */
function unguarded(path: string): string | undefined {
  if (['/healthz', '/livez', '/readyz'].includes(path)) return 'ok';
  return path === '/openapi/v2' ? '' : undefined;
}

async function upgrade(cluster: Cluster, connection: Parameters<typeof serveExec>[3]): Promise<void> {
  const url = urlOf(connection.request);
  const path = authorized(connection.request, url);
  if (path.resource !== pods || path.subresource !== 'exec') throw noSuchResource();
  await serveExec(cluster, getObject(cluster.store, path), url.searchParams, connection);
}

/** The resource that a request is for, if who asks may. */
function authorized(request: IncomingMessage, url: URL): ResourcePath {
  const user = userOf(request);
  const path = parseResourcePath(url.pathname);
  if (path === undefined) throw noSuchResource();
  if (isAllowed(user, path.subresource)) return path;
  throw forbidden(user, verbOf(request, path, url.searchParams), path);
}

function urlOf(request: IncomingMessage): URL {
  return new URL(request.url ?? '/', 'https://127.0.0.1');
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  console.error(error);
  return serverError(error instanceof Error ? error.message : String(error));
}
