import { ApiObject } from '../target/api-object.ts';
import type { DebugPodManifest } from './manifest.ts';
import { containerName, managedBy } from './names.ts';

/** With the number of the attempt, where there was more than one. */
const runIdPattern = /^[0-9a-f]{8}(-\d)?$/;

/** A debug pod of whichever run: its name, its labels, its container. A single label proves nothing, for anybody may set it. */
export function isDebugPod(pod: ApiObject): boolean {
  const runId = pod.text('metadata', 'labels', 'exec-doctor/run');
  return (
    runIdPattern.test(runId) &&
    pod.text('metadata', 'name') === `exec-doctor-${runId}` &&
    pod.text('metadata', 'labels', 'app.kubernetes.io/name') === 'exec-doctor' &&
    pod.text('metadata', 'labels', managedBy.key) === managedBy.value &&
    pod.list('spec', 'containers').some((container) => container.text('name') === containerName)
  );
}

/**
 * One that a run has made: with all of these marks, and with the rights that make it root on the node. Who could only copy
 * the marks cannot hide a pod behind them.
 */
export const isMadeByRun = (pod: ApiObject): boolean =>
  isDebugPod(pod) &&
  pod.isTrue('spec', 'hostPID') &&
  pod
    .list('spec', 'containers')
    .some((container) => container.text('name') === containerName && container.isTrue('securityContext', 'privileged'));

/** The pod that was asked for by this manifest, and no other of that name; without a UID nothing could be done about it. */
export function isPodOf({ metadata }: DebugPodManifest, object: unknown): boolean {
  const pod = new ApiObject(object);
  const has = (field: 'labels' | 'annotations') =>
    Object.entries(metadata[field]).every(([key, value]) => pod.text('metadata', field, key) === value);
  return (
    isDebugPod(pod) &&
    pod.text('metadata', 'name') === metadata.name &&
    pod.text('metadata', 'namespace') === metadata.namespace &&
    pod.text('metadata', 'uid') !== '' &&
    has('labels') &&
    has('annotations')
  );
}
