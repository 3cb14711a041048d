import type { FaultBoundary } from '../evidence/break.ts';
import type { Observation } from '../evidence/observation.ts';
import { isOfOthers } from '../evidence/same-owner.ts';
import type { Suspects } from './constraints/constraint.ts';

/**
 * A hang is not tried again, so one that nobody shares is one observation: a client that was starved on a busy node looks
 * alike. Not where another probe hung too, or the node itself shows who holds it.
 */
export function isSingleHang(observation: Observation, { failing }: FaultBoundary, { witnessed }: Suspects): boolean {
  return failing.outcome.kind === 'hang' && failing.name !== 'kubectl' && !witnessed && hangs(observation) === 1;
}

/** Whoever was asked, and whichever way; one more container of the same owner is no other witness. */
function hangs(observation: Observation): number {
  const { probes, secondOpinions, crossChecks } = observation;
  const others = secondOpinions.filter(({ containerID }) => isOfOthers(observation, containerID));
  const asked = [...probes, ...others.flatMap((opinion) => opinion.probes), ...crossChecks];
  return asked.filter(({ outcome }) => outcome.kind === 'hang').length;
}

export const onlyOnce = 'No other probe hung, and a hang is not tried again: a single one may be chance. Run it again.';
