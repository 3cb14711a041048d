import { once } from 'node:events';
import net from 'node:net';
import { hostOf, portOf } from './proxy.ts';

/** RFC 1928 and 1929. The proxy resolves the name, for `socks5` as for `socks5h`: so does Go. */
export async function connectThroughSOCKS(
  proxy: URL,
  host: string,
  port: number,
  timeoutMs: number,
): Promise<net.Socket> {
  const socket = net.connect({ host: hostOf(proxy), port: portOf(proxy) });
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error('it did not answer')));
  try {
    await once(socket, 'connect');
    await authenticate(socket, proxy);
    await requestConnection(socket, host, port);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  socket.setTimeout(0);
  return socket;
}

const noAuthentication = 0;
const byPassword = 2;

async function authenticate(socket: net.Socket, proxy: URL): Promise<void> {
  const methods = proxy.username ? [noAuthentication, byPassword] : [noAuthentication];
  socket.write(Buffer.from([5, methods.length, ...methods]));
  const [version, method] = await take(socket, 2);
  if (version !== 5) throw new Error('it does not speak SOCKS 5');
  if (method === noAuthentication) return;
  if (method !== byPassword || !proxy.username) throw new Error('it wants a user and a password');
  const [user, password] = [proxy.username, proxy.password].map((text) => Buffer.from(decodeURIComponent(text)));
  if (!user || !password) return;
  socket.write(Buffer.from([1, user.length, ...user, password.length, ...password]));
  const [, refused] = await take(socket, 2);
  if (refused !== 0) throw new Error('it does not accept the user and password');
}

async function requestConnection(socket: net.Socket, host: string, port: number): Promise<void> {
  const name = Buffer.from(host);
  socket.write(Buffer.from([5, 1, 0, 3, name.length, ...name, port >> 8, port & 255]));
  const [, code, , addressKind] = await take(socket, 4);
  if (code !== 0) throw new Error(`it answered with code ${code}`);
  const domainLength = addressKind === 3 ? (await take(socket, 1))[0] : undefined;
  const addressLength = domainLength ?? (addressKind === 4 ? 16 : 4);
  await take(socket, addressLength + 2);
}

/** Exactly so many bytes; what follows them stays in the socket. */
async function take(socket: net.Socket, length: number): Promise<Buffer> {
  for (;;) {
    const bytes: unknown = socket.read(length);
    if (Buffer.isBuffer(bytes) && bytes.length === length) return bytes;
    if (bytes !== null || socket.readableEnded || socket.destroyed) throw new Error('it closed the connection');
    await once(socket, 'readable');
  }
}
