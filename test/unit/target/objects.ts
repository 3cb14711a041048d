import type { Cluster } from '../../../src/cluster/cluster.ts';
import { ApiError } from '../../../src/cluster/request/api-error.ts';

/** Objects as the API server sends them, and a cluster that has no others. */

export const id = (letter: string) => letter.repeat(64);
export const runningSince = (startedAt: string) => ({ running: { startedAt } });

export interface ContainerLike {
  readonly name: string;
  readonly containerID?: string;
  readonly state?: object;
  readonly lastState?: object;
  readonly restartCount?: number;
  readonly ready?: boolean;
  readonly privileged?: boolean;
  readonly image?: string;
  readonly runningImage?: string;
}

export interface PodLike {
  readonly name?: string;
  readonly namespace?: string;
  readonly createdAt?: string;
  readonly deletedAt?: string;
  readonly annotations?: object;
  readonly labels?: object;
  readonly owners?: readonly object[];
  readonly nodeName?: string;
  readonly phase?: string;
  readonly isReady?: boolean;
  readonly readySince?: string;
  readonly spec?: object;
  readonly status?: object;
  readonly containers?: readonly ContainerLike[];
  readonly init?: readonly ContainerLike[];
  readonly ephemeral?: readonly ContainerLike[];
}

export function pod(like: PodLike = {}) {
  const { name = 'web', namespace = 'shop', containers = [{ name: 'app' }], init = [], ephemeral = [] } = like;
  return {
    metadata: {
      name,
      namespace,
      uid: `uid-of-${name}`,
      creationTimestamp: like.createdAt ?? '2026-01-01T00:00:00Z',
      ...(like.deletedAt && { deletionTimestamp: like.deletedAt }),
      annotations: like.annotations ?? {},
      labels: like.labels ?? {},
      ...(like.owners && { ownerReferences: like.owners }),
    },
    spec: {
      nodeName: like.nodeName ?? 'n1',
      containers: containers.map(specOf),
      initContainers: init.map(specOf),
      ephemeralContainers: ephemeral.map(specOf),
      ...like.spec,
    },
    status: {
      phase: like.phase ?? 'Running',
      conditions: [
        {
          type: 'Ready',
          status: like.isReady === false ? 'False' : 'True',
          lastTransitionTime: like.readySince ?? '2026-01-01T00:00:10Z',
        },
      ],
      containerStatuses: containers.map(statusOf),
      initContainerStatuses: init.map(statusOf),
      ephemeralContainerStatuses: ephemeral.map(statusOf),
      ...like.status,
    },
  };
}

export function node({ info = {}, labels = {}, ready = {} }: { info?: object; labels?: object; ready?: object } = {}) {
  return {
    metadata: { name: 'n1', labels },
    status: {
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'fine', ...ready }],
      nodeInfo: {
        containerRuntimeVersion: 'containerd://1.7.2',
        kubeletVersion: 'v1.30.1',
        osImage: 'Debian',
        kernelVersion: '6.1',
        operatingSystem: 'linux',
        architecture: 'arm64',
        ...info,
      },
    },
  };
}

export const lease = (renewTime: string) => ({ spec: { renewTime } });

export const refusal = (status: number, message = 'no') =>
  new ApiError(message, 'GET /', 'https://api', status, status === 403 ? 'Forbidden' : 'Other');

/** Answers what is listed by path (with its query, where there is one); anything else is not found. */
export function clusterOf(objects: Readonly<Record<string, unknown>>): Pick<Cluster, 'get'> {
  return {
    // all of a list is in its first page
    get: async (path, { limit: _, ...query } = {}) => {
      const search = decodeURIComponent(new URLSearchParams(query).toString()).replaceAll('+', ' ');
      const object = objects[search ? `${path}?${search}` : path] ?? refusal(404, `${path} not found`);
      if (object instanceof Error) throw object;
      return object;
    },
  };
}

function specOf({ name, image = 'shop/app:1', privileged }: ContainerLike) {
  return { name, image, ...(privileged && { securityContext: { privileged } }) };
}

function statusOf(container: ContainerLike) {
  return {
    name: container.name,
    containerID: container.containerID ?? `containerd://${id('a')}`,
    image: container.runningImage ?? container.image ?? 'docker.io/shop/app:1',
    ready: container.ready ?? true,
    restartCount: container.restartCount ?? 0,
    state: container.state ?? runningSince('2026-01-01T00:00:05Z'),
    lastState: container.lastState ?? {},
  };
}
