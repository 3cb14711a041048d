import { columnOf, type Observation } from '../../evidence/observation.ts';
import { isFailing, isOk } from '../../model/probe.ts';
import type { Detection } from '../entry.ts';

/** docker fails, who listens at docker.sock is not known as dockerd, and below dockerd an exec works. */
export function dockerSocketOfAnother(observation: Observation): readonly Detection[] {
  if (!isSocketOfAnother(observation)) return [];
  const column = columnOf(observation.probes, 'target');
  const docker = column.find(({ name }) => name === 'docker');
  const worksBelow = column.some((probe) => (probe.name === 'ctr' || probe.name === 'runc') && isOk(probe));
  if (!docker || !isFailing(docker) || !worksBelow) return [];
  return [
    {
      summary:
        'A process other than dockerd listens at docker.sock: the answers that docker and the kubelet get are from that one.',
      evidence: ['dockerd.listens: other'],
    },
  ];
}

/** By the file of the socket, and by what dockerd holds open. */
export const isSocketOfAnother = ({ evidence }: Observation): boolean => evidence?.facts['dockerd.listens'] === 'other';
