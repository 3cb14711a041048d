import { limits } from '../../limits.ts';
import { parseContainerID } from '../../model/runtime-family.ts';
import type { Target } from '../../model/target.ts';
import type { PodContainer } from '../pod/container.ts';
import type { Pod } from '../pod/pod.ts';

/** Of one pod, the container that may be asked. */
interface Candidate {
  readonly id: string;
  readonly namespace: string;
  readonly startedAt: number;
}

/**
 * Ids of ordinary containers of other pods that the same runtime handler runs on the target's node, in the order in which they
 * are to be asked: what the debug pod, fresh and privileged, cannot stand for. Empty where none is known.
 *
 * Who owns a namespace may have made its containers fail. So the cluster's own come first, then one of each namespace, the
 * target's last; a second one of any only where nothing else is to be had. Of those alike the oldest.
 */
export function secondOpinionCandidates(pods: readonly Pod[], target: Target): readonly string[] {
  const own = pods.find(({ uid }) => uid === target.podUID);
  // Without the target's own pod its runtime handler is not known, and nothing is comparable.
  if (!own) return [];
  const candidates = pods
    .filter((pod) => pod.uid !== target.podUID && isOrdinary(pod) && pod.runtimeClassName === own.runtimeClassName)
    .flatMap((pod) => oldestContainer(pod, target));
  return inTurn(candidates, target)
    .slice(0, limits.secondOpinionCandidates)
    .map(({ id }) => id);
}

/** No tenant's. */
export const clustersOwn = 'kube-system';

/** In the order in which they are to be asked. */
export function inTurn(candidates: readonly Candidate[], target: Pick<Target, 'namespace'>): readonly Candidate[] {
  const oldestFirst = candidates.toSorted((a, b) => a.startedAt - b.startedAt);
  const turns = [...Map.groupBy(oldestFirst, ({ namespace }) => namespace)].flatMap(([namespace, ofNamespace]) =>
    ofNamespace.map((candidate, index) => ({
      candidate,
      turn: namespace === clustersOwn ? 0 : index + 1,
      isOwn: Number(namespace === target.namespace),
    })),
  );
  return turns
    .toSorted((a, b) => a.turn - b.turn || a.isOwn - b.isOwn || a.candidate.startedAt - b.candidate.startedAt)
    .map(({ candidate }) => candidate);
}

function isOrdinary(pod: Pod): boolean {
  // nor is a debug pod one, which sees the host's processes
  return pod.deletedAt === '' && !pod.hostPID;
}

/** One a pod, since containers of one pod may share a shim. */
function oldestContainer(pod: Pod, target: Target): Candidate[] {
  const { namespace } = pod;
  return pod.containers
    .filter((container) => container.kind === 'regular' && container.ready && !container.privileged)
    .flatMap((container) => running(container, target).map((one) => ({ ...one, namespace })))
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .slice(0, 1);
}

function running({ state, containerID }: PodContainer, target: Target): { id: string; startedAt: number }[] {
  const parsed = parseContainerID(containerID);
  const startedAt = state.kind === 'running' ? Date.parse(state.startedAt ?? '') : Number.NaN;
  return parsed?.family.name === target.runtime && !Number.isNaN(startedAt) ? [{ id: parsed.id, startedAt }] : [];
}
