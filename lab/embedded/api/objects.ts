import { type Fields, fields, text, textFields } from '../json.ts';

interface Meta extends Fields {
  name: string;
  /** Empty for objects of the whole cluster. */
  namespace: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string;
}

/** An object as the store holds it: whatever fields it came with, and the metadata that every one has. */
export interface ApiObject extends Fields {
  apiVersion: string;
  kind: string;
  metadata: Meta;
}

/** How Kubernetes writes a time: whole seconds. */
export function timestamp(time = new Date()): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

export function labelsOf(object: ApiObject): Record<string, string> {
  return textFields(object.metadata.labels);
}

/** When the object was marked for deletion, if it was. */
export function deletionTimestamp(object: ApiObject): string | undefined {
  return text(object.metadata.deletionTimestamp);
}

/** The object as clients see it: cluster-scoped ones have no namespace. */
export function published(object: ApiObject): Fields {
  if (object.metadata.namespace !== '') return object;
  const { namespace: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** The field at a path such as `spec.nodeName`, as text; empty where there is none, as field selectors want it. */
export function fieldText(object: ApiObject, path: string): string {
  let value: Fields = object;
  const names = path.split('.');
  for (const name of names.slice(0, -1)) value = fields(value[name]);
  const last = value[names.at(-1) ?? ''];
  return last === undefined || last === null ? '' : String(last);
}
