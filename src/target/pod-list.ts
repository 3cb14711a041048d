import type { Cluster } from '../cluster/cluster.ts';
import { limits } from '../limits.ts';
import { Problem } from '../model/problem.ts';
import { ApiObject } from './api-object.ts';

/**
 * What `read` makes of all pods of a namespace, or of all where it is null, page by page: whoever may make pods can make so
 * many, and so large ones, that one answer does not have them together with those of others. Throws a Problem where there is no end.
 */
export async function readPodList<T>(
  cluster: Pick<Cluster, 'get'>,
  namespace: string | null,
  query: Readonly<Record<string, string>>,
  read: (pod: ApiObject) => T,
): Promise<T[]> {
  const path = namespace === null ? '/api/v1/pods' : `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  const found: T[] = [];
  let next = '';
  for (let page = 0; page < limits.podListPages; page += 1) {
    const ofPage = { ...query, limit: String(limits.podsOfAPage), ...(next && { continue: next }) };
    const list = new ApiObject(await cluster.get(path, ofPage));
    for (const pod of list.list('items')) found.push(read(pod));
    next = list.text('metadata', 'continue');
    if (next === '') return found;
  }
  throw new Problem(`There are more than ${found.length} such pods.`, {
    next: 'Ask for fewer: one namespace (-n), a label (-l), a node (--node).',
  });
}
