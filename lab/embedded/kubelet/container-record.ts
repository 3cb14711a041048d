import type { Fields } from '../json.ts';

/** How a container is, in the words of a pod's status. */
export type ContainerState =
  | { readonly kind: 'waiting'; readonly reason: string; readonly message?: string }
  | { readonly kind: 'running'; readonly startedAt: string }
  | {
      readonly kind: 'terminated';
      readonly exitCode: number;
      readonly reason: string;
      readonly message: string;
      readonly startedAt: string;
      readonly finishedAt: string;
      readonly containerID: string;
    };

/** What the kubelet knows of one container of a pod. */
export interface ContainerRecord {
  readonly name: string;
  readonly image: string;
  imageID: string;
  /** Of dockerd, of the newest container; empty before the first. */
  containerID: string;
  restartCount: number;
  state: ContainerState;
  /** How the container before ended. */
  lastState: ContainerState | undefined;
}

export function newRecord(name: string, image: string, reason: string): ContainerRecord {
  const state: ContainerState = { kind: 'waiting', reason };
  return { name, image, imageID: '', containerID: '', restartCount: 0, state, lastState: undefined };
}

/** The entry in `initContainerStatuses`: ready is one that has done its work. */
export function initContainerStatus(record: ContainerRecord): Fields {
  const { started: _, ...status } = containerStatus(record);
  return { ...status, ready: record.state.kind === 'terminated' && record.state.exitCode === 0 };
}

/** The entry in `containerStatuses`. */
export function containerStatus(record: ContainerRecord): Fields {
  const running = record.state.kind === 'running';
  return {
    name: record.name,
    state: stateFields(record.state),
    lastState: record.lastState === undefined ? {} : stateFields(record.lastState),
    ready: running,
    restartCount: record.restartCount,
    image: record.image,
    imageID: record.imageID === '' ? '' : `docker://${record.imageID}`,
    ...(record.containerID === '' ? {} : { containerID: `docker://${record.containerID}` }),
    started: running,
  };
}

function stateFields(state: ContainerState): Fields {
  const { kind, ...values } = state;
  const shown = Object.entries(values).filter(([, value]) => value !== '');
  const entries = Object.fromEntries(shown);
  return {
    [kind]: 'containerID' in entries ? { ...entries, containerID: `docker://${entries.containerID}` } : entries,
  };
}
