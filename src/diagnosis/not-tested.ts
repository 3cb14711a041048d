import { isFailing, isOk } from '../evidence/break.ts';
import { columnOf, isClusterAsked, probeOf } from '../evidence/column.ts';
import { isLent } from '../evidence/control.ts';
import type { Observation } from '../evidence/observation.ts';
import { notBelieved } from './not-believed.ts';
import { notRead } from './not-read.ts';

/** What this run did not look at, and what a reader might take for granted. */
export function notTested(observation: Observation): readonly string[] {
  const { probes, terminals, secondOpinions, evidence, debugPod } = observation;
  const reached = evidence !== null;
  return [
    ...columnOf(probes, 'target').flatMap(({ name, outcome }) =>
      outcome.kind === 'skipped' ? [`${name}: ${outcome.reason}`] : [],
    ),
    ...(reached && columnOf(probes, 'control').every(({ outcome }) => outcome.kind === 'skipped')
      ? ['the control, so whether others are hit is not known']
      : []),
    ...(isClusterAsked(observation) ? [] : ['kubectl: the way from the API server to this node']),
    ...(reached && secondOpinions.length === 0 && failsForTargetOnly(observation) && !isLent(observation)
      ? ['an older, ordinary container of another pod: the control is fresh and privileged']
      : []),
    ...notBelieved(evidence?.refused ?? []),
    ...notRead(evidence?.unread ?? []),
    ...(debugPod.failure || terminals.some(({ subject }) => subject === 'target')
      ? []
      : ['a terminal (-t): every probe ran without one']),
  ];
}

const failsForTargetOnly = (observation: Observation): boolean =>
  columnOf(observation.probes, 'target').some(
    (probe) => isFailing(probe) && isOk(probeOf(observation, 'control', probe.name)),
  );
