import { ApiError, type Cluster } from '../cluster/cluster.ts';
import type { Target } from '../model/target.ts';
import { ApiObject } from './api-object.ts';
import { type Pod, parsePod } from './pod.ts';

/** A node runs 110 pods unless it is told otherwise. */
const podsOfANode = '250';

/** The pods on the target's node; only those of its namespace and of kube-system where more may not be read. Never fails. */
export async function readNodePods(cluster: Pick<Cluster, 'get'>, target: Target): Promise<readonly Pod[]> {
  const query = { fieldSelector: `spec.nodeName=${target.node.name}`, limit: podsOfANode };
  try {
    return parseList(await cluster.get('/api/v1/pods', query));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) return [];
  }
  const namespaces = [...new Set([target.namespace, 'kube-system'])];
  const lists = namespaces.map((name) =>
    cluster
      .get(`/api/v1/namespaces/${name}/pods`, query)
      .then(parseList)
      .catch(() => []),
  );
  return (await Promise.all(lists)).flat();
}

const parseList = (list: unknown): Pod[] => new ApiObject(list).list('items').map(parsePod);
