import http from 'node:http';
import net from 'node:net';
import { startServer, type TestServer } from './test-server.ts';

/** A proxy that leads every tunnel to one port of this machine, and remembers what was asked of it. */
export interface TestProxy extends AsyncDisposable {
  readonly url: string;
  readonly asked: string[];
}

/** By CONNECT; a status other than 200 is its answer to all. */
export async function connectProxy(
  to: TestServer,
  status = 200,
  scheme: 'http' | 'https' = 'http',
): Promise<TestProxy> {
  const asked: string[] = [];
  const proxy = await startServer((_, response) => response.writeHead(405).end(), scheme);
  proxy.server.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
    asked.push([request.url, request.headers['proxy-authorization']].filter(Boolean).join(' '));
    socket.on('error', () => {});
    if (status !== 200) return socket.end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\n\r\n`);
    join(socket, to, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
  });
  return { url: proxy.url, asked, [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose]() };
}

/** By SOCKS 5; with a password, it accepts no other. */
export async function socksProxy(to: TestServer, password?: string): Promise<TestProxy> {
  const asked: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    converse(socket, to, asked, password).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `socks5://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function converse(socket: net.Socket, to: TestServer, asked: string[], password?: string) {
  const methods = await message(socket);
  const wanted = password === undefined ? 0 : 2;
  socket.write(Buffer.from([5, methods.subarray(2).includes(wanted) ? wanted : 255]));
  if (password !== undefined) {
    const said = await message(socket);
    const userLength = said[1] ?? 0;
    const ok = said.subarray(3 + userLength).toString() === password;
    socket.write(Buffer.from([1, ok ? 0 : 1]));
  }
  const request = await message(socket);
  asked.push(`${addressIn(request)}:${request.readUInt16BE(request.length - 2)}`);
  join(socket, to, () => socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])));
}

/** A name, or an address with its kind. RFC 1928, section 5. */
function addressIn(request: Buffer): string {
  const kind = request[3];
  if (kind === 3) return request.subarray(5, -2).toString();
  const bytes = request.subarray(4, -2);
  if (kind === 1) return `IPv4 ${bytes.join('.')}`;
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  return `IPv6 ${groups.join(':').replace(/^(0:)+/, '::')}`;
}

function message(socket: net.Socket): Promise<Buffer> {
  return new Promise((resolve) => socket.once('data', resolve));
}

function join(socket: net.Socket, to: TestServer, joined: () => void): void {
  const onward = net.connect(to.port, '127.0.0.1', () => {
    joined();
    onward.pipe(socket).pipe(onward);
  });
  onward.on('error', () => socket.destroy());
  socket.on('close', () => onward.destroy());
}
