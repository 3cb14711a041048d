import type { CoreV1Event, V1EventSource, V1ObjectReference } from '@kubernetes/client-node';
import * as z from 'zod/mini';
import type { Cluster } from '../cluster/cluster.ts';
import type { FieldsOf } from './pod-state.ts';

/** What a kubelet tells about a pod, or who poses as one: whoever may create events in a namespace chooses their words. */
export interface PodEvent {
  readonly reason: string;
  readonly message: string;
  /** How often it was told. */
  readonly count: number;
}

/** Of an event, what is read. */
const eventFields = {
  reason: z.optional(z.string()),
  source: z.nullish(z.object({ component: z.optional(z.string()) } satisfies FieldsOf<V1EventSource>)),
  reportingComponent: z.nullish(z.string()),
  involvedObject: z.nullish(z.object({ uid: z.optional(z.string()) } satisfies FieldsOf<V1ObjectReference>)),
  message: z.optional(z.string()),
  count: z.nullish(z.number()),
  lastTimestamp: z.nullish(z.string()),
  firstTimestamp: z.nullish(z.string()),
} satisfies FieldsOf<CoreV1Event>;

const eventList = z.object({ items: z.array(z.object(eventFields)) });

/** The events of one pod that name its kubelet as their source, oldest first; none where they may not be read. */
export async function podEvents(
  cluster: Pick<Cluster, 'get'>,
  namespace: string,
  uid: string,
  signal: AbortSignal,
): Promise<PodEvent[]> {
  const path = `/api/v1/namespaces/${namespace}/events`;
  const list = await cluster.get(path, { fieldSelector: `involvedObject.uid=${uid}` }, signal).catch(() => null);
  const parsed = eventList.safeParse(list);
  if (!parsed.success) return [];
  const time = (item: { lastTimestamp?: string | null | undefined }) => item.lastTimestamp ?? '';
  return parsed.data.items
    .filter((item) => item.involvedObject?.uid === uid && isKubelets(item))
    .toSorted((a, b) => time(a).localeCompare(time(b)))
    .map(({ reason = '', message = '', count }) => ({ reason, message, count: count ?? 1 }));
}

interface Source {
  readonly source?: { readonly component?: string | undefined } | null | undefined;
  readonly reportingComponent?: string | null | undefined;
}

/** Older kubelets tell it in one way, younger ones in both. */
function isKubelets({ source, reportingComponent }: Source): boolean {
  const told = [source?.component, reportingComponent].filter(Boolean);
  return told.length > 0 && told.every((component) => component === 'kubelet');
}
