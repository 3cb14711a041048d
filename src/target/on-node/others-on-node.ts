import { limits } from '../../limits.ts';
import type { Target } from '../../model/target.ts';
import { clustersOwn, inTurn } from '../context/second-opinion.ts';
import type { NodeContainer } from './read-containers.ts';

/** Whom the script may ask beside the target, in that order, and which containers of the node belong to the target's owner. */
export interface OthersOnNode {
  readonly secondOpinionIDs: readonly string[];
  /** Null where no namespace tells. */
  readonly sameOwner: ReadonlySet<string> | null;
}

/** As `secondOpinionCandidates` and `sameOwner` have it by the API server, by the node's own files. */
export function othersOnNode(containers: readonly NodeContainer[], target: Target): OthersOnNode {
  if (target.namespace === '') return { secondOpinionIDs: [], sameOwner: null };
  const known = containers.flatMap(({ id, runtime, kubernetes }) =>
    kubernetes ? [{ id, runtime, ...kubernetes }] : [],
  );
  const ofOtherPods = known.filter(
    ({ runtime, podUID, sandbox }) => runtime === target.runtime && podUID !== target.podUID && !sandbox,
  );
  const onePerPod = [...Map.groupBy(ofOtherPods, ({ podUID }) => podUID).values()].flatMap(([first]) =>
    first ? [{ id: first.id, namespace: first.namespace, startedAt: 0 }] : [],
  );
  const isOwn = ({ namespace }: { namespace: string }) => namespace === target.namespace;
  return {
    secondOpinionIDs: inTurn(onePerPod, target)
      .slice(0, limits.secondOpinionCandidates)
      .map(({ id }) => id),
    sameOwner: new Set(
      target.namespace === clustersOwn ? [] : known.filter(isOwn).flatMap(({ id, podUID }) => [id, podUID]),
    ),
  };
}
