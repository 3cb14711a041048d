import { type Observation, probeOf } from '../evidence/observation.ts';
import { answersForLog } from '../knowledge/detectors/kubelet-connection.ts';
import { originOfProbe } from './error-origin.ts';

/**
 * Somebody has answered this exec in words that are known, or a kubelet the request for the log: a kubelet that gives no sign of
 * life is not why it fails.
 */
export function isAnswered(observation: Observation): boolean {
  const origin = originOfProbe(probeOf(observation, 'target', 'kubectl'));
  return (origin !== null && !origin.unanswered && !origin.nobodyAsked) || answersForLog(observation);
}
