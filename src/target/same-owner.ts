import { parseContainerID } from '../model/runtime-family.ts';
import type { Target } from '../model/target.ts';
import type { Pod } from './pod.ts';
import { clustersOwn } from './second-opinion.ts';

/**
 * UIDs of the pods on the target's node that are in its namespace, and ids of their containers: who owns one of them may own
 * all. Empty in kube-system, which is no tenant's; null where they may not be read.
 */
export function sameOwner(pods: readonly Pod[], target: Target): ReadonlySet<string> | null {
  if (target.namespace === clustersOwn) return new Set();
  if (!pods.some(({ uid }) => uid === target.podUID)) return null;
  return new Set(
    pods
      .filter(({ namespace }) => namespace === target.namespace)
      .flatMap(({ uid, containers }) => [
        uid,
        ...containers.flatMap(({ containerID }) => parseContainerID(containerID)?.id ?? []),
      ]),
  );
}
