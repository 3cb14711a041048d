import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../cluster.ts';
import { DockerError } from '../docker/engine.ts';
import type { PodSpec } from './pod-spec.ts';

/** What the parts of a pod's life share while it lives. */
export interface PodLife {
  readonly cluster: Cluster;
  readonly pod: PodSpec;
  /** Aborted when the pod is to end: nothing more is started, no wait goes on. */
  readonly stopping: AbortSignal;
  /** The ids of all of its containers, the sandbox too, until they are removed. */
  readonly created: Set<string>;
  /** Writes what is known now into the pod's status; later, while the kubelet does not run. */
  publish(): Promise<void>;
  event(type: 'Normal' | 'Warning', reason: string, message: string, container?: string): void;
}

/** The first pause between two tries is `initialMs`, each next one twice as long, at most five minutes. */
export function* backOffs(initialMs: number): Generator<number, never> {
  for (let ms = initialMs; ; ms = Math.min(ms * 2, 300_000)) yield ms;
}

/** Waits, but not longer than the pod is to live. */
export async function pause(ms: number, stopping: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stopping }).catch(() => {});
}

/** Repeats what has to succeed once dockerd works again; that there is nothing left to do is success. */
export async function insist(action: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await action();
      return;
    } catch (error) {
      if (error instanceof DockerError && error.code === 404) return;
      await sleep(1000);
    }
  }
}

/** Stops a container, by SIGKILL after the grace period; two seconds is the least that a kubelet gives. */
export async function stopContainer({ cluster }: PodLife, id: string, graceSeconds: number): Promise<void> {
  await insist(() => cluster.docker.post(`/containers/${id}/stop?t=${Math.max(2, graceSeconds)}`));
}

/** Removes a container and what it wrote. */
export async function removeContainer({ cluster, created }: PodLife, id: string): Promise<void> {
  await insist(() => cluster.docker.delete(`/containers/${id}?force=1&v=1`));
  created.delete(id);
}
