import { heldOpen } from '../../evidence/fault-boundary.ts';
import { pressures } from '../../evidence/node-pressure.ts';
import { columnOf, familyOf, hasExistingControl, isOfOthers, type Observation } from '../../evidence/observation.ts';
import { limits } from '../../limits.ts';
import { least } from '../../model/extremes.ts';
import type { Layer } from '../../model/layer.ts';
import {
  entryLayer,
  isOk,
  type Probe,
  type ProbeMethod,
  type ProbeName,
  probeNames,
  type Subject,
} from '../../model/probe.ts';
import type { Detection } from '../entry.ts';

/** What a layer takes, with all below it. */
interface Time {
  readonly name: ProbeName;
  readonly method: ProbeMethod;
  /** Of this probe. */
  readonly measuredMs: number;
  /** Of all answers that came through that layer, what the quickest took: it needs no more, so it is blamed for no more. */
  readonly ms: number;
  /** How many those are. */
  readonly answers: number;
}

/** What of that another one below it takes. */
interface Span extends Time {
  readonly below: Time | null;
}

/** Of the target, and by the same two probes of the control; null where it has no answer to the first. */
interface Compared extends Span {
  readonly beside: Span | null;
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
  const slow = compared(observation).flatMap((target) => {
    const told = slowLayer(observation, target);
    return told && sound.includes(target.name) ? [told] : [];
  });
  return slow.filter(({ ms }, index) => !slow.slice(index + 1).some((lower) => waitsFor(lower, ms)));
}

/** A time, or a wait that was given up, which is no more than the turns of others at a slow layer below. */
export const waitsFor = (slow: Pick<SlowLayer, 'ms'>, ms: number): boolean => ms <= slow.ms * limits.execsInShim;

/** How much a slow answer says. */
type Worth = Pick<Detection, 'mild' | 'doubt'>;

const worth = (isMildly: boolean): Worth => (isMildly ? { mild: true } : {});

function slowLayer(observation: Observation, target: Compared): SlowLayer | null {
  const { name, ms, below, beside } = target;
  const told = (words: string, isOfNode: boolean | null, of: Worth): SlowLayer => ({
    ...{ name, ms },
    detection: { summary: words, evidence: [], at: whereSlow(observation, target, isOfNode), ...of },
  });
  const moreMs = beside ? ms - beside.measuredMs : 0;
  if (beside && moreMs >= limits.slowLayerMs && isSlow(added(ms, below), added(beside.measuredMs, beside.below))) {
    const compare = `${name} takes ${seconds(ms)} for the target, ${seconds(beside.measuredMs)} for the control`;
    const isLittle = isMild(observation, target) || moreMs < limits.degradedLayerMs;
    if (target.answers === 1 && !isWaitedFor(observation, target)) {
      return told(`${compare}: ${once}.`, null, lateOnce(target, isLittle));
    }
    const { words, ...of } = ofProgram(observation, target);
    return told(`${compare}: ${words}.`, false, isLittle ? { mild: true } : of);
  }
  if (isAlone(observation, target)) {
    const words = `${name} takes ${seconds(ms)} for the target, and nothing below it was probed.`;
    return told(words, null, worth(isMild(observation, target)));
  }
  if (!below || !isSlow(ms, below.measuredMs)) return null;
  if (beside && !isSlow(beside.ms, beside.below?.measuredMs ?? 0)) return null;
  const words = `${name} takes ${seconds(ms)} for the target${beside ? ` and ${seconds(beside.ms)} for the control` : ''}; ${below.name}, below it, ${seconds(below.measuredMs)}`;
  if (!beside && target.answers === 1) {
    return told(`${words}: ${once}.`, null, lateOnce(target, isMild(observation, target)));
  }
  const isOfNode = beside && isFair(observation) ? true : null;
  // what is the node's slows down both
  const isLittle = isOfNode && beside && isMild(observation, beside);
  return told(`${words}.`, isOfNode, worth(isMild(observation, target) || isLittle === true));
}

const once = 'that was probed once, and may be chance';

/** What has to pass it was given up for the target after a time as long, and not for the control: it was no moment. */
const isWaitedFor = ({ probes }: Observation, { name, measuredMs }: Time): boolean =>
  columnOf(probes, 'target').some(
    (probe) =>
      probeNames.indexOf(probe.name) < probeNames.indexOf(name) &&
      probe.outcome.kind === 'hang' &&
      probe.outcome.durationMs >= measuredMs &&
      columnOf(probes, 'control').some((beside) => beside.name === probe.name && isOk(beside)),
  );

/** Whatever was in the way for a moment, and let the probes below through. */
const lateOnce = ({ name }: Time, isLittle: boolean): Worth =>
  isLittle ? { mild: true } : { mild: true, doubt: `${name} was late once, and may be quick the next time` };

