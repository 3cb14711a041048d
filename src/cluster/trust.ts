import tls from 'node:tls';
import { Problem } from '../model/problem.ts';
import type { Credentials } from './credentials.ts';
import { textOf } from './file-or-data.ts';
import type { ClusterEntry } from './kubeconfig.ts';

/** Whom to believe, and the certificate that we show: read once for all connections. */
export function trustOf(cluster: ClusterEntry, credentials: Credentials): tls.ConnectionOptions {
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
