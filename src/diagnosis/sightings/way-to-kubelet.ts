import type { Sighting } from '../../signatures/signature.ts';
import { isFailing } from '../break.ts';
import { probeOf } from '../column.ts';
import type { Observation } from '../observation.ts';

/** The script found somebody who listens at the kubelet's port. */
export const kubeletListens = ({ evidence }: Observation): boolean => evidence?.facts['kubelet.listens'] === 'yes';

/**
 * What became of a connection to the kubelet on the node itself. Asked where no debug pod proves that it works, by curl(1),
 * whose words are `HTTP-CODE CONNECTIONS`; any answer will do, for healthz wants credentials. The kernel connects for a
 * kubelet that hangs, so where it does not although somebody listens, a packet filter stands before it. Null: not known.
 */
export function kubeletOnNode(observation: Observation): 'answers' | 'hangs' | 'not-there' | 'filtered' | null {
  const asked = observation.evidence?.answers.find(({ name }) => name === 'kubelet');
  const [, code, connections] = /^(\d{3}) (\d+)$/.exec(asked?.out.trim() ?? '') ?? [];
  if (code === undefined) return null;
  if (code !== '000') return 'answers';
  if (Number(connections) > 0) return 'hangs';
  return kubeletListens(observation) ? 'filtered' : 'not-there';
}

/** The kubelet works, as the node shows; but nothing asked of it through the API server comes back. */
export function kubeletNotReached(observation: Observation): readonly Sighting[] {
  const proof = kubeletWorks(observation);
  if (!proof || !isFailing(probeOf(observation, 'target', 'kubectl'))) return [];
  return [
    {
      summary:
        'The kubelet runs and listens, and the API server does not get through to it, neither for an exec nor for a log.',
      evidence: ['port 10250 of the node: somebody listens', ...proof],
    },
  ];
}

/** What proves it, beside the logs that do not come; null where they do, or nothing does. */
function kubeletWorks(observation: Observation): readonly string[] | null {
  const { evidence, debugPod, crossChecks } = observation;
  if (!evidence || !kubeletListens(observation)) return null;
  if (debugPod.logReadable === false) return ["debug pod's log: not to be had; its termination message: came"];
  const log = crossChecks.find(({ name }) => name === 'log')?.outcome.kind;
  const onNode = kubeletOnNode(observation);
  if ((log !== 'error' && log !== 'hang') || (onNode !== 'answers' && onNode !== 'filtered')) return null;
  return [
    "target's log: not to be had",
    onNode === 'answers' ? 'kubelet, asked on the node: answers' : 'no connection to it comes about on the node either',
  ];
}
