import { timestamp } from '../api/objects.ts';
import { type Fields, fields, list } from '../json.ts';
import { type ContainerRecord, containerStatus, initContainerStatus } from './container-record.ts';
import type { RestartPolicy } from './pod-spec.ts';

export interface PodObservation {
  readonly restartPolicy: RestartPolicy;
  readonly qosClass: string;
  readonly initContainers: readonly ContainerRecord[];
  readonly containers: readonly ContainerRecord[];
  readonly startTime: string;
  readonly hostIP: string;
  /** Empty before the sandbox runs. */
  readonly podIP: string;
}

/** A pod's whole status, of what the kubelet knows; conditions that stay keep their transition times. */
export function podStatus(seen: PodObservation, before: Fields, now = new Date()): Fields {
  const phase = podPhase(seen);
  const { podIP, hostIP } = seen;
  return {
    phase,
    conditions: conditions(seen, phase, before, timestamp(now)),
    hostIP,
    ...(podIP === '' ? {} : { podIP, podIPs: [{ ip: podIP }] }),
    startTime: seen.startTime,
    ...(seen.initContainers.length === 0
      ? {}
      : { initContainerStatuses: seen.initContainers.map(initContainerStatus) }),
    containerStatuses: seen.containers.map(containerStatus),
    qosClass: seen.qosClass,
  };
}

/** The status of a pod that lived too long: its containers stay as they were seen last, as kubelet 1.20 leaves them. */
export function deadlineExceededStatus(before: Fields): Fields {
  const { conditions: _, hostIP: __, ...kept } = before;
  return {
    ...kept,
    phase: 'Failed',
    reason: 'DeadlineExceeded',
    message: 'Pod was active on the node longer than the specified deadline',
    containerStatuses: list(before.containerStatuses).map((one) => ({ ...fields(one), ready: false })),
  };
}

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

/** Kubernetes' own rules: waiting for a first start is Pending; all ended, and none to be restarted, is an end. */
export function podPhase({ initContainers, containers, restartPolicy }: PodObservation): Phase {
  const initFailed = initContainers.some(({ state }) => state.kind === 'terminated' && state.exitCode !== 0);
  if (initFailed && restartPolicy === 'Never') return 'Failed';
  if (containers.some(({ state, lastState }) => state.kind === 'waiting' && lastState === undefined)) return 'Pending';
  const ends = containers.flatMap(({ state }) => (state.kind === 'terminated' ? [state.exitCode] : []));
  if (ends.length < containers.length || restartPolicy === 'Always') return 'Running';
  if (ends.every((exitCode) => exitCode === 0)) return 'Succeeded';
  return restartPolicy === 'Never' ? 'Failed' : 'Running';
}

function conditions(seen: PodObservation, phase: Phase, before: Fields, now: string): Fields[] {
  const unready = seen.containers.filter(({ state }) => state.kind !== 'running').map(({ name }) => name);
  const uninitialized = seen.initContainers.filter(({ state }) => state.kind !== 'terminated' || state.exitCode !== 0);
  const completed = phase === 'Succeeded' ? { reason: 'PodCompleted' } : undefined;
  const notReady = completed ?? {
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${unready.join(' ')}]`,
  };
  const notInitialized = {
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${uninitialized.map(({ name }) => name).join(' ')}]`,
  };
  const stated = (type: string, holds: boolean, why: Fields): Fields => {
    const status = holds ? 'True' : 'False';
    const old = list(before.conditions)
      .map(fields)
      .find((one) => one.type === type);
    const lastTransitionTime = old?.status === status ? (old.lastTransitionTime ?? now) : now;
    return {
      type,
      status,
      lastProbeTime: null,
      lastTransitionTime,
      ...(holds ? (type === 'Initialized' ? completed : {}) : why),
    };
  };
  return [
    stated('Initialized', uninitialized.length === 0, notInitialized),
    stated('Ready', unready.length === 0, notReady),
    stated('ContainersReady', unready.length === 0, notReady),
    stated('PodScheduled', true, {}),
  ];
}
