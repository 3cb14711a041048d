import { faultBoundaryOf } from '../../evidence/fault-boundary.ts';
import {
  columnOf,
  execWorks,
  familyOf,
  hasExistingControl,
  isOfOthers,
  type Observation,
} from '../../evidence/observation.ts';
import { lostByCtr, outcomeOf } from '../../evidence/probe-matrix.ts';
import { catalogue, entryOf } from '../../knowledge/index.ts';
import { entriesIn, plainQuotes } from '../../knowledge/match-text.ts';
import { limits } from '../../limits.ts';
import { type Layer, layers } from '../../model/layer.ts';
import { isOk, type Outcome, type Probe, subjects } from '../../model/probe.ts';
import { saysNoRuncStarted } from '../../model/runc-words.ts';
import { findingOf, findings } from '../findings.ts';
import type { Location } from '../locate.ts';
import { layersSaid } from '../placed-by-words.ts';
import { withoutStaleComplaint } from '../stale-complaint.ts';
import { isOfRunc } from '../words-of-runc.ts';
import type { Core } from './rule.ts';

/** What lies above fails with it, or was lucky. */
const failedAtTimes: Outcome = { kind: 'error', durationMs: 0, exitCode: null, text: '' };

/** Once may be chance. */
const certainFailures = 2;

/** One exec of ours, by one way into the chain. */
interface Attempt {
  readonly subject: Probe['subject'];
  readonly way: string;
  readonly probe: Pick<Probe, 'name' | 'outcome'>;
  /** An error of a probe is told where it has repeated. */
  readonly times: number;
}

const unstale = (outcome: Outcome): Outcome =>
  outcome.kind === 'error' ? { ...outcome, text: withoutStaleComplaint(outcome.text) } : outcome;

/** Every one that came to an end, of whichever pass. */
function attemptsOf({ probes, passages, terminals, evidence }: Observation): readonly Attempt[] {
  const ofPasses = (evidence?.passes ?? []).flatMap((row): Attempt[] => {
    const { layer: name, subject, end } = row;
    if ((subject !== 'target' && subject !== 'control') || end !== 'exited' || lostByCtr(row)) return [];
    return [{ subject, way: name, probe: { name, outcome: unstale(outcomeOf(row)) }, times: 1 }];
  });
  const asked = (probe: Probe, way: string, times: number): Attempt => ({ subject: probe.subject, way, probe, times });
  const atFirst = probes.flatMap(({ atFirst: outcome, ...probe }) =>
    outcome ? [asked({ ...probe, outcome }, probe.name, 1)] : [],
  );
  return [
    ...atFirst,
    ...probes.map((probe) => asked(probe, probe.name, certainFailures)),
    ...passages.map((probe) => asked(probe, probe.name, 1)),
    ...terminals.map((probe) => asked(probe, `${probe.name} -t`, certainFailures)),
    ...ofPasses,
  ].filter(({ probe }) => probe.name !== 'nsenter');
}

/**
 * For target and control alike execs failed by the words of runc, or runc itself did, and others by the same way came through. The
 * control's program is ours, or that of another owner, and its shim is another one: that is of the runc that both have.
 */
function runcComesAndGoes(observation: Observation): Core | null {
  const attempts = attemptsOf(observation);
  const failed = attempts.filter(({ probe }) => probe.outcome.kind === 'error');
  const ofBoth = subjects.map((subject) =>
    waysThatComeAndGo(attempts.filter((attempt) => attempt.subject === subject)),
  );
  const isShown = ofBoth.every(({ length }) => length > 0) && failed.every(({ probe }) => tellsOfRunc(probe));
  if (!isShown || !isFairControl(observation) || isProvenElsewhere(observation)) return null;
  const core = {
    layer: 'runc',
    candidates: ['runc'],
    scope: 'node',
    confidence: 'medium',
    confidenceReason: 'target and control met it alike; what comes and goes may have come from above runc by chance',
    because: subjects.map(
      (subject, index) =>
        `For the ${subject} ${share(attempts, subject)} execs failed, by these: ${ofBoth[index]?.join(', ')}.`,
    ),
  } as const;
  const { container, node } = observation.target;
  const [first] = failed.flatMap(({ probe }) => saidBy(probe));
  return execWorks(observation) && called && first
    ? {
        ...{ ...core, status: 'degraded' },
        finding: findingOf(called, { layer: 'runc', summary: `Exec ${atRunc}.`, evidence: [first] }),
        summary: `Exec into container ${container} works, but on node ${node.name} it ${atRunc}.`,
      }
    : { ...core, status: 'fault', summary: `Exec on node ${node.name} ${atRunc}.` };
}

