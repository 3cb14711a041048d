import { createHash } from 'node:crypto';
import { type ApiObject, timestamp } from '../api/objects.ts';
import { events } from '../api/resources.ts';
import type { Store } from '../api/store.ts';
import { number } from '../json.ts';

export interface EventSource {
  readonly component: string;
  readonly host?: string;
}

/** Records an event about an object; the same one again only counts up. */
export function recordEvent(
  store: Store,
  source: EventSource,
  about: ApiObject,
  event: { type: 'Normal' | 'Warning'; reason: string; message: string; fieldPath?: string },
): void {
  const { name, uid, resourceVersion } = about.metadata;
  const namespace = about.metadata.namespace || 'default';
  const { fieldPath, ...what } = event;
  const hash = createHash('sha256')
    .update(JSON.stringify([uid, event]))
    .digest('hex')
    .slice(0, 16);
  const now = timestamp();
  const known = store.get(events, namespace, `${name}.${hash}`);
  if (known !== undefined) {
    store.update(events, { ...known, count: (number(known.count) ?? 1) + 1, lastTimestamp: now });
    return;
  }
  const { kind, apiVersion } = about;
  const involvedObject = {
    kind,
    namespace,
    name,
    uid,
    apiVersion,
    resourceVersion,
    ...(fieldPath ? { fieldPath } : {}),
  };
  const times = { firstTimestamp: now, lastTimestamp: now, count: 1, eventTime: null };
  const reporter = { source: { ...source }, reportingComponent: '', reportingInstance: '' };
  const body = { metadata: { name: `${name}.${hash}` }, involvedObject, ...what, ...times, ...reporter };
  store.create(events, store.newObject(events, namespace, body));
}
