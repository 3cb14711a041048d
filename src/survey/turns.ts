import { limits } from '../limits.ts';
import type { Report } from '../model/report.ts';
import type { Target } from '../model/target.ts';

/** Who owns a namespace can make all of its containers hang; this one is no tenant's. */
const clustersOwn = 'kube-system';

/**
 * Namespaces take turns, the cluster's own first in each: what is done for some only is not done for one owner alone. Of one
 * namespace, and of one turn, they stay in order but for their rank.
 */
export function inTurns<T>(
  all: readonly T[],
  namespaceOf: (one: T) => string,
  rankOf: (one: T) => number = () => 0,
): T[] {
  const byRank = all.toSorted((a, b) => rankOf(a) - rankOf(b));
  const turns = [...Map.groupBy(byRank, namespaceOf)].flatMap(([namespace, ofOne]) =>
    ofOne.map((one, turn) => ({ one, turn, isOthers: Number(namespace !== clustersOwn) })),
  );
  return turns.toSorted((a, b) => a.turn - b.turn || a.isOthers - b.isOthers).map(({ one }) => one);
}

/** Containers of a node into which exec hangs, by owner. */
export class Hangs {
  readonly #ofNamespace = new Map<string, number>();

  add(namespace: string): void {
    this.#ofNamespace.set(namespace, this.#of(namespace) + 1);
  }

  /**
   * Is exec into one more of that namespace to be spared? Those of one owner speak of that owner only; those of several,
   * or of the cluster's own, of the node.
   */
  spare(namespace: string): boolean {
    const counts = [...this.#ofNamespace.values()];
    const isNodes = counts.length > 1 || this.#ofNamespace.has(clustersOwn);
    const counted = isNodes ? counts.reduce((sum, one) => sum + one, 0) : this.#of(namespace);
    return counted >= limits.hangsOfANode;
  }

  #of(namespace: string): number {
    return this.#ofNamespace.get(namespace) ?? 0;
  }
}

/**
 * Why one more container of a node, into which exec fails, is not examined layer by layer; null where it is.
 * @param reports - of those of the same node that were
 */
export function reasonToSpare(
  { podUID, namespace }: Pick<Target, 'podUID' | 'namespace'>,
  reports: readonly Report[],
): string | null {
  const wide = reports.find((report) => isFaultOf(podUID, report) || !startsPods(namespace, report));
  if (wide) return `see ${nameOf(wide)}`;
  return reports.length < limits.examinedOfANode
    ? null
    : `${limits.examinedOfANode} of this node were; name it alone to have it examined too`;
}

function isFaultOf(podUID: string, { verdict: { status, scope }, target }: Report): boolean {
  if (status !== 'fault') return false;
  return scope === 'node' || scope === 'cluster' || scope === 'client' || (scope === 'pod' && target.podUID === podUID);
}

/**
 * Where no debug pod starts, the next run would have to do without one too; but image and namespace are each one's own, and so
 * is what is only said in a namespace.
 */
function startsPods(namespace: string, { observed: { startFailure }, target }: Report): boolean {
  if (startFailure?.mayBeForged) return target.namespace !== namespace;
  return startFailure === null || startFailure.kind === 'image' || startFailure.kind === 'rejected';
}

const nameOf = ({ target }: Report) => `${target.namespace}/${target.pod}/${target.container}`;
