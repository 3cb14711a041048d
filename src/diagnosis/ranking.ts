import { columnsOf, faultBoundaryOf } from '../evidence/fault-boundary.ts';
import { familyOf, type Observation } from '../evidence/observation.ts';
import { type Layer, layers } from '../model/layer.ts';
import { entryLayer, type Probe, verb } from '../model/probe.ts';
import { saysNoRuncStarted, saysRuncFailed } from '../model/runc-words.ts';
import type { RankedLayer } from '../model/verdict.ts';
import type { Core } from './verdicts/rule.ts';
import { isProgramsOwn } from './verdicts/unusable-program.ts';

/** The layers that a verdict leaves open, sorted. */
export interface Ranking {
  readonly likely: readonly RankedLayer[];
  readonly unlikely: readonly RankedLayer[];
}

interface Seen {
  readonly observation: Observation;
  /** The lowest probe of the target that fails above a working one, and the highest that works below it. */
  readonly failing: Probe | null;
  readonly working: Probe | null;
}

/** Why one of some layers is likely or unlikely to be the one; the rest of a line, no full stop. */
interface Row {
  readonly of: readonly Layer[];
  readonly rank: keyof Ranking;
  readonly when: (seen: Seen) => boolean;
  readonly reason: string;
}

/** What the start of any pod on the node needs as well. */
const startsPods: readonly Layer[] = ['kubelet', 'cri', 'dockerd', 'containerd', 'runc'];
const ownLayers: readonly Layer[] = ['shim', 'container'];
const wayToNode: readonly Layer[] = ['client-path', 'api-server'];

/** By its own words, the runtime did not start the debug pod. */
const runtimeStartsNone = ({ observation: { evidence, debugPod } }: Seen): boolean =>
  evidence === null && debugPod.failure?.kind === 'runtime';

/** Nobody said why it did not start: the kubelet may not have heard of it. */
const nobodySaysWhy = ({ observation: { evidence, debugPod } }: Seen): boolean =>
  evidence === null && debugPod.failure?.kind === 'silent' && debugPod.failure.text === '';

/** What a runtime says no to need not be what an exec hangs on. */
const isAnotherFailure = (seen: Seen): boolean => runtimeStartsNone(seen) && seen.failing?.outcome.kind === 'hang';

const noPodStarts = (seen: Seen): boolean => runtimeStartsNone(seen) || nobodySaysWhy(seen);

const kubeletSpoke = ({ observation: { debugPod } }: Seen): boolean =>
  debugPod.failure !== null && ['image', 'shell', 'mount', 'runtime'].includes(debugPod.failure.kind);

const podStarted = ({ observation: { evidence, debugPod } }: Seen): boolean =>
  evidence === null && debugPod.failure === null;

const logCame = ({ observation: { crossChecks, evidence, debugPod } }: Seen): boolean =>
  crossChecks.some(({ name, outcome }) => name === 'log' && outcome.kind === 'ok') ||
  (evidence !== null && debugPod.logReadable === true);

const failsOverWebSocket = ({ observation: { crossChecks } }: Seen): boolean =>
  crossChecks.some(
    ({ name, outcome }) => name === 'websocket' && (outcome.kind === 'hang' || outcome.kind === 'error'),
  );

const throughApiServer = ({ failing }: Seen): boolean => failing?.name === 'kubectl';

