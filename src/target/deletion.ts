import type { Deletion } from '../model/pod-context.ts';
import { isoSecond } from '../model/time.ts';
import type { Pod } from './pod.ts';

/** Null where nobody has deleted the pod. */
export function deletionOf({ deletedAt, deletionGraceSeconds, finalizers }: Pod): Deletion | null {
  if (deletedAt === '') return null;
  // https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/: the grace period is in it
  const askedAt = isoSecond(Date.parse(deletedAt) - (deletionGraceSeconds ?? 0) * 1000);
  return { askedAt, endsBy: deletedAt, finalizers };
}

/** A sentence; empty where nobody has deleted the pod. */
export function leaving(pod: Pod): string {
  const deletion = deletionOf(pod);
  if (!deletion) return '';
  const { askedAt, endsBy, finalizers } = deletion;
  const kept = finalizers.length > 0 ? `, and its finalizers keep it after that: ${finalizers.join(', ')}` : '';
  return `Pod ${pod.name} is being deleted${askedAt === null ? '' : ` since ${askedAt}`}; its processes have until ${endsBy}${kept}.`;
}
