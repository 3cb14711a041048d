import type { Cluster } from '../../../src/cluster/cluster.ts';
import { ApiError } from '../../../src/cluster/request/api-error.ts';
import type { WatchEvent } from '../../../src/cluster/request/watch.ts';

/** A queue that is read as it is filled. */
class Feed<Item> {
  #items: Item[] = [];
  #more = Promise.withResolvers<void>();
  #ended = false;

  push(...items: Item[]): void {
    this.#items.push(...items);
    this.#more.resolve();
  }

  end(): void {
    this.#ended = true;
    this.#more.resolve();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    for (;;) {
      const items = this.#items.splice(0);
      yield* items;
      if (items.length > 0) continue;
      if (this.#ended) return;
      await this.#more.promise;
      this.#more = Promise.withResolvers();
    }
  }
}

export const apiError = (status: number, message = `HTTP ${status}`) =>
  new ApiError(message, 'GET /x', 'https://x', status, '');

/** An API server with one pod, whose life is told by the test. */
export class FakeCluster implements Cluster {
  readonly context = 'fake';
  readonly namespace = 'shop';
  readonly server = 'https://fake';
  /** Every request, in their order. */
  readonly requests: string[] = [];
  readonly bodies: unknown[] = [];
  readonly log = new Feed<Uint8Array>();
  /** What is answered instead; by `METHOD path`, or the method alone. */
  readonly refusals = new Map<string, Error>();
  events: readonly object[] = [];
  priority = 0;
  #watches: Feed<WatchEvent>[] = [];
  #status: object | null = null;
  #made: { metadata?: object; spec?: object } = {};

  /** What the kubelet reports from now on. */
  report(status: object): void {
    this.#status = status;
    for (const watch of this.#watches) watch.push({ type: 'MODIFIED', object: this.#pod() });
  }

  /** The object is gone. */
  vanish(): void {
    const object = this.#pod();
    this.#status = null;
    for (const watch of this.#watches) watch.push({ type: 'DELETED', object });
  }

  /** The server ends every watch, as it does after a while. */
  endWatches(): void {
    for (const watch of this.#watches.splice(0)) watch.end();
  }

  /** What happens where no watch sees it. */
  reportUnseen(status: object | null): void {
    this.#status = status;
  }

  async get(path: string): Promise<unknown> {
    this.#ask('GET', path);
    if (path.endsWith('/events')) return { items: this.events };
    if (this.#status === null) throw apiError(404);
    return this.#pod();
  }

  async create(path: string, body: unknown, _query: object = {}, _signal?: AbortSignal): Promise<unknown> {
    this.#ask('POST', path);
    this.bodies.push(body);
    this.#made = Object.assign({}, body);
    this.#status = { phase: 'Pending' };
    return this.#pod();
  }

  async delete(path: string, body?: unknown): Promise<unknown> {
    this.#ask('DELETE', path);
    this.bodies.push(body);
    if (this.#status === null) throw apiError(404);
    return this.#pod();
  }

  async watch(path: string): Promise<AsyncIterable<WatchEvent>> {
    this.#ask('WATCH', path);
    const watch = new Feed<WatchEvent>();
    this.#watches.push(watch);
    return watch;
  }

  async followLog(_pod: unknown, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    this.#ask('LOG', '');
    signal.addEventListener('abort', () => this.log.end());
    return this.log;
  }

  async exec(): Promise<never> {
    throw apiError(501);
  }

  async getText(): Promise<never> {
    throw apiError(501);
  }

  #pod(): object {
    const { metadata, spec } = this.#made;
    return {
      metadata: { ...metadata, uid: 'u-1' },
      spec: { ...spec, priority: this.priority },
      status: this.#status ?? {},
    };
  }

  #ask(method: string, path: string): void {
    this.requests.push(`${method} ${path}`.trim());
    const refusal = this.refusals.get(method);
    if (refusal) throw refusal;
  }
}

const container = (phase: string, state: object) => ({
  phase,
  startTime: '2026-01-01T00:00:00Z',
  containerStatuses: [{ state }],
});

/** Statuses as a kubelet reports them. */
export const statuses = {
  running: container('Running', { running: {} }),
  waiting: (reason: string, message = '') => container('Pending', { waiting: { reason, message } }),
  ended: (message = '', reason = 'Completed') =>
    container('Succeeded', { terminated: { exitCode: 0, reason, message } }),
  evicted: { phase: 'Failed', reason: 'Evicted', message: 'memory' },
} as const;

/** An event of the pod's kubelet, or of who poses as that. */
export const ofKubelet = (event: { readonly reason: string; readonly message: string }): object => ({
  ...{ source: { component: 'kubelet', host: 'n1' }, involvedObject: { kind: 'Pod', uid: 'u-1' } },
  ...event,
});

/** Lets everything happen that is only waiting for its turn. */
export const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 5));
