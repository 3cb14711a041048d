import { readFileSync } from 'node:fs';
import { availableParallelism, release, totalmem } from 'node:os';
import { version } from '../api/discovery.ts';
import { timestamp } from '../api/objects.ts';
import { type Fields, fields, list } from '../json.ts';

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

const pressures: readonly Condition[] = [
  {
    type: 'MemoryPressure',
    status: 'False',
    reason: 'KubeletHasSufficientMemory',
    message: 'kubelet has sufficient memory available',
  },
  {
    type: 'DiskPressure',
    status: 'False',
    reason: 'KubeletHasNoDiskPressure',
    message: 'kubelet has no disk pressure',
  },
  {
    type: 'PIDPressure',
    status: 'False',
    reason: 'KubeletHasSufficientPID',
    message: 'kubelet has sufficient PID available',
  },
];

/** What dockerd tells of itself. */
interface RuntimeState {
  readonly version: string;
  /** Why it is taken for dead. */
  readonly error: string | undefined;
  /** As it lists them. */
  readonly images: readonly Fields[];
}

/** What a kubelet posts of its node; the runtime is well, or the text says what is wrong with it. */
export function nodeStatus(
  before: Fields,
  { version: runtimeVersion, error: runtimeError, images }: RuntimeState,
  address: string,
): Fields {
  const ready: Condition =
    runtimeError === undefined
      ? { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' }
      : { type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: runtimeError };
  const resources = { cpu: String(availableParallelism()), memory: `${Math.floor(totalmem() / 1024)}Ki`, pods: '110' };
  return {
    capacity: resources,
    allocatable: resources,
    conditions: withTimes([...pressures, ready], before),
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: nodeInfo(runtimeVersion),
    images: images.map(({ RepoTags, Size }) => ({ names: [...list(RepoTags)], sizeBytes: Size ?? null })),
  };
}

/** Conditions with their times: of the last heartbeat, now, and of the last change. */
export function withTimes(conditions: readonly Condition[], before: Fields, now = timestamp()): Fields[] {
  return conditions.map((condition) => {
    const old = list(before.conditions)
      .map(fields)
      .find((one) => one.type === condition.type);
    const changed = old?.status === condition.status ? (old.lastTransitionTime ?? now) : now;
    const heartbeat = condition.status === 'Unknown' ? (old?.lastHeartbeatTime ?? now) : now;
    return { ...condition, lastHeartbeatTime: heartbeat, lastTransitionTime: changed };
  });
}

function nodeInfo(runtimeVersion: string): Fields {
  const kubeletVersion = version.gitVersion ?? '';
  const machineID = firstLine('/etc/machine-id');
  return {
    machineID,
    systemUUID: machineID,
    bootID: firstLine('/proc/sys/kernel/random/boot_id'),
    kernelVersion: release(),
    osImage: /^PRETTY_NAME="?(.*?)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux',
    containerRuntimeVersion: `docker://${runtimeVersion}`,
    kubeletVersion,
    kubeProxyVersion: kubeletVersion,
    operatingSystem: 'linux',
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
  };
}

function firstLine(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
