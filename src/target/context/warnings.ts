import type { Cluster } from '../../cluster/cluster.ts';
import { ApiError } from '../../cluster/request/api-error.ts';
import { limits } from '../../limits.ts';
import type { PodContext, Warning } from '../../model/pod-context.ts';
import type { Target } from '../../model/target.ts';
import { ApiObject } from '../api-object.ts';

/** A kubelet writes the events of its node there, for a node has no namespace. */
const namespaceOfNodes = 'default';

/**
 * The warnings of the last hour about the target's pod and its node, the latest first; none where they may not be read.
 * Whoever may write events in a namespace may have written any of them: they are told as what they say, and by whom, and
 * none speaks for a verdict.
 * @param now the API server's clock and this machine's may differ: what lies ahead counts as just now
 */
export async function readWarnings(
  cluster: Pick<Cluster, 'get'>,
  { namespace, podUID, node }: Target,
  now: Date,
): Promise<Pick<PodContext, 'warnings' | 'moreWarnings'>> {
  const [ofPod, ofNode] = await Promise.all([
    read(cluster, namespace, `involvedObject.uid=${podUID}`, (of) => of.text('uid') === podUID),
    read(
      cluster,
      namespaceOfNodes,
      `involvedObject.kind=Node,involvedObject.name=${node.name}`,
      (of) => of.text('kind') === 'Node' && of.text('name') === node.name,
    ),
  ]);
  // each has a share of its own: a flood about the one does not push out what is known of the other
  const [pod, nodes] = [
    latest(ofPod.events.map(warning('pod', now)), now),
    latest(ofNode.events.map(warning('node', now)), now),
  ];
  return {
    warnings: [...pod.shown, ...nodes.shown].toSorted(laterFirst),
    moreWarnings: pod.more + nodes.more + ofPod.unread + ofNode.unread,
  };
}

/** What a kubelet writes at each start for as long as the node is as it is, and that has nothing to do with an exec. */
const lasting: ReadonlySet<string> = new Set(['CgroupV1']);

interface Events {
  readonly events: readonly ApiObject[];
  /** One where there are more, how many of them ever. */
  readonly unread: 0 | 1;
}

async function read(
  cluster: Pick<Cluster, 'get'>,
  namespace: string,
  fieldSelector: string,
  isAbout: (involved: ApiObject) => boolean,
): Promise<Events> {
  const query = { fieldSelector: `${fieldSelector},type=Warning`, limit: String(limits.eventsRead) };
  let refused = true;
  const answer = await cluster.get(`/api/v1/namespaces/${namespace}/events`, query).catch((error) => {
    refused = error instanceof ApiError && [403, 404].includes(error.status);
    return null;
  });
  const list = new ApiObject(answer);
  return {
    events: list
      .list('items')
      .filter((event) => isAbout(event.at('involvedObject')) && !lasting.has(event.text('reason'))),
    // more than one answer may hold, they may be a flood that is to hide some
    unread: list.text('metadata', 'continue') === '' && refused ? 0 : 1,
  };
}

function latest(warnings: readonly Warning[], now: Date) {
  const ofTheHour = warnings
    .filter(({ lastSeen }) => lastSeen === null || now.getTime() - Date.parse(lastSeen) <= limits.warningsMs)
    .toSorted(laterFirst);
  const shown = ofTheHour.slice(0, limits.warnings);
  return { shown, more: ofTheHour.length - shown.length };
}

/** Without a time last. */
const laterFirst = (a: Warning, b: Warning): number => timeOf(b) - timeOf(a);
const timeOf = ({ lastSeen }: Warning): number => (lastSeen === null ? 0 : Date.parse(lastSeen));

const warning =
  (about: Warning['about'], now: Date) =>
  (event: ApiObject): Warning => ({
    about,
    from: event.text('source', 'component') || event.text('reportingComponent'),
    reason: event.text('reason'),
    message: event.text('message').slice(0, limits.eventChars),
    count: Math.max(1, event.integer('count') ?? event.integer('series', 'count') ?? 1),
    firstSeen: seen(event.text('firstTimestamp') || event.text('eventTime'), now),
    lastSeen: seen(
      event.text('lastTimestamp') || event.text('series', 'lastObservedTime') || event.text('eventTime'),
      now,
    ),
  });

function seen(time: string, now: Date): string | null {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return null;
  return at > now.getTime() ? now.toISOString() : time;
}