/** The program called /bin/echo in the container may take its time; what carries a path that cannot exist starts no program. */
function ofProgram({ passages }: Observation, { name, method }: Time): Worth & { readonly words: string } {
  if (method !== 'echo') return { words: "something slows down this container's" };
  const quick = passages.find(
    (probe) => passes(probe, name) && probe.outcome.kind === 'ok' && probe.outcome.durationMs < limits.slowLayerMs,
  );
  return quick
    ? {
        words: `with a path that cannot exist ${quick.name} is quick, so it is the /bin/echo there`,
        ...{ mild: true, doubt: 'the requested program is slow by itself' },
      }
    : {
        words: "something slows down this container's, or what is called /bin/echo there is slow by itself",
        doubt: 'what is called /bin/echo there may be slow by itself, and other programs quick',
      };
}

/** What runs already may be slow because its owner has made it so. */
const isFair = (observation: Observation): boolean =>
  !hasExistingControl(observation) || isOfOthers(observation, observation.evidence?.facts['control.id'] ?? '');

/** So long a time needs no other to be measured by. */
const isAlone = ({ probes }: Observation, { name, ms }: Time): boolean =>
  ms >= limits.slowAloneMs &&
  columnOf(probes, 'target').every((probe) => probe.name === name || probe.outcome.kind === 'skipped');

/** Layers that are each container's own. */
const isOwn = (layer: Layer): boolean => layer === 'shim' || layer === 'container';

/**
 * The layers that the time is spent in.
 * @param isOfNode the control is as slow; null where that is not known
 */
function whereSlow(
  observation: Observation,
  { name, method, below }: Span,
  isOfNode: boolean | null,
): NonNullable<Detection['at']> {
  const chain = familyOf(observation).layers;
  const to = below && below.name !== 'nsenter' ? chain.indexOf(entryLayer[below.name]) : chain.length;
  const between = chain.slice(chain.indexOf(entryLayer[name]), to);
  // what is called /bin/echo there can tell its execs apart, and take its time for some
  const orContainer = between.includes('container') ? between : [...between, 'container' as const];
  if (isOfNode === null) return { layers: orContainer, scope: null };
  if (isOfNode) {
    // by hand it is quick, and what a shim calls is not asked by hand
    const called = below?.name === 'runc' && between.includes('shim') ? [...between, 'runc' as const] : between;
    const left = called.filter((layer) => !isOwn(layer));
    return { layers: left.length > 0 ? left : between, scope: between.includes('api-server') ? null : 'node' };
  }
  const left = (method === 'echo' ? orContainer : between).filter(isOwn);
  return { layers: between.some(isOwn) ? left : orContainer, scope: 'container' };
}

/** Where the node has too much to do, whatever is a large program takes long; of runc nsenter tells, which has as much to wait for. */
function isMild(observation: Observation, { ms, below }: Span): boolean {
  const isByRunc = below?.name === 'nsenter';
  const factor = isByRunc ? limits.slowLayerFactor : limits.clientFactor;
  const isScarce = pressures(observation).some(({ of }) => of !== 'cpu' || !isByRunc);
  return isScarce || ms < limits.degradedLayerMs || (below !== null && ms < below.measuredMs * factor);
}

/** What two columns took is compared by probes that both have answered, in the same way. */
function compared(observation: Observation): readonly Compared[] {
  const target = timesOf(observation, 'target');
  const control = timesOf(observation, 'control');
  const ofControl = ({ name, method }: Time): Time | null =>
    control.find((time) => time.name === name && time.method === method) ?? null;
  return target.map((time, index) => {
    const beside = ofControl(time);
    const lower = target.slice(index + 1);
    // where the control has no answer from further down, the target's own tells what is spent above it
    const below = lower.find((one) => beside === null || ofControl(one) !== null) ?? lower[0] ?? null;
    return { ...time, below, beside: beside && { ...beside, below: below && ofControl(below) } };
  });
}

function timesOf({ probes, terminals }: Observation, subject: Subject): readonly Time[] {
  const asked = [...columnOf(probes, subject), ...columnOf(terminals, subject)];
  return columnOf(probes, subject).flatMap((probe) => {
    const { name, outcome } = probe;
    if (outcome.kind !== 'ok') return [];
    const { method } = outcome;
    const answers = asked.flatMap((other) =>
      other.outcome.kind === 'ok' && other.outcome.method === method && (other === probe || passes(other, name))
        ? [other.outcome.durationMs]
        : [],
    );
    return [{ name, method, measuredMs: outcome.durationMs, ms: least(answers), answers: answers.length }];
  });
}

/** For a terminal kubectl is not asked, but a client of our own. */
const passes = ({ name }: Probe, at: ProbeName): boolean =>
  at !== 'kubectl' && probeNames.indexOf(name) <= probeNames.indexOf(at);

const added = (ms: number, below: Time | null): number => Math.max(0, ms - (below?.measuredMs ?? 0));

const isSlow = (ms: number, thanMs: number): boolean =>
  ms - thanMs >= limits.slowLayerMs && ms >= thanMs * limits.slowLayerFactor;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
