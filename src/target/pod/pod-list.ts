import type { Cluster } from '../../cluster/cluster.ts';
import { ApiError } from '../../cluster/request/api-error.ts';
import { limits } from '../../limits.ts';
import { Problem } from '../../model/problem.ts';
import { ApiObject } from '../api-object.ts';

/**
 * What `read` makes of all pods of a namespace, or of all where it is null. Throws a Problem where there are more than anybody
 * can mean.
 */
export async function readPodList<T>(
  cluster: Pick<Cluster, 'get'>,
  namespace: string | null,
  query: Readonly<Record<string, string>>,
  read: (pod: ApiObject) => T,
): Promise<T[]> {
  const path = namespace === null ? '/api/v1/pods' : `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  const found: T[] = [];
  for await (const page of podPages(cluster, path, query)) {
    for (const pod of page) found.push(read(pod));
    if (found.length >= limits.podsOfASelection) {
      throw new Problem(`There are at least ${limits.podsOfASelection} such pods.`, {
        next: 'Request fewer: one namespace (-n), a label (-l), a node (--node).',
      });
    }
  }
  return found;
}

/**
 * The pages of a list. Whoever may make pods can make so many, and so large ones, that one answer does not have them together
 * with those of others: then the pages are smaller.
 */
export async function* podPages(
  cluster: Pick<Cluster, 'get'>,
  path: string,
  query: Readonly<Record<string, string>>,
): AsyncGenerator<readonly ApiObject[]> {
  let limit: number = limits.podsOfAPage;
  let next: string | null = '';
  for (let pages = 0; next !== null; pages += 1) {
    if (pages === limits.podPages) throw new Problem(`The list ${path} has not ended after ${pages} pages.`);
    try {
      const asked = { ...query, limit: `${limit}`, ...(next && { continue: next }) };
      const page = new ApiObject(await cluster.get(path, asked));
      next = page.text('metadata', 'continue') || null;
      yield page.list('items');
    } catch (error) {
      if (!(error instanceof ApiError && error.reason === 'too-long') || limit === limits.largePodsOfAPage) throw error;
      limit = limits.largePodsOfAPage;
    }
  }
}
