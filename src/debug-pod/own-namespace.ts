import { isAllowed } from '../cluster/access-review.ts';
import { ApiError, type Cluster } from '../cluster/cluster.ts';
import { ApiObject } from '../target/api-object.ts';
import { neededRights } from './needed-rights.ts';
import { ownNamespaceName } from './own-namespace-name.ts';

/** A namespace for debug pods alone. */
export interface OwnNamespace {
  readonly name: string;
  /** Which its rule admits; null: none is named. */
  readonly image: string | null;
}

export const ownNamespaceLabel = { key: 'exec-doctor/debug-pods', value: 'only' } as const;

/**
 * The role by which a user may read what was set up; its annotations say what that is. Who may make a namespace can label
 * it as he likes, and so lure debug pods into it; a ClusterRole only an administrator can make.
 */
export const setupRole = {
  name: 'exec-doctor-namespace',
  annotations: { namespace: 'exec-doctor/debug-namespace', image: 'exec-doctor/image' },
} as const;

/** That namespace, if an administrator has made it for debug pods alone. Null also where this user may not read that. */
export async function readOwnNamespace(cluster: Pick<Cluster, 'get'>, name: string): Promise<OwnNamespace | null> {
  const [namespace, role] = await Promise.all([
    orNothing(cluster.get(`/api/v1/namespaces/${name}`)),
    orNothing(cluster.get(`/apis/rbac.authorization.k8s.io/v1/clusterroles/${setupRole.name}`)),
  ]);
  const isMarked = namespace.text('metadata', 'labels', ownNamespaceLabel.key) === ownNamespaceLabel.value;
  const annotation = (key: string) => role.text('metadata', 'annotations', key);
  if (!isMarked || annotation(setupRole.annotations.namespace) !== name) return null;
  return { name, image: annotation(setupRole.annotations.image) || null };
}

/** The one that is taken by default: it is there, and nothing says that this user may not make debug pods in it. */
export async function usableOwnNamespace(cluster: Pick<Cluster, 'get' | 'create'>): Promise<OwnNamespace | null> {
  const own = await readOwnNamespace(cluster, ownNamespaceName);
  // most clusters have none, and no run is to pay for it
  if (own === null) return null;
  const rights = await Promise.all(neededRights.map((right) => isAllowed(cluster, own.name, right)));
  return rights.includes(false) ? null : own;
}

/** Where nothing was set up, or may be read, all is as if there were no such thing. */
async function orNothing(read: Promise<unknown>): Promise<ApiObject> {
  try {
    return new ApiObject(await read);
  } catch (error) {
    if (error instanceof ApiError) return new ApiObject(null);
    throw error;
  }
}
