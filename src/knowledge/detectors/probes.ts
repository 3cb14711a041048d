import { isAnotherEcho } from '../../evidence/another-echo.ts';
import { columnsOf, type FaultBoundary, faultBoundaryOf, notTrusted } from '../../evidence/fault-boundary.ts';
import {
  columnOf,
  execWorks,
  familyOf,
  hasExistingControl,
  type Observation,
  probeOf,
} from '../../evidence/observation.ts';
import { outcomeOf } from '../../evidence/probe-matrix.ts';
import { mayBeSlow, opinionsOn, type SameComplaint } from '../../evidence/second-opinions.ts';
import { streamOf } from '../../evidence/side-probes.ts';
import type { Layer } from '../../model/layer.ts';
import { isFailing, isOk, type Outcome, type Probe, type Subject, verb } from '../../model/probe.ts';
import { saysNoRuncStarted, saysRuncFailed } from '../../model/runc-words.ts';
import type { Detection } from '../entry.ts';
import { byTurns } from './by-turns.ts';

/** A probe of the target has failed with these words: of several states of a known failure it is that one. */
export const saidByProbes =
  (words: string) =>
  ({ probes }: Observation): boolean =>
    columnOf(probes, 'target').some(
      ({ outcome }) => outcome.kind === 'error' && outcome.text.toLowerCase().includes(words),
    );

/** Probes that fail although one above them works; crictl's through the stream server likewise. */
export function notTrustedProbes(observation: Observation, isSameComplaint: SameComplaint): readonly Detection[] {
  const stream = streamOf(observation, 'target');
  return [
    ...failingBelow(observation, isSameComplaint)
      .filter((probe) => !passesOnRunc(probe))
      .map(({ name, outcome }) => ({
        summary: `${name} fails although a probe above it works: it enters by another way than the node itself does, so it counts against no layer.`,
        evidence: saidBy(name, outcome),
      })),
    ...(stream && isFailing(stream) && execWorks(observation)
      ? [
          {
            summary: `crictl without -s ${verb(stream)} although kubectl works: it takes another way to the CRI's stream server than the kubelet does, so it counts against no layer.`,
            evidence: saidBy('crictl', stream.outcome),
          },
        ]
      : []),
  ];
}

/** What the target fails with below a probe that works, and neither by being slow nor by turns. */
function failingBelow(observation: Observation, isSameComplaint: SameComplaint): readonly Probe[] {
  const comeAndGo = byTurns(observation, isSameComplaint);
  return notTrusted(columnOf(observation.probes, 'target')).filter(
    (probe) => !mayBeSlow(observation, probe) && !comeAndGo.includes(probe),
  );
}

/** A client that has come as far as the runc that what works above it passes, too. */
const passesOnRunc = (probe: Probe): boolean =>
  (probe.name === 'docker' || probe.name === 'ctr') && saysRuncFailed(probe) && !saysNoRuncStarted(probe);

/** Some end without a word: then how they did. */
function saidBy(name: string, outcome: Outcome): readonly string[] {
  if (outcome.kind !== 'error') return [];
  const end = outcome.exitCode === null ? 'ended by a signal' : `exit ${outcome.exitCode}`;
  return [`${name}: ${outcome.text || `${end}, and no output`}`];
}

/** The image has something else in the place of echo. */
export const anotherEcho = (observation: Observation): readonly Detection[] =>
  isAnotherEcho(observation)
    ? [
        {
          summary:
            '/bin/echo in this image is something else: it ends with exit code 0, and does not print its arguments. No layer is at fault; whoever relies on its output is misled.',
          evidence: [],
        },
      ]
    : [];

/** A control that breaks elsewhere than the target: the node has a fault that is not the target's, or not its only one. */
export function controlFails(observation: Observation): readonly Detection[] {
  const columns = columnsOf(observation);
  const family = familyOf(observation);
  const control = faultBoundaryOf(columns.control, family);
  if (!control) return failsBelow(observation, columns.control);
  if (
    mayBeSlow(observation, control.failing) ||
    faultBoundaryOf(columns.target, family)?.failing.name === control.failing.name
  )
    return [];
  const { name, outcome } = control.failing;
  const target = isOk(columns.target.find((probe) => probe.name === name)) ? ' and works for the target' : '';
  return [
    {
      summary: `${name} ${verb(control.failing)} for the control${target}: ${whyOfControl(control)}.`,
      evidence: saidBy(name, outcome),
    },
  ];
}

