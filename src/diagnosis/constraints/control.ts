import {
  columnsOf,
  type FaultBoundary,
  faultBoundaryOf,
  nsenterFailsBesides,
  nsenterFailsForBoth,
} from '../../evidence/fault-boundary.ts';
import {
  describeControl,
  familyOf,
  hasExistingControl,
  isOfOthers,
  type Observation,
  probeOf,
} from '../../evidence/observation.ts';
import { mayBeSlow, type Opinions } from '../../evidence/second-opinions.ts';
import { passageOf } from '../../evidence/side-probes.ts';
import { hangingRuntime } from '../../evidence/stuck-processes.ts';
import { entryOf } from '../../knowledge/index.ts';
import type { Layer } from '../../model/layer.ts';
import { entryLayer, isFailing, isOk, type Probe, verb } from '../../model/probe.ts';
import { saysRuncFailed } from '../../model/runc-words.ts';
import { isRefusal, originOfProbe } from '../error-origin.ts';
import { spokenBy } from '../known-words.ts';
import { scopeDifference } from '../scope-difference.ts';
import { isSameComplaint, opinionsOn } from '../second-opinions.ts';
import { runcIsMute, saysShimFailed } from '../words-of-runc.ts';
import type { Constraint, Reading, Suspects } from './constraint.ts';
import { despiteOthers, mayHitAll, nsenterWorks, ownLayers } from './served-for-less.ts';

/** Layers that serve every container of the node alike: a control that works acquits them. */
const shared: readonly Layer[] = ['client-path', 'api-server', 'containerd', 'runc'];

/** Is it the target alone? The control, a fresh container on the same node, was asked the same. */
export const control: Constraint = {
  id: 'control',
  after: ['error-text'],
  read: (observation, boundary, suspects) => {
    const { name } = boundary.failing;
    if (name === 'runc' && hasOtherRuntime(observation)) {
      return {
        weight: 'hint',
        because: "The control runs under another runtime than the target, so its answer says nothing of the target's.",
      };
    }
    const asked = probeOf(observation, 'control', name);
    if (isFailing(asked)) return alsoFails(observation, boundary, suspects);
    if (!asked || !isOk(asked)) return null;
    if (originOfProbe(boundary.failing)?.about === 'way') return comesAndGoes;
    if (asked.atFirst && complainAlike(boundary.failing, { ...asked, outcome: asked.atFirst })) return metIt(asked);
    return isAskedAlike(observation, boundary.failing, asked)
      ? onlyTheTarget(observation, boundary, suspects)
      : askedForLess(observation, boundary.failing);
  },
};

const comesAndGoes: Reading = {
  weight: 'doubt',
  because: 'kubectl works for the control, by the same way: what the text complains of comes and goes.',
  scope: null,
};

/** Whoever has met it once, and got through the next time, was not spared. */
const metIt = ({ name }: Probe): Reading => ({
  weight: 'doubt',
  because: `${name} failed alike for the control at first, and worked when it was tried again: it comes and goes, and not for this container alone.`,
  scope: null,
});

/**
 * To ask for a path that cannot exist starts no process. A control that answers that says little of a target whose echo fails,
 * unless the target fails for such a path, too.
 */
function isAskedAlike(observation: Observation, failing: Probe, { outcome }: Probe): boolean {
  if (failing.outcome.kind !== 'error' || outcome.kind !== 'ok' || outcome.method === 'echo') return true;
  const { name } = failing;
  const records = observation.evidence?.probes ?? [];
  const byEcho = records.some(
    ({ layer, subject, method }) => layer === name && subject === 'target' && method === 'echo',
  );
  return !byEcho || name === 'nsenter' || isFailing(passageOf(observation, name));
}

const askedForLess = (observation: Observation, { name }: Probe): Reading => ({
  weight: 'doubt',
  because: `${name} works for ${describeControl(observation)}, which was probed with a path that cannot exist: that starts no process, and proves less.`,
});

const onlyTheTarget = (observation: Observation, boundary: FaultBoundary, { layers }: Suspects): Reading => ({
  weight: 'hint',
  leaves: withoutShared(observation, boundary, layers),
  scope: 'container',
  because: `${boundary.failing.name} works for ${describeControl(observation)}.`,
});

/** What is left where a container that has nothing but the node in common with the target is served. */
function withoutShared(observation: Observation, boundary: FaultBoundary, layers: readonly Layer[]): readonly Layer[] {
  const acquitted = shared.filter((layer) => !isExcepted(layer, observation, boundary));
  return layers.filter((layer) => !acquitted.includes(layer));
}

