import { limits } from '../limits.ts';
import { type ApiObject, nameIn } from '../target/api-object.ts';

/** A debug pod of whichever run, as far as a clean-up has to know it. */
export interface KnownDebugPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  /** Of the pod, in Kubernetes' words; or `Terminating`. */
  readonly state: string;
  readonly ageSeconds: number;
  /** No run may last longer; null: somebody has changed the pod. */
  readonly deadlineSeconds: number | null;
}

/** Reads one of our pods; throws a Problem where its name is none. `now` is this machine's clock. */
export function parseDebugPod(pod: ApiObject, now: Date): KnownDebugPod {
  const created = Date.parse(pod.text('metadata', 'creationTimestamp'));
  return {
    namespace: nameIn(pod, 'namespace', 'metadata', 'namespace'),
    name: nameIn(pod, 'pod', 'metadata', 'name'),
    uid: nameIn(pod, 'uid', 'metadata', 'uid'),
    node: pod.text('spec', 'nodeName'),
    state: pod.text('metadata', 'deletionTimestamp') ? 'Terminating' : pod.text('status', 'phase'),
    ageSeconds: Number.isNaN(created) ? 0 : Math.floor((now.getTime() - created) / 1000),
    deadlineSeconds: pod.integer('spec', 'activeDeadlineSeconds'),
  };
}

/**
 * Is it older than any run that could still want it? One that has not ended should have, by its own deadline: either its
 * kubelet is dead, or this machine's clock is wrong, so it is given more time.
 */
export function isLeftover({ state, ageSeconds, deadlineSeconds }: KnownDebugPod): boolean {
  const hasEnded = state === 'Succeeded' || state === 'Failed';
  const spare = hasEnded ? 0 : limits.clockSkewSeconds;
  return ageSeconds > (deadlineSeconds ?? limits.longestRunSeconds) + spare;
}
