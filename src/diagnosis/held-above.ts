import { columnsOf, type FaultBoundary, faultBoundaryOf } from '../evidence/fault-boundary.ts';
import { familyOf, type Observation } from '../evidence/observation.ts';
import { kubeletNotReached } from '../knowledge/detectors/kubelet-connection.ts';
import { unreadSockets } from '../knowledge/detectors/sockets.ts';
import { catalogue } from '../knowledge/index.ts';
import { type Layer, layers } from '../model/layer.ts';
import { entryLayer, isOk, type Probe } from '../model/probe.ts';
import type { Finding } from '../model/verdict.ts';
import { findings } from './findings.ts';
import { isRefuted } from './kubelet-answered.ts';
import { isSameComplaint } from './second-opinions.ts';

const proofs = catalogue.filter(({ detect }) => detect?.strength === 'proof');

/** What breaks exec by what the node itself shows. */
export const proven = (observation: Observation): readonly Finding[] =>
  findings(observation, proofs).flatMap(({ finding }) =>
    finding.by === 'facts' && !isRefuted(finding, observation) ? [finding] : [],
  );

const provenLayers = (observation: Observation): readonly Layer[] =>
  proven(observation).flatMap(({ layer }) => layer ?? []);

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

/**
 * What the node proves broken stands above the boundary, and nothing of what fails below it has come through that: what the node
 * proves of the layers below is no chance either.
 */
export function isBelowProof(observation: Observation, at: FaultBoundary): boolean {
  const broken = provenLayers(observation);
  const held = above(broken, at);
  const cameThrough = columnsOf(observation).target.some(
    (probe) => passesAll(held, probe) && saysTheSame(probe, at.failing),
  );
  return held.length > 0 && !cameThrough && !at.suspects.some((layer) => broken.includes(layer));
}

const passesAll = (held: readonly Layer[], { name }: Probe): boolean =>
  held.every((layer) => !isAbove(layer, entryLayer[name]));

/** In words: that both hang tells of nobody. */
const saysTheSame = (one: Probe, other: Probe): boolean =>
  one.outcome.kind === 'error' && isSameComplaint(one.outcome, other.outcome);

/**
 * The boundary without the probes that enter below a layer which the node proves broken. Null where that one is not above the
 * boundary, and where nothing hangs that would pass it: words have come through. What leaves its socket unread may only wait for
 * those below.
 */
export function boundaryHeldAbove(observation: Observation, at: FaultBoundary): FaultBoundary | null {
  const broken = above(provenLayers(observation), at);
  const passing = columnsOf(observation).target.filter((probe) => isOk(probe) || passesOneOf(broken, probe));
  const held = faultBoundaryOf(passing, familyOf(observation));
  return held?.failing.outcome.kind === 'hang' ? held : null;
}
