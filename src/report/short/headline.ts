import { entryOf, hasTrait } from '../../knowledge/index.ts';
import type { Layer } from '../../model/layer.ts';
import { isFailing, isOk, type Probe } from '../../model/probe.ts';
import type { Report } from '../../model/report.ts';
import type { Finding } from '../../model/verdict.ts';

const anyOf = new Intl.ListFormat('en', { type: 'disjunction' });

/** The widest that it affects: a container, its node, or the cluster. */
export function whomItAffects({ verdict: { status, scope }, target, context }: Report): string {
  const isWrong = status === 'fault' || status === 'degraded';
  if (isWrong && scope === 'node') return `node ${target.node.name}`;
  if (isWrong && scope === 'cluster') return context === null ? 'the cluster' : `cluster of context ${context}`;
  return target.pod === '' ? target.container : `${target.namespace}/${target.pod} (${target.container})`;
}

/** Exec works, and the container does not: its first process does nothing. Null where nothing shows that. */
export const standsStill = ({ verdict: { status }, findings }: Pick<Report, 'verdict' | 'findings'>): Finding | null =>
  status === 'healthy' ? (findings.find(({ code }) => entryOf(code).traits?.firstProcess !== undefined) ?? null) : null;

/** What is the matter, in one sentence, as the rest of a line; no full stop where it is made here. */
export function whatIsWrong(report: Report): string {
  const { verdict, terminals } = report;
  const { status, cause, confidence, summary } = verdict;
  const still = standsStill(report);
  if (still !== null) return `exec works, but ${entryOf(still.code).traits?.firstProcess}`;
  if (status === 'healthy') {
    const ofTarget = terminals.filter(({ subject }) => subject === 'target');
    return `${lowered(withoutStop(summary))}${ofTarget.length > 0 && ofTarget.every(isOk) ? ', also with a terminal (-t)' : ''}`;
  }
  if (status !== 'fault' || cause === null || confidence === 'low') return withoutStop(summary);
  const { title } = entryOf(cause);
  if (hasTrait(cause, 'policy')) return `exec is refused on purpose: ${title}`;
  return `exec ${howItFails(report)}: ${title}`;
}

const lowered = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
const withoutStop = (text: string): string => text.replace(/\.$/, '');

/** As in: "exec hangs at its shim". */
function howItFails({ probes, terminals, verdict }: Report): string {
  const ofTarget = (list: readonly Probe[]) => list.filter(({ subject }) => subject === 'target');
  const worst = ofTarget(probes).find(isFailing);
  if (worst) return `${worst.outcome.kind === 'hang' ? 'hangs' : 'fails'}${where(verdict)}`;
  if (ofTarget(terminals).some(isFailing)) return 'works, but not with a terminal (-t)';
  return `${ofTarget(probes).some(({ flaky }) => flaky) ? 'fails now and then' : 'cannot work'}${where(verdict)}`;
}

const places: Readonly<Record<Layer, string>> = {
  'client-path': 'on the way to the API server',
  'api-server': 'at the API server',
  kubelet: 'at the kubelet',
  cri: 'at the CRI',
  dockerd: 'at dockerd',
  containerd: 'at containerd',
  shim: 'at its shim',
  runc: 'at runc',
  container: 'in the container',
};

function where({ layer, candidates, owner }: Report['verdict']): string {
  // what the node keeps of it is not in it
  if (layer === 'container' && owner === 'node') return ' for this container';
  if (layer !== null) return ` ${places[layer]}`;
  return candidates.length === 0 ? '' : ` at ${anyOf.format(candidates)}`;
}
