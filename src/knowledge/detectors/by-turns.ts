import { faultBoundaryOf, notTrusted } from '../../evidence/fault-boundary.ts';
import { columnOf, familyOf, type Observation, probeOf } from '../../evidence/observation.ts';
import { opinionsOn, type SameComplaint } from '../../evidence/second-opinions.ts';
import type { Layer } from '../../model/layer.ts';
import { isOk, type Probe, verb } from '../../model/probe.ts';
import type { Detection } from '../entry.ts';

/** Layers that are each container's own. */
const own: readonly Layer[] = ['shim', 'container'];

/**
 * Probes that fail below one that works, for a container of another owner as well, and work for the control: another way into
 * the chain would fail for all of them. What they meet comes and goes.
 */
export const byTurns = (observation: Observation, isSameComplaint: SameComplaint): readonly Probe[] =>
  notTrusted(columnOf(observation.probes, 'target')).filter(
    (probe) =>
      probe.name !== 'nsenter' &&
      isOk(probeOf(observation, 'control', probe.name)) &&
      opinionsOn(observation, probe, isSameComplaint).failingOfOthers.length > 0,
  );

export const failsByTurns = (observation: Observation, isSameComplaint: SameComplaint): readonly Detection[] =>
  byTurns(observation, isSameComplaint).map((probe) => ({
    summary: `${probe.name} ${verb(probe)} for the target and for a container of another owner, and works for the control; and what lies above it works for the target: it comes and goes.`,
    evidence: probe.outcome.kind === 'error' ? [`${probe.name}: ${probe.outcome.text}`] : [],
    at: { layers: sharedFrom(observation, probe), scope: 'node' },
  }));

/** Two of different owners share none of their own layers. */
function sharedFrom(observation: Observation, probe: Probe): readonly Layer[] {
  const column = columnOf(observation.probes, 'target');
  const { suspects = [] } = faultBoundaryOf(column.slice(column.indexOf(probe)), familyOf(observation)) ?? {};
  return suspects.filter((layer) => !own.includes(layer));
}