/** As in: "2 of 7". */
function share(attempts: readonly Attempt[], of: Probe['subject']): string {
  const asked = attempts.filter(({ subject }) => subject === of);
  const failed = asked.reduce((sum, { probe, times }) => sum + (probe.outcome.kind === 'error' ? times : 0), 0);
  return `${failed} of ${failed + asked.filter(({ probe }) => isOk(probe)).length}`;
}

const called = catalogue.find(({ traits }) => traits?.comesAndGoes);
const atRunc =
  'is intermittent, at runc: for target and control some requests failed there, and came through at other times';

/** By these execs of one subject failed and others came through; none where what failed may be chance. */
function waysThatComeAndGo(attempts: readonly Attempt[]): readonly string[] {
  const failed = attempts.filter(({ probe }) => probe.outcome.kind === 'error');
  if (failed.reduce((sum, { times }) => sum + times, 0) < certainFailures) return [];
  const cameThrough = new Set(attempts.flatMap(({ probe, way }) => (isOk(probe) ? [way] : [])));
  return [...new Set(failed.flatMap(({ way }) => (cameThrough.has(way) ? [way] : [])))];
}

/** By its words a runc was started and failed, and they are not known to be about something else. */
function tellsOfRunc(probe: Attempt['probe']): boolean {
  if (!isOfRunc(probe) || saysNoRuncStarted(probe) || probe.outcome.kind !== 'error') return false;
  const [known] = entriesIn(plainQuotes(probe.outcome.text));
  return known === undefined || entryOf(known.code).layers.includes('runc');
}

/** Whoever owns two containers can make both fail; and another runtime is another runc. */
const isFairControl = (observation: Observation): boolean => {
  const facts = observation.evidence?.facts ?? {};
  const isFair = !hasExistingControl(observation) || isOfOthers(observation, facts['control.id'] ?? '');
  return isFair && facts['control.sameRuntime'] !== 'no';
};

/** The node shows another layer of the runtime broken, which explains what failed. */
const isProvenElsewhere = (observation: Observation): boolean =>
  findings(observation, proofs).some(
    ({ finding: { by, layer } }) =>
      by === 'facts' && layer !== null && layer !== 'runc' && layers.indexOf(layer) > layers.indexOf('cri'),
  );

const proofs = catalogue.filter(({ detect }) => detect?.strength === 'proof');

const saidBy = ({ name, outcome }: Attempt['probe']): readonly string[] =>
  outcome.kind === 'error' ? [`${name}: ${outcome.text}`] : [];

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
  const byWords = saidInPasses(observation, failing);
  if (byWords) return byWords;
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

/** Each time the lowest that failed did so by words which tell of layers further down, and it came through at other times. */
function saidInPasses(observation: Observation, { name }: Probe): Core | null {
  const failed = attemptsOf(observation).filter(
    ({ subject, probe }) => subject === 'target' && probe.name === name && probe.outcome.kind === 'error',
  );
  const [first] = failed;
  const said = layersSaid(
    observation,
    failed.map(({ subject, probe: { outcome } }) => ({ name, subject, command: [], outcome, flaky: true })),
  );
  const [only, ...others] = said;
  if (!called || !first || !only || !execWorks(observation) || failed.length < certainFailures) return null;
  const counted = observation.repeats.filter((row) => row.subject === 'target');
  const failedIn = counted.filter((row) => row.failed > 0).map(spell);
  const layer = others.length === 0 ? only : null;
  const summary = `Exec comes and goes: ${failedIn.join(', ')}.`;
  return {
    ...{ status: 'degraded', layer, candidates: said, scope: null, confidence: 'medium' },
    confidenceReason: 'by the words of what failed, and what comes and goes may not be all of it',
    finding: findingOf(called, {
      ...{ summary, evidence: saidBy(first.probe), at: { layers: said, scope: null } },
    }),
    summary: `Exec into container ${observation.target.container} works, but it comes and goes: ${failedIn.join(', ')}.`,
    because: counted.map((row) => `${row.name} failed in ${row.failed} of ${row.runs} passes.`),
  };
}

const spell = ({ name, failed, runs, maxMs }: Observation['repeats'][number]) =>
  failed > 0
    ? `${name} failed in ${failed} of ${runs} passes`
    : `${name} took up to ${((maxMs ?? 0) / 1000).toFixed(1)} s in ${runs} passes`;
