import type { Cluster } from '../cluster/cluster.ts';
import { limits } from '../limits.ts';
import type { Warning } from '../model/surroundings.ts';
import type { Target } from '../model/target.ts';
import { ApiObject } from './api-object.ts';

/**
 * The warnings of the last hour about the target's pod and its node, the latest first; none where they may not be read.
 * @param now the API server's clock and this machine's may differ: what lies ahead counts as just now
 */
export async function readWarnings(
  cluster: Pick<Cluster, 'get'>,
  target: Target,
  now: Date,
): Promise<readonly Warning[]> {
  const [ofPod, ofNode] = await Promise.all([
    eventsOf(cluster, target.namespace, `involvedObject.uid=${target.podUID}`),
    // a node has no namespace, so its events are in this one
    eventsOf(cluster, 'default', `involvedObject.kind=Node,involvedObject.name=${target.node.name}`),
  ]);
  return [...ofPod.map(warning('pod')), ...ofNode.map(warning('node'))]
    .filter(({ lastSeen }) => lastSeen === null || now.getTime() - Date.parse(lastSeen) <= limits.warningsMs)
    .toSorted((a, b) => (b.lastSeen ?? '').localeCompare(a.lastSeen ?? ''))
    .slice(0, limits.warnings);
}

async function eventsOf(cluster: Pick<Cluster, 'get'>, namespace: string, fieldSelector: string): Promise<ApiObject[]> {
  const list = await cluster
    .get(`/api/v1/namespaces/${namespace}/events`, { fieldSelector: `${fieldSelector},type=Warning`, limit: '100' })
    .catch(() => null);
  return new ApiObject(list).list('items');
}

const warning =
  (about: Warning['about']) =>
  (event: ApiObject): Warning => ({
    about,
    reason: event.text('reason'),
    message: event.text('message'),
    count: event.integer('count') ?? event.integer('series', 'count') ?? 1,
    firstSeen: event.text('firstTimestamp') || event.text('eventTime') || null,
    lastSeen:
      event.text('lastTimestamp') || event.text('series', 'lastObservedTime') || event.text('eventTime') || null,
  });
