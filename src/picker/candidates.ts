import type { Cluster } from '../cluster/cluster.ts';
import { limits } from '../limits.ts';
import { ApiObject } from '../target/api-object.ts';
import { type Pod, parsePod } from '../target/pod/pod.ts';
import { readPodList } from '../target/pod/pod-list.ts';

/** A pod that can be picked. */
export interface Candidate {
  readonly name: string;
  /** What speaks for picking it, in words of ours; empty: nothing. */
  readonly signs: readonly string[];
}

/** The pods that run in a namespace, without debug pods of ours: those first that are not ready, or whose probes fail. */
export async function readCandidates(cluster: Pick<Cluster, 'get'>, namespace: string): Promise<readonly Candidate[]> {
  const [pods, unhealthy] = await Promise.all([
    readPodList(cluster, namespace, {}, parsePod),
    readUnhealthy(cluster, namespace),
  ]);
  return pods
    .filter(({ isDebugPod, phase }) => !isDebugPod && phase === 'Running')
    .map((pod) => ({ name: pod.name, signs: signsOf(pod, unhealthy.get(pod.uid) ?? 0) }))
    .toSorted((a, b) => Number(a.signs.length === 0) - Number(b.signs.length === 0) || (a.name < b.name ? -1 : 1));
}

function signsOf({ ready, deletedAt }: Pod, unhealthy: number): string[] {
  return [
    ...(ready.isReady ? [] : ['not ready']),
    ...(unhealthy > 0 ? [`failed probes: ${unhealthy}`] : []),
    ...(deletedAt === '' ? [] : ['being deleted']),
  ];
}

/** How often probes of each pod failed, by its UID. Nobody has to be allowed to read events, nor to wait for them. */
async function readUnhealthy(cluster: Pick<Cluster, 'get'>, namespace: string): Promise<ReadonlyMap<string, number>> {
  const query = { fieldSelector: 'reason=Unhealthy,involvedObject.kind=Pod', limit: String(limits.eventsRead) };
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`;
  const answer = await cluster.get(path, query, AbortSignal.timeout(limits.eventsAnswerMs)).catch(() => null);
  const counts = new Map<string, number>();
  for (const event of new ApiObject(answer).list('items')) {
    const uid = event.text('involvedObject', 'uid');
    const times = event.integer('count') ?? event.integer('series', 'count') ?? 1;
    counts.set(uid, (counts.get(uid) ?? 0) + times);
  }
  return counts;
}
