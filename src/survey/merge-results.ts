import type { LeftOut, Survey } from '../model/survey.ts';
import { isUserFacing, problemOfAny } from '../run/session/problem-of-any.ts';
import type { SelectedNode } from '../target/selection/select-containers.ts';

/** What a survey found on one node, or on all. */
export type Surveyed = Pick<Survey, 'rows' | 'leftBehind' | 'leftOut'>;

/**
 * What was found on all nodes. One that could not be surveyed costs nobody the result of the others: its containers are
 * left out, with the reason. Throws the first reason where that is so of all, and what is a bug.
 */
export function mergeResults(
  nodes: readonly SelectedNode[],
  settled: readonly PromiseSettledResult<Surveyed>[],
): Surveyed {
  const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  const thrown = reasons.length === settled.length ? reasons[0] : reasons.find((reason) => !isUserFacing(reason));
  if (thrown !== undefined) throw thrown;
  const found = settled.map((one, index) => (one.status === 'fulfilled' ? one.value : allLeftOut(nodes[index], one)));
  return {
    rows: found.flatMap(({ rows }) => rows),
    leftBehind: found.flatMap(({ leftBehind }) => leftBehind),
    leftOut: found.flatMap(({ leftOut }) => leftOut),
  };
}

function allLeftOut(node: SelectedNode | undefined, { reason }: PromiseRejectedResult): Surveyed {
  const why = `Node ${node?.name} could not be surveyed: ${problemOfAny(reason).whatHappened}`;
  const leftOut = (node?.containers ?? []).map(
    ({ target: { namespace, pod, container } }): LeftOut => ({ namespace, pod, container, why, unknown: true }),
  );
  return { rows: [], leftBehind: [], leftOut };
}
