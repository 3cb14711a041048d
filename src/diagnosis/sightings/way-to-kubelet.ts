import type { Sighting } from '../../signatures/signature.ts';
import { isFailing } from '../break.ts';
import { probeOf } from '../column.ts';
import type { Observation } from '../observation.ts';

/** The script found somebody who listens at the kubelet's port. */
export const kubeletListens = ({ evidence }: Observation): boolean => evidence?.facts['kubelet.listens'] === 'yes';

/** The debug pod ran and its result came in its status, so the kubelet works; but nothing asked of the kubelet comes back. */
export function kubeletNotReached(observation: Observation): readonly Sighting[] {
  const { evidence, debugPod } = observation;
  const fails = isFailing(probeOf(observation, 'target', 'kubectl'));
  if (!fails || !evidence || debugPod.logReadable !== false || !kubeletListens(observation)) return [];
  return [
    {
      summary:
        'The kubelet runs and listens, and the API server does not get through to it, neither for an exec nor for a log.',
      evidence: [
        'port 10250 of the node: somebody listens',
        "debug pod's log: not to be had; its termination message: came",
      ],
    },
  ];
}
