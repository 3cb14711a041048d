import { setTimeout as sleep } from 'node:timers/promises';
import type { V1DeleteOptions } from '@kubernetes/client-node';
import type { Cluster } from '../cluster/cluster.ts';
import { ApiError } from '../cluster/request/api-error.ts';
import { podPath } from '../cluster/request/endpoint.ts';
import { inTries } from '../cluster/request/in-tries.ts';
import { limits } from '../limits.ts';
import { Problem } from '../model/problem.ts';
import { createPod, findPod, podOfName } from './create-pod.ts';
import { type PodEvent, podEvents } from './events.ts';
import type { DebugPodManifest } from './manifest.ts';
import { isPodOf } from './marks.ts';
import { containerName } from './names.ts';
import { isUnseen, type PodState, podPriority, podState, podUid } from './pod-state.ts';

/** How the deletion ended. */
export type Deletion = 'deleted' | 'forced' | 'unconfirmed';

/**
 * The debug pod while it lives: its state, kept up to date by a watch that was open before the pod was created.
 * `release` has to be called in every ending, for the watch is taken up again and again until then.
 */
export class DebugPod {
  readonly name: string;
  readonly namespace: string;
  readonly manifest: DebugPodManifest;
  #state: PodState = { kind: 'pending', seenByKubelet: false, sandboxRuns: false, waiting: null };
  /** Known once it is certain that the pod is ours. */
  #uid = '';
  /** The API server was asked for it, and has not refused it. */
  #mayExist = false;
  /** What was answered to its creation was not it. */
  #isDoubtful = false;
  #changed = Promise.withResolvers<void>();
  readonly #stop = new AbortController();
  #createdAtMs = Number.NEGATIVE_INFINITY;
  readonly #cluster: Cluster;

  private constructor(cluster: Cluster, manifest: DebugPodManifest) {
    this.#cluster = cluster;
    this.manifest = manifest;
    this.name = manifest.metadata.name;
    this.namespace = manifest.metadata.namespace;
  }

  /** Opens the watch, then creates the pod. Throws an ApiError where the API server refuses either. */
  static async create(
    cluster: Cluster,
    manifest: DebugPodManifest,
    /** Told before the request is sent: from then on the pod may exist. */
    onCreate: (pod: DebugPod) => void,
    signal?: AbortSignal,
  ): Promise<DebugPod> {
    const pod = new DebugPod(cluster, manifest);
    const events = await pod.#firstWatch(signal);
    pod.#mayExist = true;
    onCreate(pod);
    // whatever becomes of the request, the pod's end must be seen
    void pod.#follow(events);
    const making = await createPod(cluster, manifest, signal);
    if (making.kind === 'refused') pod.#neverWas();
    pod.#isDoubtful = making.kind === 'doubtful';
    if (making.kind !== 'made') throw making.error;
    pod.#uid = podUid(making.object);
    pod.#set(podState(making.object));
    refuseCriticalPriority(making.object); // and deleted at once, before it starts
    pod.#createdAtMs = performance.now();
    return pod;
  }

  /** False where there is nothing to remove. */
  get mayExist(): boolean {
    return this.#mayExist && this.#state.kind !== 'gone';
  }

  get state(): PodState {
    return this.#state;
  }