/** Where a fresh control that works proves nothing of a shared layer. */
function isExcepted(layer: Layer, observation: Observation, boundary: FaultBoundary): boolean {
  switch (layer) {
    case 'api-server':
      // rules of access may hold for a namespace
      return !observation.debugPod.sameNamespace || isRefusal(originOfProbe(boundary.failing));
    case 'containerd':
      return secondFails(observation, boundary) || recordMayBeMissing(boundary);
    case 'runc':
      return (
        secondFails(observation, boundary) ||
        hasOtherRuntime(observation) ||
        runcIsMute(observation) ||
        // what this shim has started in its place is not what others have
        hangingRuntime(observation) !== null
      );
    default:
      return false;
  }
}

/** containerd itself may have lost its record of this one container: then its own text says so. */
const recordMayBeMissing = ({ failing: { name, outcome } }: FaultBoundary): boolean =>
  (name === 'ctr' || name === 'docker') &&
  outcome.kind === 'error' &&
  /no running task|failed to load task|task .* not found|container not found/.test(outcome.text);

/** From the shim down, a container of another runtime is no control. */
const hasOtherRuntime = ({ evidence }: Observation): boolean => evidence?.facts['control.sameRuntime'] === 'no';

function alsoFails(observation: Observation, boundary: FaultBoundary, { layers }: Suspects): Reading | null {
  const { failing } = boundary;
  const controls = faultBoundaryOf(columnsOf(observation).control, familyOf(observation));
  // its fault lies deeper than the target's
  if (controls?.failing.name !== failing.name) return null;
  const because = `${failing.name} ${verb(controls.failing)} as well for ${describeControl(observation)}.`;
  if (!complainAlike(failing, controls.failing) || mayBeSlow(observation, controls.failing)) {
    return inItsOwnWay(observation, boundary, layers, because);
  }
  const { working, failing: alsoFailing, failingOfOthers } = opinionsOn(observation, failing);
  const isOfOneOwner =
    hasExistingControl(observation) && failingOfOthers.length === 0 && !isControlOfOthers(observation);
  if (working.length > 0) {
    if (isOfOneOwner) return someOfItsOwner(layers, because);
    return mayHitAll(observation, failing, layers, working)
      ? despiteOthers(theNodeToo(boundary, controls, layers, because))
      : severalOfThem(layers, because);
  }
  if (hasExistingControl(observation)) {
    if (isHangOfRunc(observation, failing)) return runcItself(layers, because);
    // two containers may each be sick: nobody else was there to ask
    if (alsoFailing.length === 0 || isOfOneOwner) return { weight: 'doubt', because };
  }
  return theNodeToo(boundary, controls, layers, because);
}

/** kubectl's texts name pods, so their origin tells. Of one of two the shim may pass on an old word of runc's, from its log. */
function complainAlike(target: Probe, control: Probe): boolean {
  const [one, other] = [target, control].map((probe) => originOfProbe(probe)?.code);
  if (one !== other) return false;
  const isOfOneRunc = [target, control].every(saysRuncFailed) && [target, control].some(saysShimFailed);
  return one !== undefined || isOfOneRunc || isSameComplaint(target.outcome, control.outcome);
}

/** Who fails passes on what a shim complains of, and is no part of that. */
function accusesShim(failing: Probe): boolean {
  const code = spokenBy(failing);
  const known: readonly Layer[] = code === null ? [] : entryOf(code).layers;
  return !known.includes(entryLayer[failing.name]) && (known.includes('shim') || saysShimFailed(failing));
}

/** Two that have nothing in common but the node. */
function theNodeToo(
  { failing, suspects }: FaultBoundary,
  controls: FaultBoundary,
  layers: readonly Layer[],
  because: string,
): Reading {
  const origin = originOfProbe(failing);
  // the container is the target's own, where the control was seen to be sound; so is the shim, unless two complain of theirs
  const own = ownLayers.filter((layer) => (layer === 'shim' ? !accusesShim(failing) : controls.working !== null));
  const acquitted = suspects.filter((layer) => !controls.suspects.includes(layer) || own.includes(layer));
  return {
    weight: 'hint',
    leaves: layers.filter((layer) => !acquitted.includes(layer)),
    scope: origin?.scope === undefined ? 'node' : origin.scope,
    because,
  };
}

/** A control that is slow, or sick in a way of its own, tells nothing of the target; then those that are served do. */
function inItsOwnWay(
  observation: Observation,
  boundary: FaultBoundary,
  layers: readonly Layer[],
  because: string,
): Reading {
  const isServed = opinionsOn(observation, boundary.failing).working.length > 0;
  return {
    weight: 'doubt',
    ...(isServed ? { leaves: withoutShared(observation, boundary, layers), scope: 'container' } : {}),
    because: `${because} It may be slow, or have another fault, and says nothing of the target then.`,
  };
}

