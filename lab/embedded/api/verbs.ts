import { type Fields, fields, number, text } from '../json.ts';
import { deleteObject } from './delete.ts';
import { mergePatch } from './merge-patch.ts';
import { newPod } from './new-pod.ts';
import type { ApiObject } from './objects.ts';
import type { ResourcePath } from './request-path.ts';
import { apiVersion, namespaces, pods } from './resources.ts';
import { selectorOf } from './selector.ts';
import { alreadyExists, badRequest, conflict, invalid, notFound } from './status.ts';
import type { Store } from './store.ts';

/** The object that a path names. */
export function getObject(store: Store, { resource, namespace, name }: ResourcePath): ApiObject {
  const object = store.get(resource, namespace, name);
  if (object === undefined) throw notFound(resource, name);
  return object;
}

/** The objects of a collection that the selectors let through. */
export function listObjects(store: Store, path: ResourcePath, query: URLSearchParams): ApiObject[] {
  return store.list(path.resource, path.namespace).filter(selectorOf(query, path.resource));
}

export function createObject(
  store: Store,
  { resource, namespace }: ResourcePath,
  query: URLSearchParams,
  body: Fields,
): ApiObject {
  const metadata = fields(body.metadata);
  const name = text(metadata.name) ?? '';
  if (body.kind !== undefined && (body.kind !== resource.kind || body.apiVersion !== apiVersion(resource.group))) {
    throw badRequest(`the object provided is ${body.kind}, not ${resource.kind} of ${apiVersion(resource.group)}`);
  }
  if (resource.namespaced) {
    if (namespace === '') throw badRequest('a namespace is required');
    if (store.get(namespaces, '', namespace) === undefined) throw notFound(namespaces, namespace);
    if ((text(metadata.namespace) ?? namespace) !== namespace) {
      throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
    }
  }
  if (name === '' && !text(metadata.generateName)) {
    throw invalid(resource.kind, name, 'metadata.name', 'Required value: name or generateName is required');
  }
  if (!/^[a-z0-9]([-a-z0-9.:]*[a-z0-9])?$/.test(name || 'generated')) {
    throw invalid(resource.kind, name, 'metadata.name', `Invalid value: "${name}": a DNS-1123 subdomain is required`);
  }
  const object = store.newObject(resource, namespace, resource === pods ? newPod(body) : body);
  if (resource === namespaces) object.status = { phase: 'Active' };
  if (store.get(resource, object.metadata.namespace, object.metadata.name)) throw alreadyExists(resource, name);
  return isDryRun(query) ? object : store.create(resource, object);
}

/** PUT of an object, or of its status only. */
export function replaceObject(store: Store, path: ResourcePath, query: URLSearchParams, body: Fields): ApiObject {
  const object = getObject(store, path);
  const expected = text(fields(body.metadata).resourceVersion);
  if (expected && expected !== object.metadata.resourceVersion) {
    const why = 'the object has been modified; please apply your changes to the latest version and try again';
    throw conflict(path.resource, path.name, why);
  }
  const { uid, name, namespace, creationTimestamp, resourceVersion } = object.metadata;
  const metadata = { ...fields(body.metadata), uid, name, namespace, creationTimestamp, resourceVersion };
  const { apiVersion, kind } = object;
  const changed: ApiObject =
    path.subresource === 'status'
      ? { ...object, status: body.status ?? {} }
      : {
          ...body,
          apiVersion,
          kind,
          metadata,
          ...(object.status === undefined ? {} : { status: object.status }),
        };
  return isDryRun(query) ? changed : store.update(path.resource, changed);
}

export function patchObject(store: Store, path: ResourcePath, query: URLSearchParams, patch: Fields): ApiObject {
  return replaceObject(store, path, query, mergePatch(getObject(store, path), patch));
}

/** Deletes one object, by the DeleteOptions in the body or in the query. */
export function removeObject(store: Store, path: ResourcePath, query: URLSearchParams, body: Fields): ApiObject {
  const object = getObject(store, path);
  return isDryRun(query) ? object : deleteObject(store, path.resource, object, deleteOptions(query, body));
}

/** Deletes all objects of a collection that the selectors let through. */
export function removeObjects(store: Store, path: ResourcePath, query: URLSearchParams, body: Fields): ApiObject[] {
  const objects = listObjects(store, path, query);
  return isDryRun(query)
    ? objects
    : objects.map((one) => deleteObject(store, path.resource, one, deleteOptions(query, body)));
}

function deleteOptions(query: URLSearchParams, body: Fields): Fields {
  const inQuery = query.get('gracePeriodSeconds');
  const gracePeriodSeconds = inQuery === null ? number(body.gracePeriodSeconds) : Number(inQuery);
  return { ...body, ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }) };
}

function isDryRun(query: URLSearchParams): boolean {
  return query.get('dryRun') === 'All';
}
