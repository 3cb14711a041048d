import type { FaultBoundary } from '../evidence/fault-boundary.ts';
import { hasExistingControl, isOfOthers, type Observation, probeOf } from '../evidence/observation.ts';
import { isTraced, stuckProcesses } from '../evidence/stuck-processes.ts';
import { kubeletOnNode } from '../knowledge/detectors/kubelet-connection.ts';
import { entryOf } from '../knowledge/index.ts';
import { isOk, subjects } from '../model/probe.ts';
import type { Certainty, Finding, Verdict } from '../model/verdict.ts';
import type { Suspects } from './constraints/constraint.ts';
import { isRefusal, originOfProbe } from './error-origin.ts';
import { isBelowProof, isHeldAbove } from './held-above.ts';
import { spokenBy } from './known-words.ts';
import { isAnswered } from './kubelet-answered.ts';
import { isBorneOut } from './start-failure-origin.ts';

/** What a verdict of some kind is worth, and why. */
export interface CertaintyRow<Seen> {
  readonly when: (seen: Seen) => boolean;
  readonly confidence: Certainty['confidence'];
  /** The rest of a line; no full stop. */
  readonly reason: string | ((seen: Seen) => string);
}

/** The first row that holds. */
export function certaintyBy<Seen>(rows: readonly CertaintyRow<Seen>[], seen: Seen, otherwise: Certainty): Certainty {
  const row = rows.find(({ when }) => when(seen));
  if (!row) return otherwise;
  const { confidence, reason } = row;
  return { confidence, confidenceReason: typeof reason === 'string' ? reason : reason(seen) };
}

/** A place where exec breaks, and what left no other. */
interface Located {
  readonly observation: Observation;
  readonly at: FaultBoundary;
  readonly left: Suspects;
}

const isOne = ({ left }: Located): boolean => left.layers.length === 1;

/** Nothing but its silence tells of it. */
const isKubeletSilent = (seen: Located): boolean =>
  seen.observation.kubeletSilent &&
  isOne(seen) &&
  seen.left.layers[0] === 'kubelet' &&
  !isAnswered(seen.observation) &&
  kubeletOnNode(seen.observation) === null;

const isToldTwice = (seen: Located): boolean =>
  isOne(seen) && seen.left.doubts.length === 0 && isBorneOut(seen.observation);

const isRefused = ({ at: { failing } }: Located): boolean =>
  failing.outcome.kind === 'error' && /connection refused/.test(failing.outcome.text);

/** Nobody else was seen to meet it, and the node does not show it. */
export const isOfOneAlone = ({ scope, witnessed }: Pick<Suspects, 'scope' | 'witnessed'>): boolean =>
  !witnessed && (scope === null || scope === 'container');

/** What one client prints, and nobody is known for, tells of no layer. */
const isOnceAndUnknown = ({ observation, at: { failing } }: Located): boolean =>
  failing.name === 'kubectl' &&
  failing.outcome.kind === 'error' &&
  originOfProbe(failing) === null &&
  isOk(probeOf(observation, 'control', 'kubectl'));

/** The first that holds counts, so what speaks for itself stands above what is missing. */
const ofLocation: readonly CertaintyRow<Located>[] = [
  {
    when: isSingleHang,
    confidence: 'low',
    reason: 'no other hang confirms it, and a hang is not tried again: a single one may be chance',
  },
  {
    when: ({ observation, at, left }) => isOfOneAlone(left) && isBelowProof(observation, at),
    confidence: 'low',
    reason: 'it fails for no other container, below a layer that the node shows to be broken: it may be chance',
  },
  {
    when: isUnknownBelowWords,
    confidence: 'low',
    reason:
      'it fails for no other container, with words of unknown origin, and the failure of kubectl points at another layer: it may be chance',
  },
  {
    when: (seen) => isKubeletSilent(seen) && isRefused(seen) && seen.left.doubts.length === 0,
    confidence: 'high',
    reason: 'the kubelet renews no lease, and the node refuses connections to its port',
  },
  {
    when: isKubeletSilent,
    confidence: 'medium',
    reason: 'the kubelet renews no lease; a node that has lost its network looks alike',
  },
  {
    when: (seen) => isOne(seen) && seen.left.scope !== null && isRefusal(originOfProbe(seen.at.failing)),
    confidence: 'high',
    reason: 'the API server refuses it explicitly',
  },
  {
    when: (seen) => isToldTwice(seen) && !seen.observation.debugPod.failure?.mayBeForged,
    confidence: 'high',
    reason:
      'two requests that have nothing in common, the exec and the start of the debug pod, fail for the same reason',
  },
  {
    when: isToldTwice,
    confidence: 'medium',
    reason:
      "the exec and the debug pod fail for the same reason, but the event of the debug pod may not be the kubelet's",
  },
  {
    when: ({ left }) => left.layers.length > 2,
    confidence: 'low',
    reason: ({ left }) => `nothing narrows it down from ${left.layers.length} layers`,
  },
  {
    when: ({ observation }) => observation.evidence === null,
    confidence: 'low',
    reason: 'the node itself could not be examined, and no second text says the same',
  },
  {
    when: ({ observation }) => observation.evidence?.complete === false,
    confidence: 'low',
    reason: 'the examination of the node was cut off',
  },
  {
    when: (seen) => !isOne(seen) && isOnceAndUnknown(seen),
    confidence: 'low',
    reason: 'no layer is known to use these words, and the same exec works for the control',
  },
  {
    when: (seen) => !isOne(seen),
    confidence: 'medium',
    reason: ({ left }) => `nothing distinguishes ${left.layers.join(' from ')} for certain`,
  },
  {
    when: ({ left }) => left.scope === null,
    confidence: 'medium',
    reason: 'whether others are affected is not known',
  },
  {
    when: ({ left }) => left.doubts.length > 0,
    confidence: 'medium',
    reason: ({ left }) => `not all of it fits: ${asClause(left.doubts[0] ?? '')}`,
  },
  {
    when: isTracedThere,
    confidence: 'medium',
    reason: 'the tracer of that process may be there because exec hangs, and may hold it for a moment only',
  },
  {
    when: ({ at }) => at.working === null,
    confidence: 'medium',
    reason: 'no probe below was seen working',
  },
  {
    // such a probe starts no process: what only an exec that runs would show stays unseen
    when: ({ at: { working } }) =>
      working !== null &&
      working.name !== 'nsenter' &&
      working.outcome.kind === 'ok' &&
      working.outcome.method === 'missing-path',
    confidence: 'medium',
    reason: 'what works below was probed with a path that cannot exist, which starts no process',
  },
  {
    when: ({ left }) => left.confirmed,
    confidence: 'high',
    reason: 'the probes leave one layer, and the node or another container confirms it',
  },
  {
    when: ({ left }) => left.scope === 'node',
    confidence: 'high',
    reason: 'the probes leave one layer, for two containers that have nothing else in common',
  },
];

