import { type Cluster, connect } from '../../../src/cluster/cluster.ts';
import type { ConnectionFlags } from '../../../src/cluster/kubeconfig/destination.ts';
import { nowhere } from '../../nowhere.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { certificateData } from './test-server.ts';

type Mapping = Record<string, unknown>;

/** A kubeconfig of one context `test`, with a token unless told otherwise. */
export function kubeconfigOf(server: string, more: { cluster?: Mapping; user?: Mapping; context?: Mapping } = {}) {
  const trust = server.startsWith('https:') ? { 'certificate-authority-data': certificateData('authority.crt') } : {};
  return {
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'here', user: 'jane', ...more.context } }],
    clusters: [{ name: 'here', cluster: { server, ...trust, ...more.cluster } }],
    users: [{ name: 'jane', user: more.user ?? { token: 'secret' } }],
  };
}

/** Connects by a kubeconfig file, with nothing in the environment but what is given. */
export async function connectTo(
  server: string,
  more: Parameters<typeof kubeconfigOf>[1] & { flags?: Partial<ConnectionFlags>; env?: NodeJS.ProcessEnv } = {},
): Promise<Cluster> {
  using folder = temporaryFolder();
  const kubeconfig = folder.write('config', kubeconfigOf(server, more));
  const flags = { kubeconfig, asGroup: [], ...more.flags };
  return await connect(flags, { ...more.env }, {}, { serviceAccountFolder: nowhere, interactive: false });
}

/** Rejects with the paragraph that the user would read. */
export async function paragraphOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof Error && 'text' in error && typeof error.text === 'string') return error.text;
  throw new Error(`not a problem for the user: ${error}`, { cause: error });
}
