import { deleteObject } from '../api/delete.ts';
import { newPod } from '../api/new-pod.ts';
import { type ApiObject, deletionTimestamp } from '../api/objects.ts';
import { pods, type Resource, resources } from '../api/resources.ts';
import type { Change, Store } from '../api/store.ts';
import { type Fields, fields, list, number, textFields } from '../json.ts';
import { recordEvent } from '../kubelet/events.ts';

/** Kinds whose pods come from a template. A Deployment makes its pods itself here, without a ReplicaSet in between. */
const workloads = resources.filter(({ kind }) =>
  ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'].includes(kind),
);

/** Keeps as many pods of each workload as it asks for, and deletes them with it. */
export function startWorkloads(store: Store): void {
  store.watch(undefined, ({ type, resource, object }: Change) => {
    if (workloads.includes(resource)) {
      if (type === 'DELETED')
        setImmediate(() => podsOf(store, object).forEach((pod) => void deleteObject(store, pods, pod, {})));
      else setImmediate(() => reconcile(store, resource, object.metadata.namespace, object.metadata.name));
    } else if (resource === pods && type !== 'ADDED') {
      const owner = list(object.metadata.ownerReferences).map(fields)[0];
      const kind = workloads.find((one) => one.kind === owner?.kind);
      if (kind) setImmediate(() => reconcile(store, kind, object.metadata.namespace, String(owner?.name)));
    }
  });
}

function reconcile(store: Store, resource: Resource, namespace: string, name: string): void {
  const workload = store.get(resource, namespace, name);
  if (workload === undefined) return;
  const spec = fields(workload.spec);
  const isJob = resource.kind === 'Job';
  if (isJob && spec.selector === undefined) {
    store.update(resource, { ...workload, spec: { ...spec, selector: { matchLabels: jobLabels(workload) } } });
    return; // and once more for that change
  }
  const wanted = isJob || resource.kind === 'DaemonSet' ? 1 : (number(spec.replicas) ?? 1);
  const present = podsOf(store, workload).filter((pod) => deletionTimestamp(pod) === undefined);
  for (let index = present.length; index < wanted; index += 1) {
    try {
      createPod(
        store,
        workload,
        resource.kind === 'StatefulSet' ? { name: `${name}-${index}` } : { generateName: `${name}-` },
      );
    } catch (error) {
      const message = `Error creating: ${error instanceof Error ? error.message : error}`;
      recordEvent(store, { component: 'workloads' }, workload, { type: 'Warning', reason: 'FailedCreate', message });
      return;
    }
  }
}

function createPod(store: Store, workload: ApiObject, naming: Fields): void {
  store.create(pods, store.newObject(pods, workload.metadata.namespace, newPod(podBody(workload, naming))));
}

function podsOf(store: Store, { metadata }: ApiObject): ApiObject[] {
  const isOwner = (pod: ApiObject) =>
    list(pod.metadata.ownerReferences).some((one) => fields(one).uid === metadata.uid);
  return store.list(pods, metadata.namespace).filter(isOwner);
}

function podBody(workload: ApiObject, naming: Fields): Fields {
  const { kind, apiVersion } = workload;
  const { name, uid } = workload.metadata;
  const template = fields(fields(workload.spec).template);
  const labels = { ...textFields(fields(template.metadata).labels), ...(kind === 'Job' ? jobLabels(workload) : {}) };
  const ownerReferences = [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }];
  return {
    metadata: { ...fields(template.metadata), ...naming, labels, ownerReferences },
    spec: fields(template.spec),
  };
}

function jobLabels({ metadata }: ApiObject): Record<string, string> {
  return { 'controller-uid': metadata.uid, 'job-name': metadata.name };
}
