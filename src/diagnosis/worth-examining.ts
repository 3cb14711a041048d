import { limits } from '../limits.ts';
import type { Report } from '../model/report.ts';

/**
 * Why one more container of a node, into which exec fails, is not examined layer by layer; null where it is.
 * @param reports - of those of the same node that were
 */
export function whySpared(reports: readonly Report[]): string | null {
  const wide = reports.find((report) => isFaultOfMore(report) || !startsPods(report));
  if (wide) return `see ${nameOf(wide)}`;
  return reports.length < limits.examinedOfANode
    ? null
    : `${limits.examinedOfANode} of this node were; name it alone to have it examined too`;
}

const isFaultOfMore = ({ verdict: { status, scope } }: Report) =>
  status === 'fault' && (scope === 'node' || scope === 'cluster' || scope === 'client');

/** Where no debug pod starts, the next run would have to do without one too. */
const startsPods = ({ transport }: Report) => transport.kind !== 'pod' || transport.failure === null;

const nameOf = ({ target }: Report) => `${target.namespace}/${target.pod}/${target.container}`;
