import type { SelectedNode } from '../target/selection/select-containers.ts';
import { isForTheUser } from './settled-nodes.ts';

export interface Place {
  /** Where debug pods live, if that is set up, or named. */
  readonly debugNamespace: string | null;
  /** Of the user's context, or as named. */
  readonly contextNamespace: string;
}

/**
 * Where the debug pod of a survey may live, in the order in which it is tried. Who may enter it is root on the node, and who
 * reads it sees what it is told of all: it is not to go to one of several owners, for the order of their names. So first to
 * the cluster's own namespace, then to the user's.
 */
export function surveyPlaces({ containers }: SelectedNode, { debugNamespace, contextNamespace }: Place) {
  const [first, ...others] = containers.map(({ target }) => target.namespace);
  const own = first ?? contextNamespace;
  if (debugNamespace !== null) return [debugNamespace];
  if (others.every((namespace) => namespace === own)) return [own];
  return [...new Set(['kube-system', contextNamespace, own])];
}

/** The first place where nothing is said against the pod. Throws what is said against the last. */
export async function firstAllowed<T>(
  places: readonly string[],
  check: (place: string) => Promise<T>,
): Promise<{ readonly place: string; readonly checked: T }> {
  const [place = '', ...others] = places;
  try {
    return { place, checked: await check(place) };
  } catch (error) {
    if (others.length === 0 || !isForTheUser(error)) throw error;
    return firstAllowed(others, check);
  }
}
