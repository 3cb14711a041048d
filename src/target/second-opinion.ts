import { ApiError, type Cluster } from '../cluster/cluster.ts';
import { managedBy } from '../debug-pod/managed-by.ts';
import { parseContainerID } from '../model/runtime-family.ts';
import type { Target } from '../model/target.ts';
import { ApiObject } from './api-object.ts';
import { type Pod, type PodContainer, parsePod } from './pod.ts';

const candidateCount = 3;

/**
 * Ids of the oldest ordinary containers of other pods that the same runtime handler runs on the target's node: what
 * the debug pod, fresh and privileged, cannot stand for. Empty where none is known; never fails.
 */
export async function listSecondOpinionCandidates(
  cluster: Pick<Cluster, 'get'>,
  target: Target,
): Promise<readonly string[]> {
  const pods = await podsOnNode(cluster, target);
  const own = pods.find(({ uid }) => uid === target.podUID);
  // Without the target's own pod its runtime handler is not known, and nothing is comparable.
  if (!own) return [];
  return pods
    .filter((pod) => pod.uid !== target.podUID && isOrdinary(pod) && pod.runtimeClassName === own.runtimeClassName)
    .flatMap((pod) => oldestContainer(pod, target))
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .slice(0, candidateCount)
    .map(({ id }) => id);
}

async function podsOnNode(cluster: Pick<Cluster, 'get'>, target: Target): Promise<Pod[]> {
  const query = { fieldSelector: `spec.nodeName=${target.node.name}`, limit: '250' };
  try {
    return parseList(await cluster.get('/api/v1/pods', query));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) return [];
  }
  try {
    return parseList(await cluster.get(`/api/v1/namespaces/${target.namespace}/pods`, query));
  } catch {
    return [];
  }
}

function parseList(list: unknown): Pod[] {
  return new ApiObject(list).list('items').map(parsePod);
}

function isOrdinary(pod: Pod): boolean {
  return pod.deletedAt === '' && !pod.hostPID && pod.managedBy !== managedBy.value;
}

/** One a pod, since containers of one pod may share a shim. */
function oldestContainer(pod: Pod, target: Target): { readonly id: string; readonly startedAt: number }[] {
  return pod.containers
    .filter((container) => container.kind === 'regular' && container.ready && !container.privileged)
    .flatMap((container) => running(container, target))
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .slice(0, 1);
}

function running({ state, containerID }: PodContainer, target: Target): { id: string; startedAt: number }[] {
  const parsed = parseContainerID(containerID);
  const startedAt = state.kind === 'running' ? Date.parse(state.startedAt ?? '') : Number.NaN;
  return parsed?.family.name === target.runtime && !Number.isNaN(startedAt) ? [{ id: parsed.id, startedAt }] : [];
}
