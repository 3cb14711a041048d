import type { Agent } from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { Problem } from '../model/problem.ts';
import { type Credentials, isSecure, textOf } from './credentials.ts';
import type { ClusterEntry } from './kubeconfig.ts';
import { http } from './node-http.ts';
import { tunnel } from './tunnel.ts';

/** How requests get their connections to one API server, by way of its proxy if it has one. */
export interface Connections {
  /** Kept alive, and shared by all plain requests. */
  readonly kept: Agent;
  /** One for each request: a refused upgrade to a WebSocket leaves a connection that must not be used again. */
  readonly fresh: Agent;
}

export function connectionsTo(cluster: ClusterEntry, credentials: Credentials, proxy: URL | null): Connections {
  const trust = isSecure(cluster.server) ? trustOf(cluster, credentials) : null;
  return { kept: agentFor(trust, proxy, true), fresh: agentFor(trust, proxy, false) };
}

function agentFor(trust: tls.ConnectionOptions | null, proxy: URL | null, keepAlive: boolean): Agent {
  const agent = trust ? new https.Agent({ ...trust, keepAlive }) : new http.Agent({ keepAlive });
  if (!proxy) return agent;
  agent.createConnection = ({ host, port, ...names }, callback) => {
    tunnel(proxy, String(host), Number(port)).then(
      (socket) => callback?.(null, trust ? tls.connect({ ...trust, servername: servernameOf(names), socket }) : socket),
      // The agent looks at the error alone.
      (error: Error) => callback?.(error, new net.Socket()),
    );
    return undefined;
  };
  return agent;
}

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
