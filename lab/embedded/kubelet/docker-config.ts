import type { Fields } from '../json.ts';
import { expand } from './expansion.ts';
import type { ContainerSpec, PodSpec } from './pod-spec.ts';

/** Where a pod's cgroup is, below each controller: in a folder by quality of service. */
export function cgroupParent(cgroupRoot: string, pod: PodSpec): string {
  const qos = pod.qosClass === 'Guaranteed' ? '' : `/${pod.qosClass.toLowerCase()}`;
  return `${cgroupRoot}/kubepods${qos}/pod${pod.uid}`;
}

/** `k8s_nginx_nginx1_default_UID_0`, as dockershim names its containers. */
export function dockerName(pod: PodSpec, container: string, attempt: number): string {
  return ['k8s', container, pod.name, pod.namespace, pod.uid, attempt].join('_');
}

function podLabels(pod: PodSpec): Record<string, string> {
  return {
    'io.kubernetes.pod.name': pod.name,
    'io.kubernetes.pod.namespace': pod.namespace,
    'io.kubernetes.pod.uid': pod.uid,
  };
}

export const sandboxImage = 'registry.k8s.io/pause:lab';

/** The pause container, which holds the pod's namespaces. */
export function sandboxConfig(cgroupRoot: string, pod: PodSpec): Fields {
  return {
    ...(pod.hostNetwork ? {} : { Hostname: pod.name.slice(0, 63) }),
    Image: sandboxImage,
    Labels: {
      ...pod.labels,
      ...podLabels(pod),
      'io.kubernetes.container.name': 'POD',
      'io.kubernetes.docker.type': 'podsandbox',
    },
    HostConfig: {
      NetworkMode: pod.hostNetwork ? 'host' : 'default',
      IpcMode: pod.hostIPC ? 'host' : 'shareable',
      PidMode: pod.hostPID ? 'host' : '',
      CgroupParent: cgroupParent(cgroupRoot, pod),
      CpuShares: 2,
      OomScoreAdj: -998,
      SecurityOpt: ['no-new-privileges'],
    },
  };
}

export interface ContainerPlace {
  readonly cgroupRoot: string;
  readonly sandboxID: string;
  readonly imageID: string;
  readonly environment: Readonly<Record<string, string>>;
  /** `HOST-PATH:CONTAINER-PATH:OPTIONS`. */
  readonly binds: readonly string[];
  readonly restartCount: number;
}

/** A container of the pod, in the namespaces of its sandbox. */
export function containerConfig(pod: PodSpec, container: ContainerSpec, place: ContainerPlace): Fields {
  const expanded = (words: readonly string[]) => words.map((word) => expand(word, place.environment));
  const hostMode = (on: boolean) => (on ? 'host' : '');
  const sandbox = `container:${place.sandboxID}`;
  return {
    Image: place.imageID,
    ...(container.command === undefined ? {} : { Entrypoint: expanded(container.command) }),
    ...(container.args === undefined ? {} : { Cmd: expanded(container.args) }),
    ...(container.workingDir === undefined ? {} : { WorkingDir: container.workingDir }),
    Env: Object.entries(place.environment).map(([name, value]) => `${name}=${value}`),
    ...(container.runAsUser === undefined ? {} : { User: String(container.runAsUser) }),
    OpenStdin: container.stdin,
    Tty: container.tty,
    Healthcheck: { Test: ['NONE'] },
    Labels: {
      ...podLabels(pod),
      'io.kubernetes.container.name': container.name,
      'io.kubernetes.docker.type': 'container',
      'io.kubernetes.sandbox.id': place.sandboxID,
      'annotation.io.kubernetes.container.restartCount': String(place.restartCount),
    },
    HostConfig: {
      Binds: [...place.binds],
      NetworkMode: sandbox,
      IpcMode: pod.hostIPC ? 'host' : sandbox,
      PidMode: hostMode(pod.hostPID),
      UTSMode: hostMode(pod.hostNetwork),
      CgroupParent: cgroupParent(place.cgroupRoot, pod),
      Privileged: container.privileged,
      ReadonlyRootfs: container.readOnlyRootFilesystem,
      CapAdd: [...container.capabilities.add],
      CapDrop: [...container.capabilities.drop],
      SecurityOpt: ['seccomp=unconfined', ...(container.noNewPrivileges ? ['no-new-privileges'] : [])],
      ...limits(pod, container),
    },
  };
}

function limits(pod: PodSpec, container: ContainerSpec): Fields {
  const oomScore: Record<string, number> = { Guaranteed: -997, Burstable: 999 };
  return {
    CpuShares: Math.max(2, Math.floor((container.cpuRequest ?? 0) * 1024)),
    CpuPeriod: 100_000,
    CpuQuota: container.cpuLimit === undefined ? 0 : Math.max(1000, Math.floor(container.cpuLimit * 100_000)),
    Memory: container.memoryLimit ?? 0,
    OomScoreAdj: oomScore[pod.qosClass] ?? 1000,
  };
}
