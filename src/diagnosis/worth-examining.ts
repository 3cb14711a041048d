import { limits } from '../limits.ts';
import type { Report } from '../model/report.ts';
import type { Target } from '../model/target.ts';

/**
 * Why one more container of a node, into which exec fails, is not examined layer by layer; null where it is.
 * @param reports - of those of the same node that were
 */
export function whySpared(
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
