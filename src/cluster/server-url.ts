import { Problem } from '../model/problem.ts';
import type { Destination } from './destination.ts';

/** The address as kubectl reads it: a bare `host:port` means plain http. */
export function serverURL({ cluster: { server }, context }: Destination): URL {
  const url = URL.parse(server.includes('://') ? server : `http://${server}`);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new Problem(
    server
      ? `"${server}" is not the address of an API server.`
      : `The cluster of context "${context ?? ''}" has no server.`,
    { next: 'Write it as https://HOST:PORT, in the kubeconfig or with --server.' },
  );
}