/** The first row of a layer that holds is its own. Where none does, nothing speaks for it, or against it. */
const rows: readonly Row[] = [
  {
    of: ['container'],
    rank: 'likely',
    when: ({ observation: { evidence } }) => evidence?.guard?.blocked === 'memory',
    reason: 'a memory limit that holds for it is near',
  },
  {
    of: ['container'],
    rank: 'likely',
    when: ({ observation: { evidence } }) => evidence?.guard?.blocked === 'stuck-init',
    reason: 'a runc init hangs in it, which the kernel does not let go',
  },
  {
    of: ['container'],
    rank: 'likely',
    when: ({ observation }) => isProgramsOwn(observation),
    reason: 'every layer reaches it, and what is called /bin/echo there does not do what echo does',
  },
  {
    of: ['runc'],
    rank: 'likely',
    when: ({ failing }) => failing !== null && saysRuncFailed(failing) && !saysNoRuncStarted(failing),
    reason: 'the words of the failure are those of a runc that failed',
  },
  {
    of: ['kubelet'],
    rank: 'likely',
    when: ({ observation }) => observation.kubeletSilent,
    reason: 'it gave no sign of life while this ran',
  },
  {
    of: wayToNode,
    rank: 'unlikely',
    when: (seen) => runtimeStartsNone(seen) && throughApiServer(seen),
    reason: 'what keeps new pods from starting lies on the node',
  },
  {
    of: ['kubelet'],
    rank: 'unlikely',
    // a log needs its server, and neither its workers nor its watch
    when: (seen) => logCame(seen) && throughApiServer(seen) && !nobodySaysWhy(seen),
    reason: 'a log came through it',
  },
  {
    of: ['kubelet'],
    rank: 'unlikely',
    when: (seen) => kubeletSpoke(seen) && throughApiServer(seen),
    reason: 'it has reported why it could not start the debug pod',
  },
  {
    of: startsPods,
    rank: 'likely',
    when: (seen) => noPodStarts(seen) && throughApiServer(seen),
    reason: 'no new pod starts on the node either',
  },
  {
    of: ownLayers,
    rank: 'unlikely',
    when: (seen) => noPodStarts(seen) && throughApiServer(seen) && !isAnotherFailure(seen),
    reason: 'new pods do not start either, and need nothing of this container',
  },
  {
    of: startsPods,
    rank: 'unlikely',
    when: (seen) => podStarted(seen) && throughApiServer(seen),
    reason: 'the debug pod was started through it',
  },
  {
    of: ['api-server'],
    rank: 'unlikely',
    when: (seen) => logCame(seen) && throughApiServer(seen),
    reason: 'a log came through it',
  },
  {
    // it goes by the same proxies, which may pass no stream though they pass plain requests
    of: ['client-path'],
    rank: 'likely',
    when: (seen) => failsOverWebSocket(seen) && throughApiServer(seen),
    reason:
      'a proxy or load balancer may stand before the API server; not kubectl itself, because an exec without it fails as well',
  },
  {
    of: wayToNode,
    rank: 'unlikely',
    when: (seen) => throughApiServer(seen) && !logCame(seen) && !nobodySaysWhy(seen),
    reason: 'other requests of this run to the API server were answered',
  },
];

/** Asked by itself it works: what is left is that it comes and goes. */
const isBelowWorking = ({ working }: Seen, layer: Layer): boolean =>
  working !== null &&
  working.name !== 'nsenter' &&
  layer !== 'container' &&
  layers.indexOf(layer) >= layers.indexOf(entryLayer[working.name]);

function rankOf(layer: Layer, seen: Seen): RankedLayer & { readonly rank: keyof Ranking } {
  const row = rows.find(({ of, when }) => of.includes(layer) && when(seen));
  if (row) return { layer, rank: row.rank, reason: row.reason };
  if (isBelowWorking(seen, layer)) {
    return { layer, rank: 'unlikely', reason: `${seen.working?.name}, called directly, works through it` };
  }
  return { layer, rank: 'likely', reason: leftAlone(layer, seen) };
}

/** Of a layer of which nothing is known but that the request passes it. */
function leftAlone(layer: Layer, { failing, working }: Seen): string {
  if (layer === 'container' && working !== null && working.name !== 'nsenter') {
    return 'whatever runs in it as root can stop what enters it';
  }
  return failing === null
    ? 'nothing shows that it works'
    : `${failing.name} ${verb(failing)}, and nothing that passes it works`;
}

/** The layers that are left, each where it belongs; in the order of the call chain. Of one that is left alone there is nothing to sort. */
export function rankingOf(observation: Observation, core: Pick<Core, 'candidates'>): Ranking {
  const { target } = columnsOf(observation);
  const boundary = faultBoundaryOf(target, familyOf(observation));
  const seen: Seen = {
    observation,
    failing: boundary?.failing ?? null,
    working: boundary?.working ?? null,
  };
  const ranked = layers
    .filter((layer) => core.candidates.some((candidate) => candidate === layer))
    .map((layer) => rankOf(layer, seen));
  const { likely = [], unlikely = [] } = Object.groupBy(ranked, ({ rank }) => rank);
  const plain = (all: typeof ranked) => all.map(({ layer, reason }) => ({ layer, reason }));
  // where all are unlikely alike, none of them is
  return likely.length === 0
    ? { likely: plain(unlikely), unlikely: [] }
    : { likely: plain(likely), unlikely: plain(unlikely) };
}
