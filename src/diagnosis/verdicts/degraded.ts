import { lossesOf } from '../../evidence/lost-output.ts';
import { columnOf, execWorks, familyOf, type Observation } from '../../evidence/observation.ts';
import { isStopped } from '../../evidence/stuck-processes.ts';
import { cpuThrottled } from '../../knowledge/detectors/limits.ts';
import { lostOutput } from '../../knowledge/detectors/lost-output.ts';
import { type SlowLayer, slowLayersOf, waitsFor } from '../../knowledge/detectors/slow-layers.ts';
import type { Detection, Entry } from '../../knowledge/entry.ts';
import { catalogue, entryOf } from '../../knowledge/index.ts';
import { entriesIn, plainQuotes } from '../../knowledge/match-text.ts';
import { limits } from '../../limits.ts';
import type { Code } from '../../model/code.ts';
import { layers } from '../../model/layer.ts';
import { entryLayer, isFailing, type Probe } from '../../model/probe.ts';
import type { Certainty } from '../../model/verdict.ts';
import { unbeaten } from '../cause.ts';
import { type CertaintyRow, certaintyBy } from '../certainty.ts';
import { detectionsOf, findingOf } from '../findings.ts';
import type { Location } from '../locate.ts';
import type { Core } from './rule.ts';

/** What a run saw of an entry that makes exec of less use. */
interface Degrading {
  readonly code: Code;
  readonly entry: Entry;
  readonly words: string;
  readonly detection: Detection;
}

/** Exec works, and something that was seen makes it of less use; null where nothing does. */
export function degradedVerdict(observation: Observation): Core | null {
  const worst = execWorks(observation) ? worstOf(degradingOf(observation)) : null;
  return worst && degraded(observation, worst, []);
}

/**
 * Now and then an output gets lost, and nothing else of the target fails: that is more than what failed last. Null where none came
 * back.
 */
export function losesOutputVerdict(observation: Observation): Core | null {
  const [seen] = lostOutput(observation);
  const lost = degradingOf(observation).find(({ detection }) => detection.summary === seen?.summary);
  const losing = lossesOf(observation).filter((row) => row.lost > 0);
  const isLosing = ({ name }: Probe) => losing.some((row) => row.name === name && row.subject === 'target');
  const isAll = columnOf(observation.probes, 'target').filter(isFailing).every(isLosing);
  return lost && isAll && losing.some((row) => row.asked > row.lost) ? degraded(observation, lost, []) : null;
}

/**
 * What fails or was given up above a probe that works, and that is all of what makes exec of less use: it is no fault of a layer
 * above. Null where it is more than that, or the node shows that another holds the request.
 */
export function degradedAboveVerdict(observation: Observation, location: Location): Core | null {
  const { at, witnessed } = location;
  if (at.working === null) return null;
  const failing = columnOf(observation.probes, 'target').filter(isFailing);
  return (
    waitsForCpu(observation, location, failing) ??
    waitsForSlowLayer(observation, location, failing) ??
    (witnessed ? null : saysWhatDegrades(observation, at.working, failing))
  );
}

/** The same of those with a terminal. */
export const isOfWhatDegrades = (observation: Observation, failing: readonly Probe[]): boolean =>
  slowBelow(observation, failing) !== null ||
  isForWantOfCpu(observation, failing) ||
  complainedOf(observation, failing) !== null;

/** Who is seen to hold the request may be whoever is slow. */
function waitsForSlowLayer(
  observation: Observation,
  { witnessed, suspects }: Location,
  failing: readonly Probe[],
): Core | null {
  const slow = slowBelow(observation, failing);
  if (witnessed && !slow?.detection.at?.layers.some((layer) => suspects.includes(layer))) return null;
  const worst = degradingOf(observation).find(({ detection }) => detection.summary === slow?.detection.summary);
  if (!slow || !worst) return null;
  return degraded(observation, worst, [
    `${namesOf(failing)} had no answer in the time that was given: an exec waits there for its turn, and a run sends up to ${limits.execsInShim}. Whether anything hangs besides, more time shows.`,
  ]);
}

/** A layer that is seen to hold the request may be at fault besides, unless it does its work with the container's CPU. */
function waitsForCpu(
  observation: Observation,
  { witnessed, suspects }: Location,
  failing: readonly Probe[],
): Core | null {
  const isElsewhere = witnessed && !suspects.some((layer) => layer === 'runc' || layer === 'container');
  if (isElsewhere || isStopped(observation.evidence, suspects) || !isForWantOfCpu(observation, failing)) return null;
  const [seen] = cpuThrottled(observation);
  const cause = degradingOf(observation).find(({ detection }) => detection.summary === seen?.summary);
  if (!cause) return null;
  return degraded(observation, cause, [
    `${namesOf(failing)} had no answer in the time that was given, and what did come through was late. Whether anything hangs besides, more time shows.`,
  ]);
}

/** The quota stops whatever is executed there, and another exec has come through late: these wait for no longer than a few of those. */
function isForWantOfCpu(observation: Observation, waiting: readonly Probe[]): boolean {
  if (cpuThrottled(observation).length === 0) return false;
  const late = latestMs(observation);
  return (
    late >= limits.slowLayerMs &&
    waiting.every(({ outcome }) => outcome.kind === 'hang' && waitsFor({ ms: late }, outcome.durationMs))
  );
}

