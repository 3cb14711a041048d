import { once } from 'node:events';
import net from 'node:net';
import { SocksClient } from 'socks';
import { hostOf, portOf } from './proxy.ts';

/**
 * A connection through a proxy by SOCKS 5: RFC 1928 and 1929. The proxy resolves the name, for `socks5` as for `socks5h`:
 * so does Go.
 * @throws what the proxy answered
 */
export async function connectThroughSOCKS(
  proxy: URL,
  { host, port }: { readonly host: string; readonly port: number },
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal | undefined },
): Promise<net.Socket> {
  const to = { host: hostOf(proxy), port: portOf(proxy) };
  const own = new net.Socket();
  const giveUp = () => own.destroy(new Error('it did not answer'));
  const timer = setTimeout(giveUp, timeoutMs);
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    // the library's own connection cannot be given up
    await once(own.connect(to), 'connect');
    const { socket } = await SocksClient.createConnection({
      command: 'connect',
      existing_socket: own,
      proxy: {
        type: 5,
        ...to,
        ...(proxy.username
          ? { userId: decodeURIComponent(proxy.username), password: decodeURIComponent(proxy.password) }
          : {}),
      },
      destination: { host, port },
      timeout: timeoutMs,
    });
    return socket;
  } catch (error) {
    own.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}
