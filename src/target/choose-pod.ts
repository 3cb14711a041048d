import { greatest } from '../model/extremes.ts';
import type { Pod } from './pod.ts';

/** The pod that kubectl exec would take: the first by the order that a ReplicaSet would keep them in. */
export function choosePod(pods: readonly Pod[]): Pod | null {
  return pods.toSorted(byPreference)[0] ?? null;
}

/** kubectl's `podutils.ActivePods`, reversed: each row decides where those before it saw no difference. */
function byPreference(a: Pod, b: Pod): number {
  const preferences = [
    Number(b.nodeName !== '') - Number(a.nodeName !== ''),
    phaseRank(b) - phaseRank(a),
    Number(b.ready.isReady) - Number(a.ready.isReady),
    Number(a.deletedAt !== '') - Number(b.deletedAt !== ''),
    newerFirst(a.deletedAt, b.deletedAt),
    a.ready.isReady && b.ready.isReady ? olderFirst(a.ready.since, b.ready.since) : 0,
    restarts(a) - restarts(b),
    olderFirst(a.createdAt, b.createdAt),
  ];
  return preferences.find((preference) => preference !== 0) ?? 0;
}

function phaseRank({ phase }: Pod): number {
  return ['Unknown', 'Running'].indexOf(phase) + 1;
}

function restarts({ containers }: Pod): number {
  const counts = containers.filter(({ kind }) => kind === 'regular').map(({ restartCount }) => restartCount);
  return greatest(counts, 0);
}

/** An empty time stands last. */
function olderFirst(a: string, b: string): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '');
  return Date.parse(a) - Date.parse(b);
}

function newerFirst(a: string, b: string): number {
  return a === '' || b === '' ? 0 : Date.parse(b) - Date.parse(a);
}
