import type { Agent, ClientRequestArgs } from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { Problem } from '../../model/problem.ts';
import { type Credentials, isSecure } from '../credentials/credentials.ts';
import { type ClusterEntry, textOf } from '../kubeconfig/kubeconfig.ts';
import { http } from './node-http.ts';
import { tunnel } from './tunnel.ts';

/** How requests get their connections to one API server, by way of its proxy if it has one. */
export interface Connections {
  /** Kept alive, and shared by all plain requests. */
  readonly kept: Agent;
  /** One for each request: a refused upgrade to a WebSocket leaves a connection that must not be used again. */
  readonly fresh: Agent;
}

/** As Go's: a server that nothing reaches is given up long before the system's own two minutes. */
const goConnectTimeoutMs = 30_000;

export function connectionsTo(
  cluster: ClusterEntry,
  credentials: Credentials,
  proxy: URL | null,
  connectTimeoutMs = goConnectTimeoutMs,
): Connections {
  const trust = isSecure(cluster.server) ? trustOf(cluster, credentials) : null;
  const agent = (keepAlive: boolean) => agentFor({ trust, proxy, connectTimeoutMs }, keepAlive);
  return { kept: agent(true), fresh: agent(false) };
}

interface Way {
  /** Null for plain http. */
  readonly trust: tls.ConnectionOptions | null;
  readonly proxy: URL | null;
  readonly connectTimeoutMs: number;
}

function agentFor(way: Way, keepAlive: boolean): Agent {
  const agent = way.trust ? new https.Agent({ ...way.trust, keepAlive }) : new http.Agent({ keepAlive });
  const direct = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    if (!way.proxy) return limited(direct(options, callback), way);
    throughProxy(way.proxy, way, options).then(
      (socket) => callback?.(null, socket),
      // The agent looks at the error alone.
      (error: Error) => callback?.(error, new net.Socket()),
    );
    return undefined;
  };
  return agent;
}

async function throughProxy(proxy: URL, way: Way, { host, port, ...more }: ClientRequestArgs): Promise<net.Socket> {
  const signal = signalIn(more);
  const socket = await tunnel(proxy, String(host), Number(port), signal);
  if (signal?.aborted) socket.destroy();
  if (!way.trust) return socket;
  // a server that is an address has no servername: without its host the certificate would be held to the proxy's name
  const server = { host: String(host), servername: servernameOf(more) };
  const secure = limited(tls.connect({ ...way.trust, ...server, socket }), way);
  const giveUp = () => secure.destroy();
  signal?.addEventListener('abort', giveUp, { once: true });
  for (const event of ['secureConnect', 'close'])
    secure.once(event, () => signal?.removeEventListener('abort', giveUp));
  return secure;
}

/** Ends a connection that is not there, or not yet encrypted, when the time is up. */
function limited<T extends Duplex | null | undefined>(socket: T, { trust, connectTimeoutMs }: Way): T {
  const giveUp = () =>
    socket?.destroy(
      Object.assign(new Error(`no connection within ${connectTimeoutMs / 1000} s`), { code: 'ETIMEDOUT' }),
    );
  const timer = setTimeout(giveUp, connectTimeoutMs);
  for (const event of [trust ? 'secureConnect' : 'connect', 'close']) socket?.once(event, () => clearTimeout(timer));
  return socket;
}

/** What a request is given for whoever opens its connection: Node keeps its own `signal` from the agent. */
export interface GivenUp {
  readonly givenUp: AbortSignal;
}

const signalIn = (options: object): AbortSignal | undefined =>
  'givenUp' in options && options.givenUp instanceof AbortSignal ? options.givenUp : undefined;

/** The agent has worked it out from the address, or from tls-server-name: it stands among the options, untyped. */
function servernameOf(names: object): string {
  return 'servername' in names && typeof names.servername === 'string' ? names.servername : '';
}

/** Whom to believe, and the certificate that we show: read once for all connections. */
function trustOf(cluster: ClusterEntry, credentials: Credentials): tls.ConnectionOptions {
  return {
    secureContext: secureContext(cluster, credentials),
    rejectUnauthorized: !cluster.insecureSkipTlsVerify,
    ...(cluster.tlsServerName ? { servername: cluster.tlsServerName } : {}),
  };
}

function secureContext(cluster: ClusterEntry, { clientCertificate, clientKey }: Credentials): tls.SecureContext {
  try {
    return tls.createSecureContext({ ca: authorities(cluster), cert: clientCertificate, key: clientKey });
  } catch (error) {
    throw new Problem(
      `The kubeconfig's certificates cannot be used: ${error instanceof Error ? error.message : error}.`,
      {
        why: 'The certificate authority, the client certificate or its key is damaged, or key and certificate are of two pairs.',
        next: 'Look at them with `kubectl config view --minify --raw`.',
        cause: error,
      },
    );
  }
}

/** Without an authority of its own, a cluster is believed as Go does: by what the system trusts. */
function authorities(cluster: ClusterEntry): string | string[] {
  const own = textOf(cluster.certificateAuthority, 'certificate authority');
  return own ?? [...tls.getCACertificates('default'), ...tls.getCACertificates('system')];
}
