import { familyOf, hasExistingControl, isOfOthers, type Observation, probeOf } from '../../evidence/observation.ts';
import { entryOf } from '../../knowledge/index.ts';
import type { Code } from '../../model/code.ts';
import { type Layer, layers } from '../../model/layer.ts';
import { entryLayer, type Probe, verb } from '../../model/probe.ts';
import { saysRuncFailed } from '../../model/runc-words.ts';
import { isRefusal, originOfProbe } from '../error-origin.ts';
import { spokenBy } from '../known-words.ts';
import type { Location } from '../locate.ts';
import { canTellOf } from '../speaker.ts';
import { saysShimFailed } from '../words-of-runc.ts';
import { type Core, inconclusive } from './rule.ts';

/**
 * The words of a failure and the matrix accuse different layers. That is no contradiction where it fails at times, or broke
 * while this ran: it accuses nobody. Null where they agree, or the words are nobody's that is known.
 */
export const conflictingError = (observation: Observation, location: Location): Core | null =>
  wordsOfRunc(observation, location) ??
  codeOfNobody(observation, location) ??
  wordsOfOthers(observation, location) ??
  wordsOfLower(observation, location);

/** Who passes on what runc said has done its part, and by the matrix nobody else is left: runc works by itself. */
function wordsOfRunc(observation: Observation, { at, suspects, because, witnessed }: Location): Core | null {
  const { failing, working } = at;
  // what the node itself shows is more than words
  if (witnessed || working === null || working.name === 'nsenter' || !saysRuncFailed(failing)) return null;
  // of one of them the shim may have passed on an old word of runc's, from its log: then the other's tells
  const ofShim = observation.probes.some((probe) => probe.name === failing.name && saysShimFailed(probe));
  if (ofShim && at.suspects.includes('shim')) return null;
  if (suspects.includes('runc') || suspects.includes('container')) return null;
  return inconclusive(
    // a container that has nothing else in common with this one meets it as well
    isOfControlToo(observation, failing) ? ['shim', 'runc'] : ['shim', 'runc', 'container'],
    `${failing.name} ${verb(failing)} for container ${observation.target.container} with the words of a runc that failed, and ${working.name}, called directly, works: it is intermittent, or runc fails only when the shim calls it.`,
    [...because, 'Who passes on what runc said has done its own part.'],
  );
}

/** Not where one owner may have made both of them so. */
function isOfControlToo(observation: Observation, { name }: Probe): boolean {
  const asked = probeOf(observation, 'control', name);
  const isFair =
    !hasExistingControl(observation) || isOfOthers(observation, observation.evidence?.facts['control.id'] ?? '');
  return isFair && asked !== undefined && saysRuncFailed(asked);
}

/**
 * An exit code that kubectl hears of came through every layer above the runtime; and asked from there the runtime works. Some
 * dockershims hand on the code of a dockerd that started nothing, so it need not be that of the program.
 */
function codeOfNobody(observation: Observation, { at, because }: Location): Core | null {
  const { failing, working } = at;
  if (failing.name !== 'kubectl' || working === null || working.name === 'nsenter') return null;
  if (canTellOf(failing, 'kubelet')) return null;
  return inconclusive(
    familyOf(observation).layers.filter((layer) => canTellOf(failing, layer)),
    `kubectl hears of an exit code for container ${observation.target.container}, and ${working.name} works: it comes and goes, or what is called /bin/echo there fails by itself.`,
    because,
  );
}

/** kubectl's, or those of the same exec by another way, where kubectl had none. */
function wordsOfOthers(observation: Observation, { at, suspects, because }: Location): Core | null {
  const { failing, working } = at;
  if (failing.name !== 'kubectl' || failing.outcome.kind !== 'error' || working === null) return null;
  const webSocket = observation.crossChecks.find(({ name }) => name === 'websocket')?.outcome;
  const origin = originOfProbe(failing) ?? (webSocket ? originOfProbe({ ...failing, outcome: webSocket }) : null);
  if (!origin || origin.nobodyAsked || origin.suspects.some((layer) => suspects.includes(layer))) return null;
  return inconclusive(
    layers.filter((layer) => suspects.includes(layer) || origin.suspects.includes(layer)),
    `kubectl fails for container ${observation.target.container}, and ${working.name} works; but the text ${origin.says}: it comes and goes, or broke while this ran.`,
    because,
  );
}

/** A known failure of layers that work, asked by themselves: who hands its words on is not accused for that. */
function wordsOfLower(observation: Observation, { at, suspects, because, witnessed }: Location): Core | null {
  const { failing, working } = at;
  if (witnessed || working === null || working.name === 'nsenter' || isRefusal(originOfProbe(failing))) return null;
  const below = layers.slice(layers.indexOf(entryLayer[working.name]));
  const isLower = (code: Code | null): code is Code =>
    code !== null &&
    toldOf(code, observation, failing).every((layer) => below.includes(layer) && !suspects.includes(layer));
  // of target and control: where the words of one are of another kind, those tell
  const known = observation.probes.flatMap((probe) =>
    probe.name === failing.name && probe.outcome.kind === 'error' ? [spokenBy(probe)] : [],
  );
  const [code] = known;
  if (!code || !known.every(isLower)) return null;
  const told = toldOf(code, observation, failing);
  return inconclusive(
    layers.filter((layer) => suspects.includes(layer) || told.includes(layer)),
    `${failing.name} ${verb(failing)} for container ${observation.target.container} with words from further down (${entryOf(code).title}), and ${working.name}, called directly, works: it is intermittent, or was fixed meanwhile.`,
    [...because, 'Who passes on what was said below it has done its own part.'],
  );
}

/** Whose failure it is on such a node; what is nobody's fault is a state of the container. */
function toldOf(code: Code, observation: Observation, failing: Probe): readonly Layer[] {
  const known: readonly Layer[] = saysShimFailed(failing) ? ['shim', ...entryOf(code).layers] : entryOf(code).layers;
  return known.length === 0 ? ['container'] : familyOf(observation).layers.filter((layer) => known.includes(layer));
}
