import { isAnotherEcho } from '../../evidence/another-echo.ts';
import { columnsOf, faultBoundaryOf, heldOpen, notTrusted } from '../../evidence/fault-boundary.ts';
import { pressures } from '../../evidence/node-pressure.ts';
import {
  columnOf,
  execWorks,
  familyOf,
  hasExistingControl,
  isOfOthers,
  type Observation,
  probeOf,
} from '../../evidence/observation.ts';
import { mayBeSlow, opinionsOn, type SameComplaint } from '../../evidence/second-opinions.ts';
import { streamOf } from '../../evidence/side-probes.ts';
import { limits } from '../../limits.ts';
import type { Layer } from '../../model/layer.ts';
import { entryLayer, isFailing, isOk, type Outcome, type ProbeName, type Subject, verb } from '../../model/probe.ts';
import type { Detection } from '../entry.ts';

/** Probes that fail although one above them works; crictl's through the stream server likewise. */
export function notTrustedProbes(observation: Observation): readonly Detection[] {
  const stream = streamOf(observation, 'target');
  return [
    ...notTrusted(columnOf(observation.probes, 'target'))
      .filter((probe) => !mayBeSlow(observation, probe))
      .map(({ name, outcome }) => ({
        summary: `${name} fails although a probe above it works: it enters by another way than the node itself does, and accuses nobody.`,
        evidence: saidBy(name, outcome),
      })),
    ...(stream && isFailing(stream) && execWorks(observation)
      ? [
          {
            summary: `crictl without -s ${verb(stream)} although kubectl works: it takes another way to the CRI's stream server than the kubelet does, and accuses nobody.`,
            evidence: saidBy('crictl', stream.outcome),
          },
        ]
      : []),
  ];
}

/** Some end without a word: then how they did. */
function saidBy(name: string, outcome: Outcome): readonly string[] {
  if (outcome.kind !== 'error') return [];
  const end = outcome.exitCode === null ? 'ended by a signal' : `exit ${outcome.exitCode}`;
  return [`${name}: ${outcome.text || `${end}, and no output`}`];
}

/** A control that breaks elsewhere than the target: the node has a fault that is not the target's, or not its only one. */
/** The image has something else in the place of echo. */
export const anotherEcho = (observation: Observation): readonly Detection[] =>
  isAnotherEcho(observation)
    ? [
        {
          summary:
            'What is called /bin/echo in this image is none: it ends with exit code 0, and prints something else than it is told. That is no fault of a layer; whoever goes by its output is misled.',
          evidence: [],
        },
      ]
    : [];

export function controlFails(observation: Observation): readonly Detection[] {
  const columns = columnsOf(observation);
  const family = familyOf(observation);
  const control = faultBoundaryOf(columns.control, family);
  if (
    !control ||
    mayBeSlow(observation, control.failing) ||
    faultBoundaryOf(columns.target, family)?.failing.name === control.failing.name
  )
    return [];
  const { name, outcome } = control.failing;
  const target = isOk(columns.target.find((probe) => probe.name === name)) ? ' and works for the target' : '';
  return [
    {
      summary: `${name} ${verb(control.failing)} for the control${target}: the node may have another fault, which hits new containers.`,
      evidence: saidBy(name, outcome),
    },
  ];
}

export const intermittentProbes = (observation: Observation): readonly Detection[] =>
  observation.probes
    .filter(({ flaky }) => flaky)
    .map(({ name, subject }) => ({
      summary: `${name} failed for the ${subject} and worked when it was tried again.`,
      evidence: [],
      ...where(subject, atTimes(observation)),
    }));

/** What works above it has come through it as well. */
const where = (subject: Subject, layers: readonly Layer[]): Pick<Detection, 'at' | 'mild'> =>
  subject === 'control' || layers.length === 0 ? { mild: true } : { at: { layers, scope: null } };

const failedAtFirst: Outcome = { kind: 'error', durationMs: 0, exitCode: null, text: '' };

