import { type Observation, probeOf } from '../evidence/observation.ts';
import type { Outcome, Probe } from '../model/probe.ts';
import { originOfProbe } from './error-origin.ts';

/**
 * What was observed, without the answer of a control that the cluster's rules refuse, by its name or its labels, where they do not
 * refuse the target: it was turned away before it went the way that the two share, and tells nothing of that.
 */
export const withoutRefusedControl = (observation: Observation): Observation => ({
  ...observation,
  probes: observation.probes.map((probe) =>
    isRefusedAlone(observation, probe) ? { ...probe, outcome: refused, flaky: false } : probe,
  ),
});

const refused: Outcome = { kind: 'skipped', reason: 'the rules of the cluster refuse it for the control' };

function isRefusedAlone(observation: Observation, probe: Probe): boolean {
  const origin = probe.subject === 'control' ? originOfProbe(probe) : null;
  if (origin?.decided !== true || origin.about !== 'object') return false;
  return originOfProbe(probeOf(observation, 'target', 'kubectl'))?.code !== origin.code;
}
