import { readdir, rmdir } from 'node:fs/promises';
import { type ApiObject, timestamp } from '../api/objects.ts';
import { pods } from '../api/resources.ts';
import type { Cluster } from '../cluster.ts';
import { type Fields, fields } from '../json.ts';
import { liveContainer } from './container-life.ts';
import { type ContainerRecord, newRecord } from './container-record.ts';
import { cgroupParent } from './docker-config.ts';
import { recordEvent } from './events.ts';
import { backOffs, insist, type PodLife, pause, removeContainer, stopContainer } from './pod-life.ts';
import { type PodSpec, podSpec } from './pod-spec.ts';
import { deadlineExceededStatus, podStatus } from './pod-status.ts';
import { startSandbox } from './sandbox.ts';
import { setUpVolumes, tearDownVolumes } from './volumes.ts';

/** One pod on this node, from its start until nothing of it is left. */
export class PodWorker implements PodLife {
  readonly cluster: Cluster;
  readonly pod: PodSpec;
  readonly created = new Set<string>();
  readonly #object: ApiObject;
  readonly #stopping = new AbortController();
  readonly #removal = Promise.withResolvers<void>();
  readonly #startTime = timestamp();
  readonly #initContainers: ContainerRecord[];
  readonly #containers: ContainerRecord[];
  #podIP = '';
  #deadlineExceeded = false;

  constructor(cluster: Cluster, object: ApiObject) {
    this.cluster = cluster;
    this.#object = object;
    this.pod = podSpec(object);
    this.#initContainers = this.pod.initContainers.map(({ name, image }) => newRecord(name, image, 'PodInitializing'));
    const reason = this.#initContainers.length > 0 ? 'PodInitializing' : 'ContainerCreating';
    this.#containers = this.pod.containers.map(({ name, image }) => newRecord(name, image, reason));
  }

  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** The pod's whole life; returns when its object is removed too. */
  async run(): Promise<void> {
    const { activeDeadlineSeconds } = this.pod;
    const deadline =
      activeDeadlineSeconds && setTimeout(() => void this.#exceedDeadline(), activeDeadlineSeconds * 1000);
    try {
      await this.#live();
    } catch (error) {
      console.error(this.pod.name, error);
    }
    await this.#removal.promise;
    clearTimeout(deadline);
    await this.#cleanUp();
    this.cluster.store.remove(pods, this.#object);
  }

  /** The pod was deleted: stop it, and then remove it. A later call may shorten the grace period. */
  async remove(graceSeconds: number): Promise<void> {
    this.#removal.resolve();
    await this.cluster.faults.running();
    await this.#stop(graceSeconds);
  }

  async publish(): Promise<void> {
    await this.#updateStatus((before) =>
      podStatus(
        {
          restartPolicy: this.pod.restartPolicy,
          qosClass: this.pod.qosClass,
          initContainers: this.#initContainers,
          containers: this.#containers,
          startTime: this.#startTime,
          hostIP: this.cluster.nodeIP,
          podIP: this.#podIP,
        },
        before,
      ),
    );
  }

  async #updateStatus(status: (before: Fields) => Fields): Promise<void> {
    await this.cluster.faults.running();
    const { namespace, name, uid } = this.#object.metadata;
    const current = this.cluster.store.get(pods, namespace, name);
    if (current?.metadata.uid !== uid || this.#deadlineExceeded) return;
    this.cluster.store.update(pods, { ...current, status: status(fields(current.status)) });
  }

  event(type: 'Normal' | 'Warning', reason: string, message: string, container?: string): void {
    const source = { component: 'kubelet', host: this.cluster.nodeName };
    const part = container === undefined ? {} : { fieldPath: `spec.containers{${container}}` };
    recordEvent(this.cluster.store, source, this.#object, { type, reason, message, ...part });
  }

  async #live(): Promise<void> {
    await this.publish();
    await this.#waitForVolumes();
    const sandbox = await startSandbox(this);
    if (sandbox === undefined) return;
    this.#podIP = sandbox.ip;
    const { restartPolicy } = this.pod;
    for (const [index, spec] of this.pod.initContainers.entries()) {
      const record = this.#initContainers[index] ?? newRecord(spec.name, spec.image, '');
      await liveContainer(this, sandbox, spec, record, restartPolicy === 'Never' ? 'Never' : 'OnFailure');
      if (record.state.kind !== 'terminated' || record.state.exitCode !== 0) return;
    }
    await Promise.all(
      this.pod.containers.map((spec, index) => {
        const record = this.#containers[index] ?? newRecord(spec.name, spec.image, '');
        return liveContainer(this, sandbox, spec, record, restartPolicy);
      }),
    );
    await stopContainer(this, sandbox.id, 0);
  }

  async #waitForVolumes(): Promise<void> {
    for (const delay of backOffs(500)) {
      if (this.stopping.aborted) return;
      try {
        return await setUpVolumes(this.pod);
      } catch (error) {
        this.event('Warning', 'FailedMount', error instanceof Error ? error.message : String(error));
      }
      await pause(delay, this.stopping);
    }
  }

  async #exceedDeadline(): Promise<void> {
    await this.#updateStatus(deadlineExceededStatus);
    this.#deadlineExceeded = true;
    this.event('Normal', 'DeadlineExceeded', 'Pod was active on the node longer than the specified deadline');
    await this.#stop(this.pod.gracePeriodSeconds);
  }

  async #stop(graceSeconds: number): Promise<void> {
    this.#stopping.abort();
    const running = [...this.#initContainers, ...this.#containers].filter(({ state }) => state.kind === 'running');
    await Promise.all(
      running.map(({ name, containerID }) => {
        this.event('Normal', 'Killing', `Stopping container ${name}`, name);
        return stopContainer(this, containerID, graceSeconds);
      }),
    );
  }

  async #cleanUp(): Promise<void> {
    await this.cluster.faults.running();
    for (const id of [...this.created].reverse()) await removeContainer(this, id);
    await insist(() => tearDownVolumes(this.pod));
    const controllers = await readdir('/sys/fs/cgroup');
    for (const controller of ['', ...controllers])
      await rmdir(`/sys/fs/cgroup/${controller}${cgroupParent(this.cluster.cgroupRoot, this.pod)}`).catch(() => {});
  }
}
