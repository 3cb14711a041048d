import { faultBoundaryOf } from '../../evidence/fault-boundary.ts';
import { columnOf, familyOf, type Observation } from '../../evidence/observation.ts';
import { limits } from '../../limits.ts';
import type { Layer } from '../../model/layer.ts';
import { isFailing, isOk, type Outcome, type Subject, subjects } from '../../model/probe.ts';
import type { Location } from '../locate.ts';
import { isOfRunc } from '../words-of-runc.ts';
import type { Core } from './rule.ts';

/** What lies above fails with it, or was lucky. */
const failedAtTimes: Outcome = { kind: 'error', durationMs: 0, exitCode: null, text: '' };

/**
 * For target and control alike execs failed by the words of runc, or runc itself did, and others by the same ways came through. The
 * control's program is ours, and its shim is another one: that is of the runc that both have.
 */
function runcComesAndGoes(observation: Observation): Core | null {
  const { probes, terminals, passages, target } = observation;
  const asked = [
    ...probes.map((probe) => ({ probe, way: probe.name })),
    ...passages.map((probe) => ({ probe, way: probe.name })),
    ...terminals.map((probe) => ({ probe, way: `${probe.name} -t` })),
  ].filter(({ probe }) => probe.name !== 'nsenter');
  const failed = asked.filter(
    ({ probe }) => probe.outcome.kind === 'error' || (probe.flaky && probe.name !== 'kubectl'),
  );
  const isOfRuncAlone = failed.every(({ probe }) => isOk(probe) || isOfRunc(probe));
  const cameThrough = new Set(asked.flatMap(({ probe, way }) => (isOk(probe) ? [way] : [])));
  const mixed = failed.filter(({ way }) => cameThrough.has(way));
  const isOfBoth = subjects.every((subject) => mixed.some(({ probe }) => probe.subject === subject));
  if (!isOfBoth || !isOfRuncAlone || !failed.some(({ probe }) => isFailing(probe))) return null;
  const told = (subject: Subject) =>
    failed.flatMap(({ probe, way }) => (probe.subject === subject ? [`${way}${isOk(probe) ? ' at first' : ''}`] : []));
  return {
    ...{ status: 'fault', layer: 'runc', candidates: ['runc'], scope: 'node', confidence: 'medium' },
    confidenceReason: 'target and control met it alike; what comes and goes may have come from above runc by chance',
    summary: `Exec on node ${target.node.name} comes and goes, at runc: some of what was asked of target and control failed, and the same came through otherwise.`,
    because: subjects.map((subject) => `For the ${subject} these failed: ${told(subject).join(', ')}.`),
  };
}

/** Once may be chance. */
const certainFailures = 2;

/**
 * The same rule over the layers that failed at times, in some of several passes. Null where none did, or where the one
 * that fails for good is the lowest of them.
 * @param location where it breaks in the last pass. The ways into the chain do not go over it in step: what fails above
 *   may have met what a layer below had got over by its own last pass
 */
export function intermittentVerdict(observation: Observation, location: Location | null): Core | null {
  const ofRunc = runcComesAndGoes(observation);
  if (ofRunc) return ofRunc;
  const ofTarget = observation.repeats.filter(({ subject }) => subject === 'target');
  const lateMs =
    location?.at.failing.outcome.kind === 'hang'
      ? location.at.failing.outcome.durationMs * limits.slowNodeShare
      : Number.POSITIVE_INFINITY;
  const failed = ofTarget.filter((row) => row.failed > 0 || (row.maxMs ?? 0) >= lateMs);
  if (failed.length === 0) return null;
  const column = columnOf(observation.probes, 'target');
  const lowest = column.findLastIndex((probe) => failed.some(({ name }) => name === probe.name));
  if (location && lowest <= column.indexOf(location.at.failing)) return null;
  const [failing, ...below] = column.slice(lowest);
  const at = failing && faultBoundaryOf([{ ...failing, outcome: failedAtTimes }, ...below], familyOf(observation));
  if (!at) return null;
  const ofControl = observation.repeats.filter(({ subject, failed: times }) => subject === 'control' && times > 0);
  // what is called /bin/echo there may be what fails at times
  const suspects: readonly Layer[] =
    ofControl.length > 0 || at.suspects.includes('container') ? at.suspects : [...at.suspects, 'container'];
  const often = failed.some((row) => row.failed >= certainFailures);
  const { container } = observation.target;
  return {
    status: often ? 'fault' : 'inconclusive',
    layer: null,
    candidates: suspects,
    scope: null,
    confidence: 'low',
    confidenceReason: 'what comes and goes may go at any layer that the request passes',
    summary: `Exec into container ${container} comes and goes: ${failed.map(spell).join(', ')}.`,
    because: [
      ...ofTarget.map((row) => `${row.name} failed in ${row.failed} of ${row.runs} passes.`),
      ...ofControl.map((row) => `For the control ${row.name} failed in ${row.failed} of ${row.runs} passes.`),
    ],
  };
}

const spell = ({ name, failed, runs, maxMs }: Observation['repeats'][number]) =>
  failed > 0
    ? `${name} failed in ${failed} of ${runs} passes`
    : `${name} took up to ${((maxMs ?? 0) / 1000).toFixed(1)} s in ${runs} passes`;
