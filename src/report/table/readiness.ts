import { hasTrait } from '../../knowledge/index.ts';
import { limits } from '../../limits.ts';
import type { Deletion } from '../../model/pod-context.ts';
import type { Report } from '../../model/report.ts';
import type { NodeFacts } from '../../model/target.ts';
import { utc } from '../timestamps.ts';

/** What is said where nothing speaks against it. */
export const servesWell = 'it is ready';

/** Does the application itself serve, as far as its readiness tells? Where exec works only what is out of the ordinary. */
export function readiness(report: Report): string {
  const { surroundings, target, transport, verdict } = report;
  const { serving: now } = surroundings;
  if (target.containerKind !== 'regular') return '';
  const known = knownBetter(report);
  // a run on the node, or from its records, has not asked the API server
  if (transport.kind === 'records' || transport.kind === 'local') return known;
  if (known !== '') return now.ready ? `${known}, though the API server has it as ready` : known;
  const isStale = isSilent(target.node) || hasTrait(verdict.cause, 'kubeletSilent');
  const deletion = leavesAt(surroundings.deletion);
  if (now.ready && verdict.status !== 'healthy')
    return [isStale ? 'it was ready, as the kubelet last reported' : servesWell, ...deletion].join('; ');
  const remarks = [
    ...deletion,
    ...(now.ready ? [] : ['NOT ready']),
    ...(now.lastEnd === null ? [] : [`the last one ${now.lastEnd}`]),
  ];
  return remarks.join(', ');
}

/** Services send nothing new to a pod that is being deleted. */
const leavesAt = (deletion: Deletion | null): string[] =>
  deletion === null
    ? []
    : [
        `the pod is being deleted (${deletion.askedAt === null ? '' : `requested ${utc(deletion.askedAt)}, `}its processes have until ${utc(deletion.endsBy)}${deletion.finalizers.length > 0 ? `, finalizers ${deletion.finalizers.join(' ')}` : ''})`,
      ];

/** What the readiness does not tell; empty where nothing is known against it. */
function knownBetter({ verdict: { cause }, inventory }: Report): string {
  if (hasTrait(cause, 'frozen')) return 'NO, it is frozen';
  if (hasTrait(cause, 'execWaits')) return 'not known: what needs more memory in it waits';
  const container = inventory.find(({ layer }) => layer === 'container');
  switch (container?.state) {
    case 'missing':
      return 'NO, its first process is gone';
    case 'stopped':
      // other threads of it may live on
      return 'not known: its first process has ended, and is not gone';
    default:
      return container?.says.includes('is stopped (T)') ? 'NO, its first process is stopped (SIGSTOP)' : '';
  }
}

/** Nobody tells the API server of a container whose kubelet is silent. */
const isSilent = ({ ready, lease }: NodeFacts): boolean =>
  ready?.status === 'Unknown' || (lease !== null && lease.ageSeconds * 1000 > limits.leaseStaleMs);
