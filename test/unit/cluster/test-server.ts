import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import path from 'node:path';
import { TLSSocket } from 'node:tls';

/** A request as it reached the server. */
interface SeenRequest {
  readonly line: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
  readonly clientName: string | undefined;
  /** The name that the client asked for in the TLS handshake. */
  readonly serverName: string | undefined;
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly server: http.Server;
  readonly seen: SeenRequest[];
  /** How many connections were made so far. */
  readonly connections: () => number;
}

export type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** The path of a certificate or key that the tests' own authority made. */
export const certificateFile = (name: string) => path.join(import.meta.dirname, 'certificates', name);
export const certificate = (name: string) => readFileSync(certificateFile(name), 'utf8');
export const certificateData = (name: string) => Buffer.from(certificate(name)).toString('base64');

/** Answers every request with a JSON value. */
export const json =
  (value: unknown, status = 200): Answer =>
  (_, response) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));

/** A real server on a free port of this machine. */
export async function startServer(answer: Answer, scheme: 'http' | 'https' = 'http'): Promise<TestServer> {
  const seen: SeenRequest[] = [];
  const listener: Answer = async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push({
      line: `${request.method} ${request.url}`,
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      body: Buffer.concat(chunks).toString(),
      clientName: clientName(request.socket),
      serverName: serverName(request.socket),
    });
    answer(request, response);
  };
  const server = scheme === 'https' ? https.createServer(tlsOptions(), listener) : http.createServer(listener);
  let connections = 0;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
  });
  const port = await listen(server);
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    server,
    seen,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  await using server = await startServer(() => {});
  return server.port;
}

async function listen(server: http.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!isAddress(address)) throw new Error('no port');
  return address.port;
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

function clientName(socket: Socket): string | undefined {
  const name = socket instanceof TLSSocket ? socket.getPeerCertificate().subject?.CN : undefined;
  return Array.isArray(name) ? name[0] : name;
}

function serverName(socket: Socket): string | undefined {
  return 'servername' in socket && typeof socket.servername === 'string' ? socket.servername : undefined;
}

function tlsOptions(): https.ServerOptions {
  return {
    cert: certificate('server.crt'),
    key: certificate('server.key'),
    ca: certificate('authority.crt'),
    requestCert: true,
    rejectUnauthorized: false,
  };
}
