import { columnsOf, type FaultBoundary, faultBoundaryOf } from '../evidence/fault-boundary.ts';
import { familyOf, type Observation } from '../evidence/observation.ts';
import { kubeletNotReached } from '../knowledge/detectors/kubelet-connection.ts';
import { unreadSockets } from '../knowledge/detectors/sockets.ts';
import { catalogue } from '../knowledge/index.ts';
import { type Layer, layers } from '../model/layer.ts';
import { entryLayer, isOk, type Probe } from '../model/probe.ts';
import { findings } from './findings.ts';

const proofs = catalogue.filter(({ detect }) => detect?.strength === 'proof');

/** Layers that break exec by what the node itself shows of them. */
const provenLayers = (observation: Observation): readonly Layer[] =>
  findings(observation, proofs).flatMap(({ finding: { by, layer } }) => (by === 'facts' && layer ? [layer] : []));

const isAbove = (layer: Layer, other: Layer): boolean => layers.indexOf(layer) < layers.indexOf(other);

const above = (found: readonly Layer[], { suspects: [highest] }: FaultBoundary): readonly Layer[] =>
  found.filter((layer) => highest && isAbove(layer, highest));

/** It enters at one of them, or higher up. */
const passesOneOf = (held: readonly Layer[], { name }: Pick<Probe, 'name'>): boolean =>
  held.some((layer) => !isAbove(layer, entryLayer[name]));

/**
 * Whether a probe has to pass what holds it up above the boundary, so that its hang tells nothing of what is below: a layer that
 * is broken, does not take what it is asked, or is not got through to.
 */
export function isHeldAbove(observation: Observation, at: FaultBoundary): (probe: Pick<Probe, 'name'>) => boolean {
  const unread = unreadSockets(observation).map(({ layer }) => layer);
  const unreached: readonly Layer[] = kubeletNotReached(observation).length > 0 ? ['api-server'] : [];
  const held = above([...provenLayers(observation), ...unread, ...unreached], at);
  return (probe) => passesOneOf(held, probe);
}

/** What the node proves broken stands above the boundary. */
export const isBelowProof = (observation: Observation, at: FaultBoundary): boolean =>
  above(provenLayers(observation), at).length > 0;

/**
 * The boundary without the probes that enter below a layer which the node proves broken. Null where that one is not above the
 * boundary, and where nothing fails that would pass it. What leaves its socket unread may only wait for those below.
 */
export function boundaryHeldAbove(observation: Observation, at: FaultBoundary): FaultBoundary | null {
  const proven = above(provenLayers(observation), at);
  const passing = columnsOf(observation).target.filter((probe) => isOk(probe) || passesOneOf(proven, probe));
  return faultBoundaryOf(passing, familyOf(observation));
}