  /** The pod's state as soon as `done` holds of it; the last one known when the time is over. */
  async until(done: (state: PodState) => boolean, timeoutMs: number, signal: AbortSignal): Promise<PodState> {
    const timer = AbortSignal.timeout(timeoutMs);
    const either = AbortSignal.any([timer, signal]);
    while (!done(this.#state) && !either.aborted) await Promise.race([this.#changed.promise, aborted(either)]);
    signal.throwIfAborted();
    return this.#state;
  }

  events(signal: AbortSignal): Promise<PodEvent[]> {
    return podEvents(this.#cluster, this.namespace, this.#uid, signal);
  }

  /** The log from its start, and on until the container ends. */
  log(signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    return this.#cluster.followLog({ namespace: this.namespace, name: this.name, container: containerName }, signal);
  }

  /** Waits for the container to end by itself, where it runs at all; gives up in time, or when the signal fires. */
  async ended(timeoutMs: number, signal: AbortSignal): Promise<void> {
    await this.until(({ kind }) => kind !== 'running', timeoutMs, signal).catch(() => undefined);
  }

  /**
   * Asks for the deletion, up to three times; `gone` tells how it ended. Where the kubelet is only just starting the pod it may first finish that:
   * one that takes away the volumes of a container which it is about to start leaves their folders on the node.
   */
  async delete(): Promise<void> {
    const leftMs = this.#createdAtMs + limits.podStartingMs - performance.now();
    if (leftMs > 0) await this.until((state) => !isStarting(state), Math.ceil(leftMs), never);
    await this.#delete({});
  }

  /**
   * Waits for the kubelet to confirm that the container has ended. A grace period of 0 would remove the object before
   * that, so it is given only then, for the kubelet may look only every 10 s whether all of a pod is gone, or where no
   * kubelet answers, the sooner if none has ever heard of it.
   */
  async gone(): Promise<Deletion> {
    const isGone = ({ kind }: PodState) => kind === 'gone';
    const isTaken = (state: PodState) => !isUnseen(state);
    // a kubelet that has never heard of it runs nothing of it
    if (!isTaken(await this.until(isTaken, limits.unseenRemovalMs, never))) return this.#force('pending');
    const { kind } = await this.until(
      (state) => isGone(state) || state.kind === 'ended',
      limits.deletionConfirmMs,
      never,
    );
    if (kind === 'gone') return 'deleted';
    if (kind === 'ended' && isGone(await this.until(isGone, limits.removalMs, never))) return 'deleted';
    return this.#force(kind);
  }

  async #force(kind: PodState['kind']): Promise<Deletion> {
    const isGone = (state: PodState) => state.kind === 'gone';
    await this.#delete({ gracePeriodSeconds: 0 });
    if (!isGone(await this.until(isGone, limits.forcedDeletionMs, never))) return 'unconfirmed';
    return kind === 'ended' ? 'deleted' : 'forced';
  }

  /** Stops looking at it. Harmless when repeated. */
  release(): void {
    this.#stop.abort();
  }

  /** Of ours only: never by the name alone. */
  async #delete(options: { gracePeriodSeconds?: number }): Promise<void> {
    if (this.mayExist && this.#uid === '') await this.#findOut();
    if (!this.mayExist) return;
    const preconditions = { uid: this.#uid };
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions, ...options } satisfies V1DeleteOptions;
    try {
      await inTries((over) => this.#cluster.delete(podPath(this), body, over));
    } catch (error) {
      if (!(error instanceof ApiError) || !(await this.#isNoMore(error))) throw error;
      this.#set({ kind: 'gone' });
    }
  }

  async #isNoMore({ status }: ApiError): Promise<boolean> {
    if (status !== 409) return status === 404;
    // another pod may have its name by now
    const there = await podOfName(this.#cluster, this);
    const uid = podUid(there);
    return there === null || (uid !== '' && uid !== this.#uid);
  }

  /** The answer to its creation was lost. Throws where that it is not there cannot be believed. */
  async #findOut(): Promise<void> {
    const found = await findPod(this.#cluster, this.manifest);
    if (found !== null) this.#uid ||= podUid(found);
    else await this.until(() => this.#uid !== '', limits.lateCreationMs, never);
    if (this.#uid !== '') return;
    if (this.#isDoubtful) throw new Error('it may be there: what was answered to its creation was another object');
    this.#neverWas();
  }

  #neverWas(): void {
    this.#mayExist = false;
    this.#set({ kind: 'gone' });
  }

  /** Nothing is made yet: who wants out has nothing to wait for. */
  async #firstWatch(signal: AbortSignal | undefined) {
    signal?.throwIfAborted();
    const giveUp = () => this.release();
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      // from any state that the API server has at hand: for the newest one it may first have to ask etcd, for up to 3 s
      // https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-watch
      return await this.#watch({ resourceVersion: '0' });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  #watch(from: Readonly<Record<string, string>> = {}) {
    // it ends by itself after a while and is taken up again, so that a connection that has silently died is noticed
    const query = { fieldSelector: `metadata.name=${this.name}`, timeoutSeconds: String(limits.watchSeconds), ...from };
    return this.#cluster.watch(`/api/v1/namespaces/${this.namespace}/pods`, query, this.#stop.signal);
  }

  async #follow(events: Awaited<ReturnType<Cluster['watch']>>): Promise<void> {
    const signal = this.#stop.signal;
    for (let watch: typeof events | null = events; !signal.aborted; ) {
      try {
        const begun = performance.now();
        for await (const event of watch ?? []) {
          if (event.type === 'DELETED') this.#isGone(event.object);
          else if (event.type !== 'ERROR' && event.type !== 'BOOKMARK') this.#take(event.object);
        }
        // a server that ends it at once is not asked all the time
        await sleep(Math.max(0, begun + limits.watchRetryMs - performance.now()), undefined, { signal });
        watch = await this.#watch();
        this.#take(await this.#cluster.get(podPath(this), {}, signal));
      } catch (error) {
        // before its creation is answered that says nothing
        if (error instanceof ApiError && error.status === 404 && this.#uid !== '') this.#set({ kind: 'gone' });
        watch = null;
        await sleep(limits.watchRetryMs, undefined, { signal }).catch(() => undefined);
      }
      if (this.#state.kind === 'gone') return;
    }
  }

  #take(object: unknown): void {
    if (!this.#isOurs(object)) return;
    this.#uid ||= podUid(object);
    this.#set(podState(object));
  }

  #isGone(object: unknown): void {
    if (this.#isOurs(object)) this.#set({ kind: 'gone' });
  }

  /** Another pod may get that name. */
  #isOurs(object: unknown): boolean {
    return this.#uid === '' ? isPodOf(this.manifest, object) : podUid(object) === this.#uid;
  }

  #set(state: PodState): void {
    if (this.#state.kind === 'gone') return;
    this.#state = state;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

const never = new AbortController().signal;

/** As far as the kubelet has said anything yet. */
const isStarting = (state: PodState): boolean =>
  state.kind === 'pending' && [undefined, 'ContainerCreating'].includes(state.waiting?.reason);

/** A kubelet evicts other pods for a critical one: https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/ */
const systemCriticalPriority = 2_000_000_000;

function refuseCriticalPriority(created: unknown): void {
  const priority = podPriority(created);
  if (priority < systemCriticalPriority) return;
  throw new Problem(
    `The API server gave the debug pod a system-critical priority (${priority}), for which others might be evicted.`,
    {
      why: 'An admission policy of that namespace, or a default priority class, sets it.',
      next: 'Have the administrator of the cluster apply what `kubectl exec-doctor setup` prints: a namespace for debug pods alone.',
    },
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  return signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
