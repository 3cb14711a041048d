import https from 'node:https';
import net from 'node:net';
import { http } from './node-http.ts';
import { hostOf, portOf } from './proxy.ts';

/** A proxy that does not open the tunnel within this time never will. */
const tunnelTimeoutMs = 30_000;

/** The proxy is the reason why there is no connection. */
export class ProxyError extends Error {}

/** A connection to host:port through a proxy: by HTTP's CONNECT, or by SOCKS 5. It is given up when the signal fires. */
export async function tunnel(proxy: URL, host: string, port: number, signal?: AbortSignal): Promise<net.Socket> {
  try {
    if (!proxy.protocol.startsWith('socks')) return await connectThroughHTTP(proxy, { host, port }, signal);
    const { connectThroughSOCKS } = await import('./socks.ts');
    signal?.throwIfAborted();
    return await connectThroughSOCKS(proxy, { host, port }, { timeoutMs: tunnelTimeoutMs, signal });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProxyError(`the proxy ${proxy.protocol}//${proxy.host} opened no way to ${host}:${port}: ${reason}`, {
      cause: error,
    });
  }
}

function connectThroughHTTP(
  proxy: URL,
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal | undefined,
): Promise<net.Socket> {
  const authority = `${net.isIPv6(host) ? `[${host}]` : host}:${port}`;
  const { promise, resolve, reject } = Promise.withResolvers<net.Socket>();
  const request = (proxy.protocol === 'https:' ? https : http).request({
    host: hostOf(proxy),
    port: portOf(proxy),
    method: 'CONNECT',
    path: authority,
    headers: { Host: authority, ...proxyAuthorization(proxy) },
    agent: false,
  });
  // not by its own time-out, which begins anew with each byte
  const giveUp = () => request.destroy(new Error('it did not answer'));
  const timer = setTimeout(giveUp, tunnelTimeoutMs);
  signal?.addEventListener('abort', giveUp, { once: true });
  request.on('close', () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  });
  request.on('connect', (response, socket: net.Socket) => {
    if (response.statusCode === 200) return resolve(socket);
    socket.destroy();
    reject(new Error(`it answered ${response.statusCode} ${response.statusMessage ?? ''}`.trim()));
  });
  request.on('error', reject);
  request.end();
  return promise;
}

function proxyAuthorization({ username, password }: URL): Record<string, string> {
  if (!username) return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
