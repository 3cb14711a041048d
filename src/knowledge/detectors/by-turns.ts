import { faultBoundaryOf, notTrusted } from '../../evidence/fault-boundary.ts';
import { columnOf, familyOf, type Observation, probeOf } from '../../evidence/observation.ts';
import { outcomeOf } from '../../evidence/probe-matrix.ts';
import { opinionsOn, type SameComplaint } from '../../evidence/second-opinions.ts';
import type { Layer } from '../../model/layer.ts';
import { isOk, type Probe, verb } from '../../model/probe.ts';
import type { Detection } from '../entry.ts';

/** Layers that are each container's own. */
const own: readonly Layer[] = ['shim', 'container'];

/**
 * Probes that fail below one that works, for a container of another owner as well, and work for the control; and one of those who were
 * asked has met both by that very way. Another way into the chain, or what is wrong with each of two containers, stays as it is.
 */
export const byTurns = (observation: Observation, isSameComplaint: SameComplaint): readonly Probe[] =>
  notTrusted(columnOf(observation.probes, 'target')).filter(
    (probe) =>
      probe.name !== 'nsenter' &&
      observation.evidence?.facts['control.sameRuntime'] !== 'no' &&
      isOk(probeOf(observation, 'control', probe.name)) &&
      opinionsOn(observation, probe, isSameComplaint).failingOfOthers.length > 0 &&
      whoMetBoth(observation, probe, isSameComplaint),
  );

/** For one container that way failed so, and came through at another time. */
function whoMetBoth({ evidence }: Observation, { name, outcome }: Probe, isSameComplaint: SameComplaint): boolean {
  const asked = (evidence?.passes ?? []).filter(({ layer, end }) => layer === name && end === 'exited');
  const bySubject = [...Map.groupBy(asked, ({ subject }) => subject).values()].map((rows) => rows.map(outcomeOf));
  return bySubject.some(
    (all) => all.some(({ kind }) => kind === 'ok') && all.some((one) => isSameComplaint(outcome, one)),
  );
}

export const failsByTurns = (observation: Observation, isSameComplaint: SameComplaint): readonly Detection[] =>
  byTurns(observation, isSameComplaint).map((probe) => ({
    summary: `${probe.name} ${verb(probe)} for the target and for a container of another owner, and works for the control; what lies above it works for the target, and by that very way one probed container met both: it is intermittent.`,
    evidence: probe.outcome.kind === 'error' ? [`${probe.name}: ${probe.outcome.text}`] : [],
    at: { layers: sharedFrom(observation, probe), scope: 'node' },
  }));

/** Two of different owners share none of their own layers. */
function sharedFrom(observation: Observation, probe: Probe): readonly Layer[] {
  const column = columnOf(observation.probes, 'target');
  const { suspects = [] } = faultBoundaryOf(column.slice(column.indexOf(probe)), familyOf(observation)) ?? {};
  return suspects.filter((layer) => !own.includes(layer));
}
