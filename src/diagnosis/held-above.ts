import { columnsOf, type FaultBoundary, faultBoundaryOf } from '../evidence/fault-boundary.ts';
import { familyOf, type Observation } from '../evidence/observation.ts';
import { stuckProcesses } from '../evidence/stuck-processes.ts';
import { kubeletNotReached } from '../knowledge/detectors/kubelet-connection.ts';
import { daemonOutOfFiles } from '../knowledge/detectors/processes.ts';
import { unreadSockets } from '../knowledge/detectors/sockets.ts';
import { type Layer, layers } from '../model/layer.ts';
import { entryLayer, isOk, type Probe } from '../model/probe.ts';

/** Layers that pass nothing on, as the node itself shows. */
const stoppedLayers = (observation: Observation): readonly Layer[] => [
  ...stuckProcesses(observation.evidence)
    .filter(({ state, certain }) => state === 'stopped' && certain)
    .map(({ layer }) => layer),
  ...layers.filter((layer) => daemonOutOfFiles(layer)(observation).length > 0),
];

const isAbove = (layer: Layer, other: Layer): boolean => layers.indexOf(layer) < layers.indexOf(other);

const above = (found: readonly Layer[], { suspects: [highest] }: FaultBoundary): readonly Layer[] =>
  found.filter((layer) => highest && isAbove(layer, highest));

/** It enters at one of them, or higher up. */
const passesOneOf = (held: readonly Layer[], { name }: Pick<Probe, 'name'>): boolean =>
  held.some((layer) => !isAbove(layer, entryLayer[name]));

/**
 * Whether a probe has to pass what holds it up above the boundary, so that its hang tells nothing of what is below: a layer that
 * is stopped, does not take what it is asked, or is not got through to.
 */
export function isHeldAbove(observation: Observation, at: FaultBoundary): (probe: Pick<Probe, 'name'>) => boolean {
  const unread = unreadSockets(observation).map(({ layer }) => layer);
  const unreached: readonly Layer[] = kubeletNotReached(observation).length > 0 ? ['api-server'] : [];
  const held = above([...stoppedLayers(observation), ...unread, ...unreached], at);
  return (probe) => passesOneOf(held, probe);
}

/**
 * The boundary without the probes that enter below a layer which the node shows stopped. Null where that one is not above the
 * boundary, and where nothing fails that would pass it. What leaves its socket unread may only wait for those below.
 */
export function boundaryHeldAbove(observation: Observation, at: FaultBoundary): FaultBoundary | null {
  const stopped = above(stoppedLayers(observation), at);
  const passing = columnsOf(observation).target.filter((probe) => isOk(probe) || passesOneOf(stopped, probe));
  return faultBoundaryOf(passing, familyOf(observation));
}
