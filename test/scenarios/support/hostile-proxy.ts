import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { parse } from 'yaml';
import { z } from 'zod';
import { kubeconfig } from './the-lab.ts';

/** A request on its way: what is done to it, or `pass`, which carries it out. */
export type Interference = (
  request: IncomingMessage,
  answer: { readonly response: ServerResponse; readonly pass: () => void },
) => void;

export interface HostileProxy extends AsyncDisposable {
  /** To be given as --server: over plain http, as kubectl proxy has it. */
  readonly url: string;
  /** `METHOD path`, without queries, of what came. */
  readonly seen: readonly string[];
  /** Ends every connection and listens no more. */
  goAway(): void;
}

const data = z.string().transform((text) => Buffer.from(text, 'base64'));
const schema = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.string(), 'certificate-authority-data': data }) })]),
  users: z.tuple([z.object({ user: z.object({ 'client-certificate-data': data, 'client-key-data': data }) })]),
});

/** Stands before the lab's API server, with the administrator's certificate, and does what it likes. */
export async function hostileProxy(interfere: Interference): Promise<HostileProxy> {
  const { clusters, users } = schema.parse(parse(readFileSync(kubeconfig, 'utf8')));
  const [{ cluster }] = clusters;
  const [{ user }] = users;
  const upstream = (request: IncomingMessage) =>
    https.request(new URL(request.url ?? '/', cluster.server), {
      method: request.method,
      headers: withEachGroup(request),
      ca: cluster['certificate-authority-data'],
      cert: user['client-certificate-data'],
      key: user['client-key-data'],
      agent: false,
    });
  const seen: string[] = [];
  const server = http.createServer((request, response) => {
    seen.push(lineOf(request));
    const pass = () => carryOut(upstream(request), request, response);
    interfere(request, { response, pass });
  });
  server.on('upgrade', (request, socket, head) => relay(upstream(request), socket, head));
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const goAway = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    goAway,
    async [Symbol.asyncDispose]() {
      goAway();
    },
  };
}

/** Node joins what comes several times, and the API server would take it for one group. */
function withEachGroup({ headers, headersDistinct }: IncomingMessage): http.OutgoingHttpHeaders {
  const groups = headersDistinct['impersonate-group'];
  return { ...headers, ...(groups && { 'impersonate-group': groups }) };
}

/** `DELETE /api/v1/namespaces/default/pods/x` */
export const lineOf = ({ method, url }: IncomingMessage): string =>
  `${method} ${new URL(url ?? '/', 'http://x').pathname}`;

export const queryOf = ({ url }: IncomingMessage): URLSearchParams => new URL(url ?? '/', 'http://x').searchParams;

function carryOut(outgoing: http.ClientRequest, request: IncomingMessage, response: ServerResponse): void {
  outgoing.on('response', (answer) => {
    if (response.destroyed) return void answer.destroy();
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  response.on('close', () => outgoing.destroy());
  request.pipe(outgoing);
}

/** Exec, by either of its protocols. */
function relay(outgoing: http.ClientRequest, socket: Duplex, head: Buffer): void {
  outgoing.on('upgrade', ({ statusCode, statusMessage, rawHeaders }, far, farHead) => {
    const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
    socket.write(`HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join('\r\n')}\r\n\r\n`);
    socket.write(farHead);
    far.write(head);
    far.on('error', () => socket.destroy());
    far.on('close', () => socket.destroy());
    socket.on('close', () => far.destroy());
    far.pipe(socket);
    socket.pipe(far);
  });
  outgoing.on('response', (answer) => {
    answer.resume();
    socket.end(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\nContent-Length: 0\r\n\r\n`);
  });
  outgoing.on('error', () => socket.destroy());
  socket.on('error', () => outgoing.destroy());
  outgoing.end();
}