/** A process of the layer that is left is held by a tracer. */
function isTracedThere({ observation, left }: Located): boolean {
  return stuckProcesses(observation.evidence).some(
    (process) => isTraced(process) && process.certain && left.layers.includes(process.layer),
  );
}

/** Of a fault that the probes have found. */
export const certaintyOf = (seen: Located): Certainty =>
  certaintyBy(ofLocation, seen, {
    confidence: 'medium',
    confidenceReason: hasExistingControl(seen.observation)
      ? 'no container of the node except the control was probed'
      : 'no container of the node except the fresh, privileged control was probed',
  });

/** Below the layer whose words kubectl failed with, for the target or for the control, one probe alone says what is not known. */
function isUnknownBelowWords({ observation, at: { failing }, left }: Located): boolean {
  if (failing.name === 'kubectl' || failing.outcome.kind !== 'error' || !isOfOneAlone(left)) return false;
  if (spokenBy(failing) !== null) return false;
  return subjects.some((subject) => {
    const origin = originOfProbe(probeOf(observation, subject, 'kubectl'));
    return origin !== null && !origin.suspects.some((layer) => left.layers.includes(layer));
  });
}

/** A sentence of ours within another one. */
const asClause = (sentence: string): string => sentence.slice(0, 1).toLowerCase() + sentence.slice(1, -1);

/**
 * A hang is not tried again, so one that nobody shares is one observation: a client that was starved on a busy node looks
 * alike. Not where another probe hung too, or the node itself shows who holds it.
 */
function isSingleHang({ observation, at, left }: Located): boolean {
  const { name, outcome } = at.failing;
  return outcome.kind === 'hang' && name !== 'kubectl' && !left.witnessed && hangs(observation, at) === 1;
}

/**
 * Whoever was asked, and whichever way. One more container of the same owner is no other witness, nor is what hangs for something
 * else, further above.
 */
function hangs(observation: Observation, at: FaultBoundary): number {
  const { probes, secondOpinions, crossChecks } = observation;
  const others = secondOpinions.filter(({ containerID }) => isOfOthers(observation, containerID));
  const throughApiServer = crossChecks.map(({ outcome }) => ({ name: 'kubectl' as const, outcome }));
  const asked = [...probes, ...others.flatMap((opinion) => opinion.probes), ...throughApiServer];
  const isHeld = isHeldAbove(observation, at);
  return asked.filter((probe) => probe.outcome.kind === 'hang' && !isHeld(probe)).length;
}

/** A verdict, and what explains it. */
interface Explained {
  readonly core: Pick<Verdict, 'status' | 'layer' | 'confidence'>;
  readonly cause: Finding | null;
  readonly isGuess: boolean;
  readonly isBare: boolean;
}

/** What the cause adds to what the probes alone are worth: a fault whose cause the node itself shows is no guess. */
const withCause: readonly CertaintyRow<Explained>[] = [
  {
    when: ({ core, cause }) =>
      core.status === 'fault' && core.layer !== null && core.confidence === 'low' && cause !== null && isProven(cause),
    confidence: 'medium',
    reason: 'the node itself shows the cause, and the probes alone do not decide',
  },
  {
    when: ({ core, isGuess }) => isGuess && core.confidence === 'high',
    confidence: 'medium',
    reason: 'nothing but the exec is known to hang at that layer: it may only wait for another one',
  },
  {
    when: ({ core, isBare }) => isBare && core.confidence === 'high',
    confidence: 'medium',
    reason: 'nothing but the probes points at containerd, and they have not met the runc that a shim calls',
  },
];

const isProven = ({ by, code }: Finding): boolean => by === 'facts' && entryOf(code).detect?.strength === 'proof';

/**
 * Of a verdict with its cause; `isGuess`: what hangs does so without a word, and nothing else bears it out; `isBare`: what fails does
 * so above a runc that was called by hand.
 */
export const certaintyWith = (
  core: Certainty & Explained['core'],
  cause: Finding | null,
  isGuess: boolean,
  isBare: boolean,
): Certainty =>
  certaintyBy(
    withCause,
    { core, cause, isGuess, isBare },
    { confidence: core.confidence, confidenceReason: core.confidenceReason },
  );
