import { type Observation, probeOf } from '../evidence/observation.ts';
import { answersForLog } from '../knowledge/detectors/kubelet-connection.ts';
import { hasTrait } from '../knowledge/index.ts';
import { isOk } from '../model/probe.ts';
import type { Finding } from '../model/verdict.ts';
import { originOfProbe } from './error-origin.ts';

/**
 * Somebody has answered this exec in words that are known, or a kubelet that of the control or the request for the log: a kubelet
 * that gives no sign of life is not why it fails.
 */
export function isAnswered(observation: Observation): boolean {
  const origin = originOfProbe(probeOf(observation, 'target', 'kubectl'));
  return (
    (origin !== null && !origin.unanswered && !origin.nobodyAsked) ||
    answersForLog(observation) ||
    isOk(probeOf(observation, 'control', 'kubectl'))
  );
}

/** The node shows a kubelet that gives no sign of life, and it has answered all the same. */
export const isRefuted = ({ code, by }: Pick<Finding, 'code' | 'by'>, observation: Observation): boolean =>
  by === 'facts' && hasTrait(code, 'kubeletSilent') && isAnswered(observation);
