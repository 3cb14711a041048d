import type net from 'node:net';
import { SocksClient } from 'socks';
import { hostOf, portOf } from './proxy.ts';

/**
 * A connection through a proxy by SOCKS 5: RFC 1928 and 1929. The proxy resolves the name, for `socks5` as for `socks5h`:
 * so does Go.
 * @throws what the proxy answered
 */
export async function connectThroughSOCKS(
  proxy: URL,
  host: string,
  port: number,
  timeoutMs: number,
): Promise<net.Socket> {
  const { socket } = await SocksClient.createConnection({
    command: 'connect',
    proxy: {
      type: 5,
      host: hostOf(proxy),
      port: portOf(proxy),
      ...(proxy.username
        ? { userId: decodeURIComponent(proxy.username), password: decodeURIComponent(proxy.password) }
        : {}),
    },
    destination: { host, port },
    timeout: timeoutMs,
  });
  return socket;
}
