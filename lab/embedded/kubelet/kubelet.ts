import { type ApiObject, deletionTimestamp, fieldText } from '../api/objects.ts';
import { pods } from '../api/resources.ts';
import type { Cluster } from '../cluster.ts';
import { number } from '../json.ts';
import { PodWorker } from './pod-worker.ts';

/** Runs the pods that are bound to this node as containers of its dockerd. */
export function startKubelet(cluster: Cluster): void {
  const workers = new Map<string, PodWorker>();
  cluster.store.watch(undefined, ({ type, resource, object }) => {
    if (resource !== pods || fieldText(object, 'spec.nodeName') !== cluster.nodeName) return;
    const { uid } = object.metadata;
    const worker = workers.get(uid);
    if (type === 'DELETED') void worker?.remove(0);
    else if (worker === undefined) void run(object);
    else if (deletionTimestamp(object) !== undefined)
      void worker.remove(number(object.metadata.deletionGracePeriodSeconds) ?? 30);
  });

  async function run(pod: ApiObject): Promise<void> {
    const worker = new PodWorker(cluster, pod);
    workers.set(pod.metadata.uid, worker);
    await worker.run();
    workers.delete(pod.metadata.uid);
  }
}