/** By how much the latest exec of the target that came through was later than the same of the control. */
const latestMs = ({ probes, terminals }: Observation): number =>
  Math.max(
    0,
    ...[probes, terminals].flatMap((asked) =>
      columnOf(asked, 'target').map(({ name, outcome }) => {
        const beside = columnOf(asked, 'control').find((probe) => probe.name === name);
        if (name === 'nsenter' || beside?.outcome.kind !== 'ok' || outcome.kind !== 'ok') return 0;
        return outcome.durationMs - beside.outcome.durationMs;
      }),
    ),
  );

/** A limit that is just reached lets some through: one that works has come through where the others say that they did not. */
function saysWhatDegrades(observation: Observation, working: Probe, failing: readonly Probe[]): Core | null {
  const cause = complainedOf(observation, failing);
  const [layer] = cause?.entry.layers ?? [];
  // nsenter goes round what limits an exec
  const isThrough =
    layer && working.name !== 'nsenter' && layers.indexOf(entryLayer[working.name]) <= layers.indexOf(layer);
  if (!cause || !isThrough) return null;
  return degraded(observation, cause, [
    `${namesOf(failing)} failed with the words of just that, and ${working.name} works.`,
  ]);
}

/** What was seen to make exec of less use, and each of these complains of; null where there is no such thing. */
const complainedOf = (observation: Observation, failing: readonly Probe[]): Degrading | null =>
  degradingOf(observation).find(({ code }) => failing.every((probe) => complainsOf(probe, code))) ?? null;

const complainsOf = ({ outcome }: Probe, code: Code): boolean =>
  outcome.kind === 'error' && entriesIn(plainQuotes(outcome.text), catalogue).some((entry) => entry.code === code);

const namesOf = (probes: readonly Probe[]): string => list.format(probes.map(({ name }) => name));

/** The lowest layer that is slow enough for all of these to have waited for no more than their turn; null where none is. */
function slowBelow(observation: Observation, waiting: readonly Probe[]): SlowLayer | null {
  const slow = slowLayersOf(observation).findLast(({ detection }) => !detection.mild);
  const isWaiting = ({ outcome }: Probe) => outcome.kind === 'hang' && slow && waitsFor(slow, outcome.durationMs);
  return slow && waiting.every(isWaiting) ? slow : null;
}

/** What a verdict of that kind is worth. */
interface Shown {
  readonly layer: Core['layer'];
  readonly evidence: Observation['evidence'];
  readonly isWaitedFor: boolean;
  readonly doubt: string | null;
}

const certainties: readonly CertaintyRow<Shown>[] = [
  { when: ({ layer }) => layer === null, confidence: 'medium', reason: 'nothing shows which layer it is' },
  {
    when: ({ evidence }) => evidence?.complete !== true,
    confidence: 'medium',
    reason: 'the examination of the node did not come to its end',
  },
  {
    when: ({ isWaitedFor }) => isWaitedFor,
    confidence: 'medium',
    reason: 'what failed above it may have another reason besides',
  },
  { when: ({ doubt }) => doubt !== null, confidence: 'medium', reason: ({ doubt }) => doubt ?? '' },
];

const shown: Certainty = {
  confidence: 'high',
  confidenceReason: 'exec came through, and the run has seen what is wrong',
};

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const anyOf = new Intl.ListFormat('en', { type: 'disjunction' });

const degradingOf = (observation: Observation): readonly Degrading[] =>
  catalogue.flatMap((entry) => {
    const { code, traits } = entry;
    const words = traits?.degrades;
    if (words === undefined) return [];
    return detectionsOf(observation, entry).flatMap((detection) =>
      detection.mild || (traits?.comesAndGoes && tellsOfOthers(detection)) ? [] : [{ code, entry, words, detection }],
    );
  });

/** What came and went said so with known words, and they are about none of the layers at which it is seen. */
const tellsOfOthers = ({ at, evidence, said }: Detection): boolean =>
  said === undefined &&
  evidence.some((text) => {
    const [known] = entriesIn(plainQuotes(text));
    return known !== undefined && !entryOf(known.code).layers.some((layer) => at?.layers.includes(layer));
  });

/** What explains the others, by what it is worth as a cause. */
function worstOf(all: readonly Degrading[]): Degrading | null {
  const strengths = ['proof', 'likely', 'context'] as const;
  const [worst = null] = strengths.flatMap(
    (strength) => unbeaten(all.filter(({ entry }) => entry.detect?.strength === strength)) ?? [],
  );
  return worst;
}

function degraded(observation: Observation, { entry, words, detection }: Degrading, more: readonly string[]): Core {
  const { target, evidence } = observation;
  const candidates = detection.at?.layers ?? entry.layers.slice(0, 1);
  const [only, ...others] = candidates;
  const layer = only && others.length === 0 ? only : null;
  // of all of them it is not known which
  const isAny = candidates.length === familyOf(observation).layers.length;
  const where = detection.at && !isAny && entry.layers.length !== 1 ? `: ${anyOf.format(candidates)}` : '';
  return {
    status: 'degraded',
    finding: findingOf(entry, detection),
    layer,
    candidates,
    scope: detection.at ? detection.at.scope : entry.scope,
    ...certaintyBy(
      certainties,
      { layer, evidence, isWaitedFor: more.length > 0, doubt: detection.doubt ?? null },
      shown,
    ),
    summary: `Exec into container ${target.container} works, but ${words}${where}.`,
    because: [detection.summary, ...more],
  };
}
