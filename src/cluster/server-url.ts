import { Problem } from '../model/problem.ts';
import type { Destination } from './destination.ts';

/** The address as kubectl reads it: a bare `host:port` means https where a certificate or its absence is spoken of, else http. */
export function serverURL({ cluster, user, context }: Destination): URL {
  const { certificateAuthority, insecureSkipTlsVerify, server } = cluster;
  const speaksTLS = [certificateAuthority, user.clientCertificate].some(({ file, base64 }) => file || base64);
  const scheme = speaksTLS || insecureSkipTlsVerify ? 'https' : 'http';
  const url = /^https?:\/\//.test(server) ? URL.parse(server) : URL.parse(`${scheme}://${server}`);
  if (server && url && !/^[a-z]+:\/\//.test(server.replace(/^https?:\/\//, ''))) return url;
  throw new Problem(
    server
      ? `"${server}" is not the address of an API server.`
      : `The cluster of context "${context ?? ''}" has no server.`,
    { next: 'Write it as https://HOST:PORT, in the kubeconfig or with --server.' },
  );
}
