import { isMadeByRun } from '../debug-pod/marks.ts';
import { ApiObject } from './api-object.ts';
import { nameIn } from './checked-name.ts';
import { type ContainerState, parseContainerState } from './container-state.ts';
import { type ContainerExecProbe, parseExecProbes } from './exec-probes.ts';

export type ContainerKind = 'regular' | 'init' | 'ephemeral';

/** One container of a pod: what was asked for, and what the kubelet says became of it. */
export interface PodContainer {
  readonly name: string;
  readonly kind: ContainerKind;
  /** Of the specification. */
  readonly image: string;
  readonly privileged: boolean;
  /** `docker://ID`; empty before it was first created. */
  readonly containerID: string;
  /** As the runtime names it; may be a bare digest. */
  readonly runningImage: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state: ContainerState;
  readonly lastState: ContainerState;
  readonly execProbes: readonly ContainerExecProbe[];
}

/** What a diagnosis needs to know of a pod. Texts are empty where the API server says nothing. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly createdAt: string;
  /** When its grace period is over. */
  readonly deletedAt: string;
  readonly deletionGraceSeconds: number | null;
  readonly finalizers: readonly string[];
  /** Of ours, of whichever run. */
  readonly isDebugPod: boolean;
  /** What made it: DaemonSet, ReplicaSet …; `Node`: a static pod of the kubelet's own. */
  readonly ownerKind: string;
  readonly defaultContainer: string;
  readonly nodeName: string;
  readonly hostPID: boolean;
  readonly operatingSystem: string;
  readonly runtimeClassName: string;
  readonly imagePullSecrets: readonly string[];
  readonly phase: string;
  readonly reason: string;
  readonly message: string;
  readonly ready: { readonly isReady: boolean; readonly since: string };
  /** Why the scheduler found no node. */
  readonly unschedulable: string;
  /** Regular, then ephemeral, then init: kubectl's order. */
  readonly containers: readonly PodContainer[];
}

export const defaultContainerAnnotation = 'kubectl.kubernetes.io/default-container';

/** Throws a Problem where a name is none. */
export function parsePod(pod: ApiObject): Pod {
  const condition = (type: string) => pod.list('status', 'conditions').find((c) => c.text('type') === type);
  return {
    namespace: nameIn(pod, 'namespace', 'metadata', 'namespace'),
    name: nameIn(pod, 'pod', 'metadata', 'name'),
    uid: nameIn(pod, 'uid', 'metadata', 'uid'),
    createdAt: pod.text('metadata', 'creationTimestamp'),
    deletedAt: pod.text('metadata', 'deletionTimestamp'),
    deletionGraceSeconds: pod.integer('metadata', 'deletionGracePeriodSeconds'),
    finalizers: pod.texts('metadata', 'finalizers'),
    isDebugPod: isMadeByRun(pod),
    ownerKind:
      pod
        .list('metadata', 'ownerReferences')
        .find((owner) => owner.isTrue('controller'))
        ?.text('kind') ?? '',
    defaultContainer: pod.text('metadata', 'annotations', defaultContainerAnnotation),
    nodeName: pod.text('spec', 'nodeName') && nameIn(pod, 'node', 'spec', 'nodeName'),
    hostPID: pod.isTrue('spec', 'hostPID'),
    operatingSystem: pod.text('spec', 'os', 'name'),
    runtimeClassName: pod.text('spec', 'runtimeClassName'),
    imagePullSecrets: pod
      .list('spec', 'imagePullSecrets')
      .map((secret) => secret.text('name'))
      .filter((name) => name !== ''),
    phase: pod.text('status', 'phase'),
    reason: pod.text('status', 'reason'),
    message: pod.text('status', 'message'),
    ready: {
      isReady: condition('Ready')?.text('status') === 'True',
      since: condition('Ready')?.text('lastTransitionTime') ?? '',
    },
    unschedulable: condition('PodScheduled')?.text('message') ?? '',
    containers: containerFields.flatMap((fields) => parseContainers(pod, fields)),
  };
}

const containerFields = [
  { kind: 'regular', spec: 'containers', status: 'containerStatuses' },
  { kind: 'ephemeral', spec: 'ephemeralContainers', status: 'ephemeralContainerStatuses' },
  { kind: 'init', spec: 'initContainers', status: 'initContainerStatuses' },
] as const;

function parseContainers(pod: ApiObject, fields: (typeof containerFields)[number]): PodContainer[] {
  const statuses = pod.list('status', fields.status);
  return pod.list('spec', fields.spec).map((container) => {
    const name = nameIn(container, 'container', 'name');
    const status = statuses.find((row) => row.text('name') === name) ?? new ApiObject(null);
    return {
      name,
      kind: fields.kind,
      image: container.text('image'),
      privileged: container.isTrue('securityContext', 'privileged'),
      containerID: status.text('containerID'),
      runningImage: status.text('image'),
      ready: status.isTrue('ready'),
      restartCount: status.integer('restartCount') ?? 0,
      state: parseContainerState(status.at('state')),
      lastState: parseContainerState(status.at('lastState')),
      execProbes: parseExecProbes(container),
    };
  });
}
