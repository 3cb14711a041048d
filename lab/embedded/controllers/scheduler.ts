import { type ApiObject, fieldText, timestamp } from '../api/objects.ts';
import { pods } from '../api/resources.ts';
import type { Cluster } from '../cluster.ts';
import { fields } from '../json.ts';
import { recordEvent } from '../kubelet/events.ts';

/** Binds every pod without a node to the one there is; those that another scheduler was named for stay. */
export function startScheduler({ store, nodeName }: Cluster): void {
  store.watch(undefined, ({ type, resource, object }) => {
    if (type !== 'ADDED' || resource !== pods || fieldText(object, 'spec.nodeName') !== '') return;
    if (['', 'default-scheduler'].includes(fieldText(object, 'spec.schedulerName'))) setImmediate(() => bind(object));
  });

  function bind(pod: ApiObject): void {
    const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: timestamp() };
    const status = { ...fields(pod.status), conditions: [scheduled] };
    store.update(pods, { ...pod, spec: { ...fields(pod.spec), nodeName }, status });
    const message = `Successfully assigned ${pod.metadata.namespace}/${pod.metadata.name} to ${nodeName}`;
    recordEvent(store, { component: 'default-scheduler' }, pod, { type: 'Normal', reason: 'Scheduled', message });
  }
}
