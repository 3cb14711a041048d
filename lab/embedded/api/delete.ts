import { type Fields, fields, number, text } from '../json.ts';
import { type ApiObject, deletionTimestamp, timestamp } from './objects.ts';
import { namespaces, pods, type Resource, resources } from './resources.ts';
import { conflict } from './status.ts';
import type { Store } from './store.ts';

/**
 * Deletes an object as the API server does. A pod that still runs is only marked: its kubelet stops it and then
 * removes the object. A grace period of 0, or a pod that has ended or was never scheduled: gone at once.
 */
export function deleteObject(store: Store, resource: Resource, object: ApiObject, options: Fields): ApiObject {
  const uid = text(fields(options.preconditions).uid);
  if (uid !== undefined && uid !== object.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${object.metadata.uid}`;
    throw conflict(resource, object.metadata.name, why);
  }
  if (resource === namespaces) return deleteNamespace(store, object);
  const seconds = resource === pods ? gracePeriod(object, number(options.gracePeriodSeconds)) : 0;
  if (seconds === 0) {
    store.remove(resource, object);
    return object;
  }
  const current = number(object.metadata.deletionGracePeriodSeconds);
  if (deletionTimestamp(object) !== undefined && (current ?? 0) <= seconds) return object;
  return store.update(resource, marked(object, seconds));
}

function gracePeriod(pod: ApiObject, asked: number | undefined): number {
  const spec = fields(pod.spec);
  const phase = text(fields(pod.status).phase);
  if (!text(spec.nodeName) || phase === 'Succeeded' || phase === 'Failed') return 0;
  return Math.max(0, asked ?? number(spec.terminationGracePeriodSeconds) ?? 30);
}

function marked(object: ApiObject, seconds: number): ApiObject {
  const at = timestamp(new Date(Date.now() + seconds * 1000));
  return { ...object, metadata: { ...object.metadata, deletionTimestamp: at, deletionGracePeriodSeconds: seconds } };
}

/** Empties the namespace, and removes it when its last pod is gone. */
function deleteNamespace(store: Store, namespace: ApiObject): ApiObject {
  const name = namespace.metadata.name;
  const terminating = store.update(namespaces, { ...marked(namespace, 0), status: { phase: 'Terminating' } });
  const removeIfEmpty = () => {
    if (store.list(pods, name).length > 0) return;
    stop();
    store.remove(namespaces, terminating);
  };
  const stop = store.watch(undefined, (change) => {
    if (change.type === 'DELETED' && change.resource === pods) removeIfEmpty();
  });
  for (const resource of resources.filter((one) => one.namespaced)) {
    for (const object of store.list(resource, name)) deleteObject(store, resource, object, {});
  }
  removeIfEmpty();
  return terminating;
}
