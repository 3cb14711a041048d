import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { type Credentials, isSecure, textOf } from './credentials.ts';
import type { ClusterEntry } from './kubeconfig.ts';
import { tunnel } from './tunnel.ts';

/** Connections to one API server, kept alive and shared by all requests, by way of its proxy if it has one. */
export function connectionPool(cluster: ClusterEntry, credentials: Credentials, proxy: URL | null): http.Agent {
  const secure = isSecure(cluster.server);
  const trust = secure ? trustOf(cluster, credentials) : {};
  const options = { keepAlive: true, ...trust };
  const pool = secure ? new https.Agent(options) : new http.Agent(options);
  if (!proxy) return pool;
  pool.createConnection = ({ host, port, ...names }, callback) => {
    tunnel(proxy, String(host), Number(port)).then(
      (socket) =>
        callback?.(null, secure ? tls.connect({ ...trust, servername: servernameOf(names), socket }) : socket),
      // The pool looks at the error alone.
      (error: Error) => callback?.(error, new net.Socket()),
    );
    return undefined;
  };
  return pool;
}

/** The pool has worked it out from the address, or from tls-server-name: it stands among the options, untyped. */
function servernameOf(names: object): string {
  return 'servername' in names && typeof names.servername === 'string' ? names.servername : '';
}

/** Whom to believe, and the certificate that we show. */
function trustOf(cluster: ClusterEntry, credentials: Credentials): tls.ConnectionOptions {
  const certificateAuthority = textOf(cluster.certificateAuthority, 'certificate authority');
  return {
    // Without an authority of its own, a cluster is believed as Go does: by what the system trusts.
    ca: certificateAuthority ?? [...tls.getCACertificates('default'), ...tls.getCACertificates('system')],
    cert: credentials.clientCertificate,
    key: credentials.clientKey,
    rejectUnauthorized: !cluster.insecureSkipTlsVerify,
    ...(cluster.tlsServerName ? { servername: cluster.tlsServerName } : {}),
  };
}
