import type { Cluster } from '../../cluster/cluster.ts';
import type { DiagnoseOptions } from '../../command-line/invocation.ts';
import { type OwnNamespace, type OwnNamespaceAnswer, readOwnNamespace } from '../../debug-pod/own-namespace.ts';
import type { SelectedNode } from '../../target/selection/select-containers.ts';
import { isUserFacing } from '../session/problem-of-any.ts';

/** What was asked for, once it is known where debug pods live. */
export type WithDebugNamespace<Options extends DiagnoseOptions> = Options & {
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
export const withDebugNamespace = <Options extends DiagnoseOptions>(
  options: Options,
  own: OwnNamespace | null,
): WithDebugNamespace<Options> => ({
  ...options,
  ...(own && { debugNamespace: own.name, image: options.image ?? own.image }),
  ownNamespace: own !== null,
});

export interface NamespaceChoice {
  /** Where debug pods live, if that is set up, or named. */
  readonly debugNamespace: string | null;
  /** Of the user's context, or as named. */
  readonly contextNamespace: string;
}

/**
 * Where the debug pod of a survey may live, in the order in which it is tried. Who may enter it is root on the node, and who
 * reads it sees what it is told of all: it is not to go to one of several owners, for the order of their names. So first to
 * the cluster's own namespace, then to the user's.
 */
export function surveyNamespaces({ containers }: SelectedNode, { debugNamespace, contextNamespace }: NamespaceChoice) {
  const [first, ...others] = containers.map(({ target }) => target.namespace);
  const own = first ?? contextNamespace;
  if (debugNamespace !== null) return [debugNamespace];
  if (others.every((namespace) => namespace === own)) return [own];
  return [...new Set(['kube-system', contextNamespace, own])];
}

/** The first place where nothing is said against the pod. Throws what is said against the last. */
export async function firstAllowed<T>(
  places: readonly string[],
  check: (place: string) => Promise<T>,
): Promise<{ readonly place: string; readonly checked: T }> {
  const [place = '', ...others] = places;
  try {
    return { place, checked: await check(place) };
  } catch (error) {
    if (others.length === 0 || !isUserFacing(error)) throw error;
    return firstAllowed(others, check);
  }
}
