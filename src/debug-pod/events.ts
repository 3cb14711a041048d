import * as z from 'zod/mini';
import type { Cluster } from '../cluster/cluster.ts';

/** What a kubelet tells about a pod. */
export interface PodEvent {
  readonly reason: string;
  readonly message: string;
}

const eventList = z.object({
  items: z.array(
    z.object({
      reason: z.optional(z.string()),
      message: z.optional(z.string()),
      lastTimestamp: z.nullish(z.string()),
      firstTimestamp: z.nullish(z.string()),
    }),
  ),
});

/** The events of one pod, oldest first; none where they may not be read. */
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
    .toSorted((a, b) => time(a).localeCompare(time(b)))
    .map(({ reason = '', message = '' }) => ({ reason, message }));
}