/** Where it breaks, when it does: between the lowest that failed at first and what lies below. The program may be it, too. */
function atTimes(observation: Observation): readonly Layer[] {
  const column = columnsOf(observation).target.map((probe) =>
    probe.flaky ? { ...probe, outcome: failedAtFirst } : probe,
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

/** What one layer takes, and what of that the one below it takes. */
interface Time {
  readonly name: ProbeName;
  readonly ms: number;
  readonly below: { readonly name: ProbeName; readonly ms: number } | null;
}

/** A layer that answers, and takes far longer than it should. */
export interface SlowLayer {
  readonly name: ProbeName;
  readonly ms: number;
  readonly detection: Detection;
}

export const slowLayers = (observation: Observation): readonly Detection[] =>
  slowLayersOf(observation).map(({ detection }) => detection);

/**
 * Layers that answer, and add far more than the same layer does for the control; or for both, far more than the one below. The
 * lowest tells: what is above one that takes long waits for its turn there.
 */
export function slowLayersOf(observation: Observation): readonly SlowLayer[] {
  const column = columnOf(observation.probes, 'target');
  // who is waited for may be whoever holds the output open
  const held = column.findLastIndex((probe) => heldOpen(column).includes(probe));
  const sound = column.slice(held + 1).map(({ name }) => name);
  const control = timesOf(observation, 'control');
  const slow = timesOf(observation, 'target').flatMap((target) => {
    const told = slowLayer(observation, target, control.find(({ name }) => name === target.name) ?? null);
    return told && sound.includes(target.name) ? [told] : [];
  });
  return slow.filter(({ ms }, index) => !slow.slice(index + 1).some((lower) => waitsFor(lower, ms)));
}

/** A time, or a wait that was given up, which is no more than the turns of others at a slow layer below. */
export const waitsFor = (slow: Pick<SlowLayer, 'ms'>, ms: number): boolean => ms <= slow.ms * limits.execsInShim;

function slowLayer(observation: Observation, target: Time, beside: Time | null): SlowLayer | null {
  const { name, ms, below } = target;
  const told = (words: string, isOfNode: boolean | null): SlowLayer => ({
    ...{ name, ms },
    detection: {
      ...{ summary: words, evidence: [], at: whereSlow(observation, target, isOfNode) },
      // what is the node's slows down both
      ...(isMild(observation, target) || (isOfNode && beside && isMild(observation, beside)) ? { mild: true } : {}),
    },
  });
  if (beside && isSlow(added(target), added(beside))) {
    return told(
      `${name} takes ${seconds(ms)} for the target, ${seconds(beside.ms)} for the control: something slows down this container's.`,
      false,
    );
  }
  if (isAlone(observation, target)) {
    return told(`${name} takes ${seconds(ms)} for the target, and nothing below it was asked.`, null);
  }
  if (!below || !isSlow(ms, below.ms) || (beside && !isSlow(beside.ms, beside.below?.ms ?? 0))) return null;
  const alike = beside ? ` and ${seconds(beside.ms)} for the control` : '';
  return told(
    `${name} takes ${seconds(ms)} for the target${alike}; ${below.name}, below it, ${seconds(below.ms)}.`,
    beside && isFair(observation) ? true : null,
  );
}

/** What runs already may be slow because its owner has made it so. */
const isFair = (observation: Observation): boolean =>
  !hasExistingControl(observation) || isOfOthers(observation, observation.evidence?.facts['control.id'] ?? '');

/** So long a time needs no other to be measured by. */
const isAlone = ({ probes }: Observation, { name, ms }: Time): boolean =>
  ms >= limits.slowAloneMs &&
  columnOf(probes, 'target').every((probe) => probe.name === name || probe.outcome.kind === 'skipped');

/** Layers that are each container's own. */
const own: readonly Layer[] = ['shim', 'container'];

/**
 * The layers that the time is spent in.
 * @param isOfNode the control is as slow; null where there is none
 */
function whereSlow(
  observation: Observation,
  { name, below }: Time,
  isOfNode: boolean | null,
): NonNullable<Detection['at']> {
  const chain = familyOf(observation).layers;
  const to = below && below.name !== 'nsenter' ? chain.indexOf(entryLayer[below.name]) : chain.length;
  const between = chain.slice(chain.indexOf(entryLayer[name]), to);
  // what is called /bin/echo there can tell its execs apart, and take its time for some
  const orContainer = between.includes('container') ? between : [...between, 'container' as const];
  if (isOfNode === null) return { layers: orContainer, scope: null };
  const left = between.filter((layer) => own.includes(layer) !== isOfNode);
  const isBelowApi = !between.includes('api-server');
  if (isOfNode) return { layers: left.length > 0 ? left : between, scope: isBelowApi ? 'node' : null };
  return { layers: left.length > 0 ? left : orContainer, scope: 'container' };
}

/** Where the node has too much to do, whatever is a large program takes long; of runc nsenter tells, which has as much to wait for. */
function isMild(observation: Observation, { ms, below }: Time): boolean {
  const isByRunc = below?.name === 'nsenter';
  const factor = isByRunc ? limits.slowLayerFactor : limits.clientFactor;
  const isScarce = pressures(observation).some(({ of }) => of !== 'cpu' || !isByRunc);
  return isScarce || ms < limits.degradedLayerMs || (below !== null && ms < below.ms * factor);
}

function timesOf({ probes }: Observation, subject: Subject): readonly Time[] {
  const timed = columnOf(probes, subject).flatMap(({ name, outcome }) =>
    outcome.kind === 'ok' ? [{ name, ms: outcome.durationMs }] : [],
  );
  return timed.map((time, index) => ({ ...time, below: timed[index + 1] ?? null }));
}

const added = ({ ms, below }: Time): number => Math.max(0, ms - (below?.ms ?? 0));

const isSlow = (ms: number, thanMs: number): boolean =>
  ms - thanMs >= limits.slowLayerMs && ms >= thanMs * limits.slowLayerFactor;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
