import { limits } from '../limits.ts';

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
