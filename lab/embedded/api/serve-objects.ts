import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Fields, parseObject } from '../json.ts';
import { type ApiObject, published } from './objects.ts';
import type { ResourcePath } from './request-path.ts';
import { apiVersion } from './resources.ts';
import { ApiError, badRequest, methodNotAllowed, noSuchResource } from './status.ts';
import type { Store } from './store.ts';
import { tableOf } from './table.ts';
import {
  createObject,
  getObject,
  listObjects,
  patchObject,
  removeObject,
  removeObjects,
  replaceObject,
} from './verbs.ts';
import { type Show, watch } from './watch.ts';

/** Serves the verbs that read and write objects. */
export function serveObjects(
  store: Store,
  request: IncomingMessage,
  path: ResourcePath,
  query: URLSearchParams,
  body: Fields,
  response: ServerResponse,
): void {
  if (path.subresource === 'exec') throw badRequest('Upgrade request required');
  if (path.subresource !== '' && path.subresource !== 'status') throw noSuchResource();
  const asTable = /as=Table/.test(request.headers.accept ?? '');
  const show: Show = (object) => (asTable ? tableOf(path.resource, [object], store.version) : published(object));
  const showList = (objects: readonly ApiObject[]): Fields =>
    asTable ? tableOf(path.resource, objects, store.version) : listOf(path, objects, store.version);
  const answers: Record<string, () => Fields> = {
    get: () => show(getObject(store, path)),
    list: () => showList(listObjects(store, path, query)),
    create: () => show(createObject(store, path, query, body)),
    update: () => show(replaceObject(store, path, query, body)),
    patch: () => show(patchObject(store, path, query, body)),
    delete: () => show(removeObject(store, path, query, body)),
    deletecollection: () => showList(removeObjects(store, path, query, body)),
  };
  const verb = verbOf(request, path, query);
  if (verb === 'watch') {
    watch(store, path, query, show, response);
    return;
  }
  const answer = answers[verb];
  if (answer === undefined) throw methodNotAllowed();
  sendJson(response, verb === 'create' ? 201 : 200, answer());
}

/** The Kubernetes verb of a request; empty where there is none. */
export function verbOf(request: IncomingMessage, { name, subresource }: ResourcePath, query: URLSearchParams): string {
  if (request.method === 'POST' && subresource === 'exec') return 'create';
  if (request.method === 'GET' && ['true', '1'].includes(query.get('watch') ?? '')) return 'watch';
  const ofCollection: Record<string, string> = { GET: 'list', POST: 'create', DELETE: 'deletecollection' };
  const ofObject: Record<string, string> = { GET: 'get', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };
  return (name === '' ? ofCollection : ofObject)[request.method ?? ''] ?? '';
}

/** The body of a request as an object; nothing where it is empty. */
export function parseBody(body: string): Fields {
  if (body === '') return {};
  try {
    return parseObject(body);
  } catch {
    throw new ApiError(
      415,
      'UnsupportedMediaType',
      'the body of the request is no JSON object; protobuf is not understood here',
    );
  }
}

export function sendJson(response: ServerResponse, code: number, body: Fields): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}

function listOf({ resource }: ResourcePath, objects: readonly ApiObject[], resourceVersion: string): Fields {
  const items = objects.map(published);
  return { kind: `${resource.kind}List`, apiVersion: apiVersion(resource.group), metadata: { resourceVersion }, items };
}
