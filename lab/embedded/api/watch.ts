import type { ServerResponse } from 'node:http';
import type { Fields } from '../json.ts';
import type { ApiObject } from './objects.ts';
import type { ResourcePath } from './request-path.ts';
import { selectorOf } from './selector.ts';
import { ApiError } from './status.ts';
import type { Store } from './store.ts';

/** How an object is written in an answer: as it is, or as a row of a table. */
export type Show = (object: ApiObject) => Fields;

/**
 * Serves a watch: a line a change, until the client leaves or its timeoutSeconds are over.
 * The headers go out at once, so that a client knows that no change from here on is missed.
 */
export function watch(
  store: Store,
  path: ResourcePath,
  query: URLSearchParams,
  show: Show,
  response: ServerResponse,
): void {
  const inScope = (object: ApiObject) =>
    (path.namespace === '' || object.metadata.namespace === path.namespace) &&
    (path.name === '' || object.metadata.name === path.name);
  const selected = selectorOf(query, path.resource);
  const matches = (object: ApiObject | undefined) => object !== undefined && inScope(object) && selected(object);

  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  const write = (type: string, object: Fields) => response.write(`${JSON.stringify({ type, object })}\n`);

  const asked = query.get('resourceVersion') ?? '';
  const since = asked === '' || asked === '0' ? undefined : asked;
  if (since === undefined) {
    for (const object of store.list(path.resource, path.namespace)) {
      if (matches(object)) write('ADDED', show(object));
    }
  }
  try {
    const stop = store.watch(since, ({ type, resource, object, before }) => {
      if (resource !== path.resource) return;
      // An object that begins or ceases to match a selector is added or deleted for this watcher.
      if (type === 'DELETED' ? matches(object) : matches(before) && !matches(object)) write('DELETED', show(object));
      else if (type !== 'DELETED' && matches(object)) write(matches(before) ? 'MODIFIED' : 'ADDED', show(object));
    });
    endInTime(query, stop, response);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    write('ERROR', error.status);
    response.end();
  }
}

/** Stops before it ends: an answer that has ended closes only when its client has read all of it, and changes go on meanwhile. */
function endInTime(query: URLSearchParams, stop: () => void, response: ServerResponse): void {
  const seconds = Number(query.get('timeoutSeconds') ?? '0');
  const end = () => {
    stop();
    response.end();
  };
  const timer = seconds > 0 ? setTimeout(end, seconds * 1000) : undefined;
  response.on('close', () => {
    clearTimeout(timer);
    stop();
  });
}
