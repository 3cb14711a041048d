import { Problem } from '../model/problem.ts';
import { type ContainerKind, defaultContainerAnnotation, type Pod, type PodContainer } from './pod.ts';

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
