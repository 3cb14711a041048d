import type { Cluster } from '../../cluster/cluster.ts';
import type { DiagnoseOptions } from '../../command-line/invocation.ts';
import { type OwnNamespace, type OwnNamespaceAnswer, readOwnNamespace } from '../../debug-pod/own-namespace.ts';

/** What was asked for, once it is known where debug pods live. */
export type Placed<Options extends DiagnoseOptions> = Options & {
  /** It is a namespace for debug pods alone. */
  readonly ownNamespace: boolean;
};

/** The namespace for debug pods alone that those of this run live in: the one that was set up, or that the user names. */
export async function ownNamespaceFor(
  cluster: Pick<Cluster, 'get' | 'create'>,
  { debugNamespace, transport, print }: Pick<DiagnoseOptions, 'debugNamespace' | 'transport' | 'print'>,
): Promise<OwnNamespaceAnswer> {
  if (transport.kind !== 'pod' || print === 'script') return { own: null, notices: [] };
  return readOwnNamespace(cluster, debugNamespace);
}

/** There no other image is admitted than the one that it was set up with, so that is the default. */
export const placed = <Options extends DiagnoseOptions>(
  options: Options,
  own: OwnNamespace | null,
): Placed<Options> => ({
  ...options,
  ...(own && { debugNamespace: own.name, image: options.image ?? own.image }),
  ownNamespace: own !== null,
});