function whyOfControl({ failing, working }: FaultBoundary): string {
  if (saysRuncFailed(failing) && working)
    return `by its words a runc failed, and ${working.name} works for it, so it is intermittent, or fails only when a shim calls it`;
  return failing.name === 'kubectl' && working
    ? `${working.name} works for it, so it is on the way there, which the target shares`
    : 'the node may have another fault, which affects new containers';
}

/** What fails for the control although a probe above it works. */
const failsBelow = (observation: Observation, column: readonly Probe[]): readonly Detection[] =>
  notTrusted(column)
    .filter((probe) => !mayBeSlow(observation, probe))
    .map((probe) => ({
      summary: `${probe.name} ${verb(probe)} for the control although a probe above it works: it comes and goes${passesOnRunc(probe) ? ', by the words of a runc that failed, which both pass' : ', or enters by another way than the node itself does'}.`,
      evidence: saidBy(probe.name, probe.outcome),
    }));

export const intermittentProbes = (observation: Observation, isSameComplaint: SameComplaint): readonly Detection[] => [
  ...observation.probes
    // one that failed, and hung when it was tried again, did not work
    .filter((probe) => probe.flaky && isOk(probe))
    .map((probe) => failedAtFirst(observation, probe)),
  ...failingBelow(observation, isSameComplaint)
    .filter(passesOnRunc)
    .map(
      (probe): Detection => ({
        summary: `${probe.name} fails by the words of a runc that failed, although a probe above it works, which passes that runc as well: it comes and goes.`,
        evidence: saidBy(probe.name, probe.outcome),
        ...{ mild: true, doubt: 'it may be only the request of that client', said: probe },
      }),
    ),
];

function failedAtFirst(observation: Observation, probe: Probe): Detection {
  const { name, subject, atFirst } = probe;
  const of = triesOf(observation, probe);
  return {
    summary: `${name} failed for the ${subject} and worked when it was tried again: ${of.failed} of ${of.asked} execs failed.`,
    evidence: atFirst ? saidBy(name, atFirst) : [],
    ...where(subject, atTimes(observation)),
    ...(atFirst && { said: { ...probe, outcome: atFirst } }),
    doubt: 'what failed once may have done so by chance',
  };
}

/** How often it was asked; through the API server twice. */
function triesOf({ evidence }: Observation, { name, subject }: Probe) {
  const answers = (evidence?.probes ?? []).filter((row) => row.layer === name && row.subject === subject);
  return answers.length < 2
    ? { failed: 1, asked: 2 }
    : { failed: answers.filter((row) => outcomeOf(row).kind !== 'ok').length, asked: answers.length };
}

/** What works above it has come through it as well. */
const where = (subject: Subject, layers: readonly Layer[]): Pick<Detection, 'at' | 'mild'> =>
  subject === 'control' || layers.length === 0 ? { mild: true } : { at: { layers, scope: null } };

const anyFailure: Outcome = { kind: 'error', durationMs: 0, exitCode: null, text: '' };

/** Where it breaks, when it does: between the lowest that failed at first and what lies below. The program may be it, too. */
function atTimes(observation: Observation): readonly Layer[] {
  const column = columnsOf(observation).target.map((probe) =>
    probe.flaky ? { ...probe, outcome: anyFailure } : probe,
  );
  const { suspects = [] } = faultBoundaryOf(column, familyOf(observation)) ?? {};
  return suspects.length === 0 || suspects.includes('container') ? suspects : [...suspects, 'container'];
}

/** Not the target alone, and not the whole node: older, ordinary containers. */
export function olderContainersHit(observation: Observation, isSameComplaint: SameComplaint): readonly Detection[] {
  const probe = faultBoundaryOf(columnsOf(observation).target, familyOf(observation))?.failing;
  if (!probe || !isOk(probeOf(observation, 'control', probe.name))) return [];
  const { failing, failingOfOthers } = opinionsOn(observation, probe, isSameComplaint);
  if (failingOfOthers.length === 0) return [];
  return [
    {
      summary: `${probe.name} fails for the target and for ${failing.length} of the older containers of other pods, and works for ${hasExistingControl(observation) ? 'another' : 'a fresh'} one.`,
      evidence: failing.map(({ containerID }) => `container: ${containerID}`),
    },
  ];
}
