import { limits } from '../limits.ts';
import { parseContainerID } from '../model/runtime-family.ts';
import type { Target } from '../model/target.ts';
import type { Pod, PodContainer } from './pod.ts';

/**
 * Ids of the oldest ordinary containers of other pods that the same runtime handler runs on the target's node: what
 * the debug pod, fresh and privileged, cannot stand for. Empty where none is known.
 */
export function secondOpinionCandidates(pods: readonly Pod[], target: Target): readonly string[] {
  const own = pods.find(({ uid }) => uid === target.podUID);
  // Without the target's own pod its runtime handler is not known, and nothing is comparable.
  if (!own) return [];
  return pods
    .filter((pod) => pod.uid !== target.podUID && isOrdinary(pod) && pod.runtimeClassName === own.runtimeClassName)
    .flatMap((pod) => oldestContainer(pod, target))
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .slice(0, limits.secondOpinionCandidates)
    .map(({ id }) => id);
}

function isOrdinary(pod: Pod): boolean {
  // nor is a debug pod one, which sees the host's processes
  return pod.deletedAt === '' && !pod.hostPID;
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
