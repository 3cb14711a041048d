import { setTimeout as sleep } from 'node:timers/promises';
import { leases, nodes } from '../api/resources.ts';
import type { Cluster } from '../cluster.ts';
import { type Fields, fields, text } from '../json.ts';
import { nodeStatus } from './node-status.ts';

const periodMs = 10_000;
/** A runtime that has not answered for this long is down. */
const runtimeLimitMs = 30_000;
const leaseNamespace = 'kube-node-lease';

/** Registers the node, and then tells every ten seconds that it is alive, while the kubelet runs. */
export async function startHeartbeat(cluster: Cluster): Promise<void> {
  const { store, nodeName } = cluster;
  const labels = { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': nodeName, 'kubernetes.io/os': 'linux' };
  const node = store.create(nodes, store.newObject(nodes, '', { metadata: { name: nodeName, labels }, spec: {} }));
  const owner = { apiVersion: 'v1', kind: 'Node', name: nodeName, uid: node.metadata.uid };
  store.create(
    leases,
    store.newObject(leases, leaseNamespace, { metadata: { name: nodeName, ownerReferences: [owner] } }),
  );
  const runtime = new RuntimeWatch(cluster);
  await runtime.look();
  beat(cluster, runtime);
  void (async () => {
    for (;;) {
      await sleep(periodMs);
      await cluster.faults.running();
      void runtime.look();
      beat(cluster, runtime);
    }
  })();
}

/** Remembers when dockerd answered last. */
class RuntimeWatch {
  readonly #cluster: Cluster;
  #answeredAt = Date.now();
  version = '';
  images: readonly Fields[] = [];

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  async look(): Promise<void> {
    const answer = await this.#cluster.docker.get('/version').catch(() => undefined);
    if (answer === undefined) return;
    this.version = text(answer.Version) ?? '';
    this.images = await this.#cluster.docker.list('/images/json').catch(() => this.images);
    this.#answeredAt = Date.now();
  }

  get error(): string | undefined {
    return Date.now() - this.#answeredAt > runtimeLimitMs ? 'container runtime is down' : undefined;
  }
}

function beat({ store, nodeName, nodeIP }: Cluster, runtime: RuntimeWatch): void {
  const lease = store.get(leases, leaseNamespace, nodeName);
  const renewTime = new Date().toISOString().replace('Z', '000Z'); // MicroTime
  const spec = { holderIdentity: nodeName, leaseDurationSeconds: 40, renewTime };
  if (lease !== undefined) store.update(leases, { ...lease, spec });
  const node = store.get(nodes, '', nodeName);
  if (node === undefined) return;
  store.update(nodes, { ...node, status: nodeStatus(fields(node.status), runtime, nodeIP) });
}
