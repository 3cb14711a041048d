import { type Resource, resources } from './resources.ts';

/** What a URL path names: a collection, an object or a part of one. */
export interface ResourcePath {
  readonly resource: Resource;
  /** Empty: all namespaces, or an object of the whole cluster. */
  readonly namespace: string;
  /** Empty: the collection. */
  readonly name: string;
  /** Empty: the object itself; else `log`, `exec`, `status`, `proxy/healthz`. */
  readonly subresource: string;
}

/** Reads `/api/v1/namespaces/default/pods/nginx1/log` and its like; undefined for anything that is not served. */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const match = /^\/(?:api|apis\/(?<group>[^/]+))\/v1\/(?<rest>.+)$/.exec(path);
  if (match?.groups === undefined) return undefined;
  const group = match.groups.group ?? '';
  const parts = (match.groups.rest ?? '').split('/').map(decodeURIComponent);
  const inNamespace = parts[0] === 'namespaces' && parts.length > 2;
  const [plural = '', name = '', ...subresource] = inNamespace ? parts.slice(2) : parts;
  const resource = resources.find((one) => one.group === group && one.plural === plural);
  if (resource === undefined || (inNamespace && !resource.namespaced)) return undefined;
  if (!inNamespace && resource.namespaced && name !== '') return undefined;
  return { resource, namespace: inNamespace ? (parts[1] ?? '') : '', name, subresource: subresource.join('/') };
}
