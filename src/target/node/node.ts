import type { Cluster } from '../../cluster/cluster.ts';
import { ApiError } from '../../cluster/request/api-error.ts';
import { limits } from '../../limits.ts';
import { Problem } from '../../model/problem.ts';
import type { NodeFacts } from '../../model/target.ts';
import { ApiObject } from '../api-object.ts';
import type { Pod } from '../pod/pod.ts';

/** A node as the API server knows it. */
export interface Node {
  readonly facts: Omit<NodeFacts, 'lease'>;
  readonly labels: ReadonlyMap<string, string>;
  /** Names of images that are on it: the largest, as many as its kubelet tells. */
  readonly images: readonly string[];
}

/** Parses a node; for one that could not be read all but its name is empty. */
function parseNode(name: string, node: ApiObject): Node {
  const ready = node.list('status', 'conditions').find((condition) => condition.text('type') === 'Ready');
  const fact = (key: string) => node.text('status', 'nodeInfo', key);
  return {
    facts: {
      name,
      ready: ready
        ? {
            status: ready.text('status'),
            reason: ready.text('reason'),
            message: ready.text('message'),
            lastTransitionTime: ready.text('lastTransitionTime') || null,
          }
        : null,
      unschedulable: node.text('metadata', 'name') === '' ? null : node.isTrue('spec', 'unschedulable'),
      kubeletVersion: fact('kubeletVersion'),
      runtimeVersion: fact('containerRuntimeVersion'),
      osImage: fact('osImage'),
      kernelVersion: fact('kernelVersion'),
      operatingSystem: fact('operatingSystem'),
      architecture: fact('architecture'),
      address: addressOf(node),
    },
    labels: new Map(node.textEntries('metadata', 'labels')),
    images: node.list('status', 'images').flatMap((image) => image.texts('names')),
  };
}

/** The node's heartbeat; null where there is none. `now` is this machine's clock. */
export function parseLease(lease: ApiObject, now: Date): NodeFacts['lease'] {
  const renewTime = lease.text('spec', 'renewTime');
  const renewed = Date.parse(renewTime);
  if (Number.isNaN(renewed)) return null;
  return { renewTime, ageSeconds: Math.max(0, Math.round((now.getTime() - renewed) / 1_000)) };
}

const addressOf = (node: ApiObject): string => {
  const addresses = node.list('status', 'addresses');
  const types = ['InternalIP', 'ExternalIP', 'Hostname'];
  const known = types.flatMap((type) => addresses.filter((address) => address.text('type') === type));
  return known[0]?.text('address') ?? '';
};

/** What is known of the pod's node; what cannot be read is empty, and told. */
export async function readNode(
  cluster: Pick<Cluster, 'get'>,
  pod: Pod,
  clock: () => Date,
): Promise<{ readonly node: Node; readonly facts: NodeFacts; readonly notices: readonly string[] }> {
  const name = pod.nodeName;
  const [nodeRead, leaseRead] = await Promise.allSettled([
    cluster.get(`/api/v1/nodes/${name}`),
    cluster.get(`/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`),
  ]);
  if (nodeRead.status === 'rejected' && statusOf(nodeRead.reason) === 404) throw gone(pod);
  const node = parseNode(name, answerOf(nodeRead));
  const facts = { ...node.facts, lease: parseLease(answerOf(leaseRead), clock()) };
  return {
    node,
    facts,
    notices: [...unread(`Node ${name}`, nodeRead), ...unread(`The lease of node ${name}`, leaseRead), ...ailing(facts)],
  };
}

function gone(pod: Pod): Problem {
  return new Problem(`Pod ${pod.namespace}/${pod.name} is bound to node ${pod.nodeName}, which no longer exists.`, {
    why: 'The node was removed and the pod has not been collected yet.',
    next: `Delete the pod: kubectl delete pod ${pod.name} -n ${pod.namespace}`,
  });
}

/** What is told before anything is created: on a dead node nothing will start. */
function ailing({ name, ready, lease }: NodeFacts): string[] {
  const isStale = lease !== null && lease.ageSeconds * 1_000 > limits.leaseStaleMs;
  const stale = `The kubelet of node ${name} has not renewed its lease for ${lease?.ageSeconds} s (usual: 10 s), by this machine's clock: it may be dead or cut off, and then no debug pod starts there.`;
  const reason = [ready?.reason, ready?.message].filter(Boolean).join(': ');
  const unready = `Node ${name} is not ready${reason ? ` (${reason})` : ''}.`;
  return [...(isStale ? [stale] : []), ...(ready !== null && ready.status !== 'True' ? [unready] : [])];
}

function unread(what: string, read: PromiseSettledResult<unknown>): string[] {
  if (read.status === 'fulfilled' || statusOf(read.reason) === 404) return [];
  const why = read.reason instanceof Error ? read.reason.message : String(read.reason);
  return [`${what} could not be read (${why}); the diagnosis goes on without it.`];
}

function answerOf(read: PromiseSettledResult<unknown>): ApiObject {
  return new ApiObject(read.status === 'fulfilled' ? read.value : null);
}

function statusOf(error: unknown): number | null {
  return error instanceof ApiError ? error.status : null;
}
