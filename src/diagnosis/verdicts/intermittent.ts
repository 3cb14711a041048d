import { faultBoundaryOf } from '../../evidence/fault-boundary.ts';
import { columnOf, familyOf, type Observation } from '../../evidence/observation.ts';
import { lostByCtr } from '../../evidence/probe-matrix.ts';
import { limits } from '../../limits.ts';
import type { Layer } from '../../model/layer.ts';
import { isOk, type Outcome, type Probe, type Subject, subjects } from '../../model/probe.ts';
import type { Location } from '../locate.ts';
import { isOfRunc } from '../words-of-runc.ts';
import type { Core } from './rule.ts';

/** What lies above fails with it, or was lucky. */
const failedAtTimes: Outcome = { kind: 'error', durationMs: 0, exitCode: null, text: '' };

/** One exec of ours, by one way into the chain. */
interface Attempt {
  readonly subject: Probe['subject'];
  readonly way: string;
  readonly probe: Pick<Probe, 'name' | 'outcome'>;
}

/** Every one that came to an end, of whichever pass. */
function attemptsOf({ probes, passages, terminals, evidence }: Observation): readonly Attempt[] {
  const ofPasses = (evidence?.passes ?? []).flatMap((row): Attempt[] => {
    const { layer: name, subject, end, seen, code, ms, out, err } = row;
    if ((subject !== 'target' && subject !== 'control') || end !== 'exited' || lostByCtr(row)) return [];
    const outcome: Outcome =
      seen && code === 0
        ? { kind: 'ok', durationMs: ms, method: row.method }
        : { kind: 'error', durationMs: ms, exitCode: code, text: `${err}\n${out}` };
    return [{ subject, way: name, probe: { name, outcome } }];
  });
  return [
    ...[...probes, ...passages].map((probe) => ({ subject: probe.subject, way: probe.name, probe })),
    ...terminals.map((probe) => ({ subject: probe.subject, way: `${probe.name} -t`, probe })),
    ...ofPasses,
  ].filter(({ probe }) => probe.name !== 'nsenter');
}

/**
 * For target and control alike execs failed by the words of runc, or runc itself did, and others by the same ways came through. The
 * control's program is ours, and its shim is another one: that is of the runc that both have.
 */
function runcComesAndGoes(observation: Observation): Core | null {
  const attempts = attemptsOf(observation);
  const failed = attempts.filter(({ probe }) => probe.outcome.kind === 'error');
  const cameThrough = new Set(attempts.flatMap(({ probe, way }) => (isOk(probe) ? [way] : [])));
  const isOfBoth = subjects.every(
    (subject) =>
      failed.some((attempt) => attempt.subject === subject && cameThrough.has(attempt.way)) &&
      attempts.some((attempt) => attempt.subject === subject && isOk(attempt.probe)),
  );
  if (!isOfBoth || !failed.every(({ probe }) => isOfRunc(probe))) return null;
  const ways = (subject: Subject) => [
    ...new Set(failed.flatMap((attempt) => (attempt.subject === subject ? [attempt.way] : []))),
  ];
  return {
    ...{ status: 'fault', layer: 'runc', candidates: ['runc'], scope: 'node', confidence: 'medium' },
    confidenceReason: 'target and control met it alike; what comes and goes may have come from above runc by chance',
    summary: `Exec on node ${observation.target.node.name} comes and goes, at runc: for target and control some of what was asked failed by it, and came through at other times.`,
    because: subjects.map((subject) => `For the ${subject} it failed by these: ${ways(subject).join(', ')}.`),
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
