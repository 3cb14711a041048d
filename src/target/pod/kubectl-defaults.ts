import { greatest } from '../../model/extremes.ts';
import { Problem } from '../../model/problem.ts';
import type { ContainerKind, PodContainer } from './container.ts';
import { defaultContainerAnnotation, type Pod } from './pod.ts';

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

/** The container that was named, or kubectl's default, with what has to be told about the choice. */
export function chooseContainer(
  pod: Pod,
  named: string | null,
): { readonly container: PodContainer; readonly notices: readonly string[] } {
  const find = (name: string) => pod.containers.find((container) => container.name === name);
  if (named !== null) {
    const container = find(named);
    if (!container) throw noSuchContainer(pod, named);
    return { container, notices: [] };
  }
  const annotated = pod.defaultContainer === '' ? undefined : find(pod.defaultContainer);
  if (annotated) return { container: annotated, notices: [] };
  const [first] = pod.containers;
  if (!first) throw new Problem(`Pod ${pod.namespace}/${pod.name} has no containers.`);
  const ignored = `The annotation ${defaultContainerAnnotation} names ${JSON.stringify(pod.defaultContainer)}, which pod ${pod.name} does not have; it is ignored.`;
  const defaulted = `Defaulted container "${first.name}" out of: ${pod.containers.map(nameAsKubectl).join(', ')}`;
  return {
    container: first,
    notices: [...(pod.defaultContainer === '' ? [] : [ignored]), ...(pod.containers.length > 1 ? [defaulted] : [])],
  };
}

const suffixes: Readonly<Record<ContainerKind, string>> = { regular: '', ephemeral: ' (ephem)', init: ' (init)' };

function nameAsKubectl({ name, kind }: PodContainer): string {
  return `${name}${suffixes[kind]}`;
}

function noSuchContainer(pod: Pod, named: string): Problem {
  const kinds: readonly ContainerKind[] = ['regular', 'init', 'ephemeral'];
  const has = kinds
    .map((kind) => ({ kind, names: pod.containers.filter((row) => row.kind === kind).map(({ name }) => name) }))
    .filter(({ names }) => names.length > 0)
    .map(({ kind, names }) => (kind === 'regular' ? names.join(', ') : `${names.join(', ')} (${kind})`));
  return new Problem(`Pod ${pod.namespace}/${pod.name} has no container ${JSON.stringify(named)}.`, {
    next: `It has: ${has.join('; ')}.`,
  });
}
