import type { Cluster } from '../../cluster/cluster.ts';
import { ApiError } from '../../cluster/request/api-error.ts';
import { limits } from '../../limits.ts';
import { errorText } from '../../model/problem.ts';
import type { Target } from '../../model/target.ts';
import { type Pod, parsePod } from '../pod/pod.ts';
import { podPages } from '../pod/pod-list.ts';

export interface NodePods {
  readonly pods: readonly Pod[];
  /** What was not read, but for what this user may not read; whole lines for the user. */
  readonly notices: readonly string[];
}

/**
 * The pods that run on the target's node, those of kube-system first. These and those of the target's namespace are asked
 * for apart: of all others together somebody may have made so many that no answer has all. Never fails.
 */
export async function readNodePods(
  cluster: Pick<Cluster, 'get'>,
  target: Target,
  own: Pod | null = null,
): Promise<NodePods> {
  // a kubelet runs a bounded number; what waits for a node that it fits on, or has ended, may be any number
  const fieldSelector = `spec.nodeName=${target.node.name},status.phase=Running`;
  const read = (path: string) => readPages(cluster, path, fieldSelector);
  const namespaces = [...new Set(['kube-system', target.namespace])];
  const [all, ...apart] = await Promise.all([
    read('/api/v1/pods'),
    ...namespaces.map((namespace) => read(`/api/v1/namespaces/${namespace}/pods`)),
  ]);
  // while its init containers run, its phase is another
  const isKnown = all.rest === null || apart.at(-1)?.rest === null;
  const pods = [...[...apart, all].flatMap((list) => list.pods), ...(own && isKnown ? [own] : [])];
  return {
    pods: [...Map.groupBy(pods, ({ uid }) => uid).values()].flatMap(([pod]) => pod ?? []),
    notices: [
      ...apart.map((list, index) => unread(list, `namespace ${namespaces[index]}`, target)),
      unread(all, 'all namespaces', target),
    ].filter((notice) => all.rest !== null && notice !== ''),
  };
}

interface Pages {
  readonly pods: readonly Pod[];
  /** Why there may be others; empty: they are another's, who does not show them. Null: there are none. */
  readonly rest: string | null;
}

async function readPages(cluster: Pick<Cluster, 'get'>, path: string, fieldSelector: string): Promise<Pages> {
  const pods: Pod[] = [];
  try {
    for await (const page of podPages(cluster, path, { fieldSelector })) {
      pods.push(...page.map(parsePod));
      if (pods.length >= limits.podsOfANode) return { pods, rest: 'there are more than are requested' };
    }
    return { pods, rest: null };
  } catch (error) {
    return { pods, rest: error instanceof ApiError && error.status === 403 ? '' : errorText(error) };
  }
}

const unread = ({ pods, rest }: Pages, where: string, { node }: Target): string =>
  rest
    ? `Of the pods of ${where} that run on node ${node.name} ${pods.length === 0 ? 'none' : `no more than ${pods.length}`} were read: ${rest}.`
    : '';
