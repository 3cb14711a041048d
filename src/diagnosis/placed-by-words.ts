import { familyOf, hasExistingControl, isOfOthers, type Observation } from '../evidence/observation.ts';
import type { Detection } from '../knowledge/entry.ts';
import { entryOf } from '../knowledge/index.ts';
import type { Layer } from '../model/layer.ts';
import { entryLayer, type Probe } from '../model/probe.ts';
import { isRefusal, originOfProbe } from './error-origin.ts';
import { knownIn } from './known-words.ts';
import { canTellOf, speakerOf } from './speaker.ts';
import { isOfRunc, saysShimFailed } from './words-of-runc.ts';

/**
 * The same, placed where the words of what failed have it: who passes on what a layer further down said has done its part. Where
 * they are nobody's that is known, it stays where the way that was taken has it.
 */
export function placedByWords(observation: Observation, detection: Detection): Detection {
  const { said, at, mild, ...rest } = detection;
  const told = said ? toldBy(observation, said, at?.layers ?? []) : null;
  if (!said || !told || !isFair(observation, said)) return detection;
  const layers = familyOf(observation).layers.filter((layer) => told.includes(layer) && mayBeMeant(layer, said, at));
  if (layers.length === 0) return { ...detection, mild: true };
  return { ...rest, said, at: { layers, scope: at?.scope ?? null } };
}

/** The layers that all of these tell of by their words, where each does; empty where one tells of none. */
export function layersSaid(observation: Observation, failed: readonly Probe[]): readonly Layer[] {
  const told = failed.map((said) => toldBy(observation, said, [])?.filter((layer) => canTellOf(said, layer)) ?? []);
  return told.every((one) => one.length > 0)
    ? familyOf(observation).layers.filter((layer) => told.some((one) => one.includes(layer)))
    : [];
}

/** Of these the control has its own, and what is called /bin/echo there is ours. */
const own: readonly Layer[] = ['shim', 'container'];

/**
 * What works above a ctr or a crictl does not go by the sockets that those dial: that one failed there, at times, tells nothing of
 * the way that the node takes.
 */
function mayBeMeant(layer: Layer, said: Probe, at: Detection['at']): boolean {
  const isDialled = at === undefined && said.name !== 'docker' && layer === entryLayer[said.name] && layer !== 'runc';
  return canTellOf(said, layer) && !isDialled && !(said.subject === 'control' && own.includes(layer));
}

/** Whoever owns the container that stands for a control may have made it say so. */
const isFair = (observation: Observation, { subject }: Probe): boolean =>
  subject === 'target' ||
  !hasExistingControl(observation) ||
  isOfOthers(observation, observation.evidence?.facts['control.id'] ?? '');

/** The layers that the words are about; null where they tell of none. */
function toldBy(observation: Observation, said: Probe, onTheWay: readonly Layer[]): readonly Layer[] | null {
  const { outcome } = said;
  if (outcome.kind !== 'error' || outcome.text.trim() === '') return null;
  // a program may say anything; that it was reached acquits those above
  if (speakerOf(said, observation.target.runtime) === 'program') return onTheWay;
  const origin = originOfProbe(said);
  // it may quote whatever it refuses
  if (origin?.ofApiServer || isRefusal(origin)) return origin?.suspects ?? null;
  const code = knownIn({ text: outcome.text, probe: said }, observation);
  if (code !== null) return saysShimFailed(said) ? ['shim', ...entryOf(code).layers] : entryOf(code).layers;
  if (!said.flaky) return null;
  return isOfRunc(said) ? ['runc', 'container'] : (origin?.suspects ?? null);
}
