import { isMadeByRun } from '../../debug-pod/marks.ts';
import type { Deletion, Successor } from '../../model/pod-context.ts';
import { isoSecond } from '../../model/time.ts';
import { type ApiObject, nameIn } from '../api-object.ts';
import { type PodContainer, parseContainers } from './container.ts';

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
  /** The group of its API; empty: the core's. */
  readonly ownerGroup: string;
  readonly ownerName: string;
  /** It stands for one that the kubelet has of a file. */
  readonly isMirror: boolean;
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

/** https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-config-mirror */
const mirrorAnnotation = 'kubernetes.io/config.mirror';

/** Throws a Problem where a name is none. */
export function parsePod(pod: ApiObject): Pod {
  const condition = (type: string) => pod.list('status', 'conditions').find((c) => c.text('type') === type);
  const owner = pod.list('metadata', 'ownerReferences').find((one) => one.isTrue('controller'));
  return {
    namespace: nameIn(pod, 'namespace', 'metadata', 'namespace'),
    name: nameIn(pod, 'pod', 'metadata', 'name'),
    uid: nameIn(pod, 'uid', 'metadata', 'uid'),
    createdAt: pod.text('metadata', 'creationTimestamp'),
    deletedAt: pod.text('metadata', 'deletionTimestamp'),
    deletionGraceSeconds: pod.integer('metadata', 'deletionGracePeriodSeconds'),
    finalizers: pod.texts('metadata', 'finalizers'),
    isDebugPod: isMadeByRun(pod),
    ownerKind: owner?.text('kind') ?? '',
    ownerGroup: groupOf(owner?.text('apiVersion') ?? ''),
    ownerName: owner?.text('name') ?? '',
    isMirror: pod.text('metadata', 'annotations', mirrorAnnotation) !== '',
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
    containers: parseContainers(pod),
  };
}

/** `apps/v1`: apps; the core has none: `v1`. */
const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');

/** What is there of the pod once it is deleted. */
export function successorOf({ ownerKind, ownerGroup, ownerName, isMirror }: Pod): Successor {
  if (isMirror) return { by: 'kubelet' };
  return ownerKind === ''
    ? { by: 'nobody' }
    : { by: 'controller', group: ownerGroup, kind: ownerKind, name: ownerName };
}

/** Null where nobody has deleted the pod. */
export function deletionOf({ deletedAt, deletionGraceSeconds, finalizers }: Pod): Deletion | null {
  if (deletedAt === '') return null;
  // https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/: the grace period is in it
  const askedAt = isoSecond(Date.parse(deletedAt) - (deletionGraceSeconds ?? 0) * 1000);
  return { askedAt, endsBy: deletedAt, finalizers };
}

/** A sentence; empty where nobody has deleted the pod. */
export function deletionSentence(pod: Pod): string {
  const deletion = deletionOf(pod);
  if (!deletion) return '';
  const { askedAt, endsBy, finalizers } = deletion;
  const kept = finalizers.length > 0 ? `, and its finalizers keep it after that: ${finalizers.join(', ')}` : '';
  return `Pod ${pod.name} is being deleted${askedAt === null ? '' : ` since ${askedAt}`}; its processes have until ${endsBy}${kept}.`;
}