/** What enters the kernel by itself answers for both, and runc does not, for two that nobody owns both of. */
const isHangOfRunc = (observation: Observation, { name, outcome }: Probe): boolean =>
  name === 'runc' &&
  outcome.kind === 'hang' &&
  observation.sameOwnerIDs !== null &&
  isControlOfOthers(observation) &&
  nsenterWorks(observation);

const runcItself = (layers: readonly Layer[], because: string): Reading => ({
  weight: 'hint',
  leaves: layers.filter((layer) => layer === 'runc'),
  scope: 'node',
  because: `${because} The two are of different owners, and nsenter, which needs no runc, gets into both.`,
});

const isControlOfOthers = (observation: Observation): boolean =>
  isOfOthers(observation, observation.evidence?.facts['control.id'] ?? '');

/** The existing control is of the target's owner, and whoever else fails is, too. */
const someOfItsOwner = (layers: readonly Layer[], because: string): Reading => ({
  weight: 'doubt',
  leaves: layers.filter((layer) => !shared.includes(layer)),
  scope: 'container',
  because: `${because} Both are of one namespace; other containers of the node are served.`,
});

/** The control fails like the target, and others are served. */
const severalOfThem = (layers: readonly Layer[], because: string): Reading => ({
  weight: 'hint',
  leaves: layers.filter((layer) => !shared.includes(layer)),
  scope: 'several-containers',
  because: `${because} Other containers of the node are served.`,
});

/** The control is fresh and privileged: is it only the target, or every older, confined container? */
export const secondOpinion: Constraint = {
  id: 'second-opinion',
  after: ['control'],
  read: (observation, { failing: probe }, { scope }) => {
    const opinions = opinionsOn(observation, probe);
    const { working, failing, failingOfOthers, otherwise } = opinions;
    // those of others that fail tell of more than one, also where a control that works proves less
    const isOpen = scope === null && failingOfOthers.length > 0 && isOk(probeOf(observation, 'control', probe.name));
    if (scope !== 'container' && !isOpen) return null;
    if (failing.length > 0) {
      return failingOfOthers.length > 0
        ? severalFail(observation, probe, opinions)
        : onlyOfItsOwner(probe, failing.length);
    }
    if (working.length > 0) {
      return {
        weight: 'hint',
        because: `${probe.name} works for ${spellOthers(observation, working.length)} of ${pods(working.length)} too.`,
        confirms: true,
      };
    }
    if (otherwise.length === 0) return null;
    return {
      weight: 'hint',
      because: `${probe.name} fails for ${spellOthers(observation, otherwise.length)} of ${pods(otherwise.length)} too, with another complaint: that says nothing of this one.`,
    };
  },
};

function severalFail(observation: Observation, probe: Probe, { working, failing }: Opinions): Reading {
  const also = working.length > 0 ? `, works for ${spellOthers(observation, working.length)},` : '';
  const control = hasExistingControl(observation) ? 'the control' : 'the fresh, privileged control';
  return {
    weight: working.length > 0 ? 'doubt' : 'hint',
    scope: 'several-containers',
    because: `${probe.name} fails for ${spellOthers(observation, failing.length)} of ${pods(failing.length)} too${also} and works for ${control}: ${scopeDifference(observation, probe)}.`,
  };
}

/** Who owns the namespace may have made them so. */
const onlyOfItsOwner = ({ name }: Probe, count: number): Reading => ({
  weight: 'doubt',
  because: `${name} fails alike for ${count === 1 ? 'a container of another pod' : `containers of ${count} other pods`} of the same namespace, and for nobody else's: whoever owns that namespace can make its containers fail, so it says nothing of the node.`,
});

const spellOthers = (observation: Observation, count: number) =>
  hasExistingControl(observation)
    ? count === 1
      ? 'one more container'
      : `${count} more containers`
    : count === 1
      ? 'an older container'
      : `${count} older containers`;
const pods = (count: number) => (count === 1 ? 'another pod' : 'other pods');

const secondFails = (observation: Observation, boundary: FaultBoundary): boolean =>
  opinionsOn(observation, boundary.failing).failingOfOthers.length > 0;

/** nsenter runs nothing of a runtime's: where it fails for everybody, the node is in the way of it. */
export const nsenterOfBoth: Constraint = {
  id: 'nsenter-of-both',
  read: (observation) => {
    if (nsenterFailsForBoth(observation)) {
      return {
        weight: 'hint',
        because:
          'nsenter fails for the target and for the control: it no longer tells runc apart from container and kernel.',
      };
    }
    if (!nsenterFailsBesides(observation)) return null;
    return {
      weight: 'doubt',
      because: 'nsenter fails for the target as well, and not for the control: by chance, or by a second fault.',
    };
  },
};
