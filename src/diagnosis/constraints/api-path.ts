import { type Observation, probeOf } from '../../evidence/observation.ts';
import { describeTries } from '../../evidence/tries.ts';
import { isDebugLogLost, kubeletOnNode, logFails, servesNoLog } from '../../knowledge/detectors/kubelet-connection.ts';
import type { Layer } from '../../model/layer.ts';
import { isOk, type Probe, verb } from '../../model/probe.ts';
import { type ErrorOrigin, isOfCluster, originOfProbe } from '../error-origin.ts';
import { isAnswered } from '../kubelet-answered.ts';
import type { Constraint, Reading } from './constraint.ts';

/** What the lease and the debug pod prove of the way that the request took. */
export const apiPath: Constraint = {
  id: 'api-path',
  after: ['control'],
  read: (observation, { failing }, { layers }) => {
    if (failing.name !== 'kubectl') return null;
    const origin = originOfProbe(failing);
    if (isOk(probeOf(observation, 'control', 'kubectl'))) {
      return origin?.ofApiServer ? anotherWay(origin, 'An exec into the control', observation) : null;
    }
    const wayIs = readingOfWay(observation, failing);
    if (wayIs) return besideWords(origin, wayIs);
    const whose = readableLog(observation);
    if (whose === null) return null;
    return origin?.ofApiServer ? anotherWay(origin, whose, observation) : thatWay(origin, whose, layers);
  },
};

/** What the node, the lease and the logs tell of the way to the kubelet; null where they tell of no fault. */
function readingOfWay(observation: Observation, failing: Probe): Reading | null {
  const { debugPod, evidence, kubeletSilent } = observation;
  // of a kubelet that works it is the way that keeps its lease back, too
  const onNode = byAnswerOnNode(observation);
  if (onNode) return onNode;
  // the debug pod has run, and has brought its result: there is a kubelet
  if (evidence && isDebugLogLost(observation)) return notThrough;
  if (kubeletSilent && !isAnswered(observation)) return silent(debugPod, failing);
  return servesNoLog(observation) ? logRefused : null;
}

/** Words from before that way have nothing to do with it; what was said behind it fits badly. */
function besideWords(origin: ErrorOrigin | null, reading: Reading): Reading | null {
  if (origin?.nobodyAsked) return reading;
  // an API server that says of what it suffers knows better who is hit
  if (origin === null || origin.suspects.includes('kubelet'))
    return origin?.scope ? { ...reading, scope: origin.scope } : reading;
  const isFromBefore = origin.suspects.some((layer) => layer === 'client-path' || layer === 'api-server');
  return isFromBefore ? null : { weight: 'doubt', because: reading.because };
}

/**
 * The way that it took is open. But the API server may say no to an exec at once, also in words that nobody knows yet, or ask a
 * webhook; and whom the kubelet refuses may be another one.
 */
const thatWay = (origin: ErrorOrigin | null, whose: string, layers: readonly Layer[]): Reading => ({
  weight: 'hint',
  leaves: layers.filter((layer) => layer !== 'api-server' || !origin?.ofElsewhere),
  because: `${whose} came through the API server and the kubelet: that way is open for plain requests.`,
});

/**
 * API servers, and tunnels from them, may be several. What came by one of them shows a kubelet that works, and is no proof
 * against what another one says of the way that this exec took.
 */
const anotherWay = (
  { suspects, about, mayBeOfKubelet }: ErrorOrigin,
  whose: string,
  observation: Observation,
): Reading => ({
  weight: 'hint',
  ...(about === 'way' && !mayBeOfKubelet ? { leaves: suspects.filter((layer) => layer !== 'kubelet') } : {}),
  because: `${whose} came through an API server and the kubelet${counted(observation)}. There may be several API servers and ways to the kubelet: that contradicts nothing that was said of this exec.`,
});

function counted(observation: Observation): string {
  const tries = describeTries(observation);
  return tries && ` (${tries})`;
}

function readableLog(observation: Observation): string | null {
  const { evidence, debugPod, crossChecks } = observation;
  if (evidence && debugPod.logReadable) return "The debug pod's log";
  return crossChecks.some(({ name, outcome }) => name === 'log' && outcome.kind === 'ok')
    ? "The target's own log"
    : null;
}

/** Neither exec nor log get through: is there a kubelet that would answer, had it been reached? */
function byAnswerOnNode(observation: Observation): Reading | null {
  const kubelet = kubeletOnNode(observation);
  if (kubelet === null || !logFails(observation)) return null;
  const { layer, says } = seenOnNode[kubelet];
  return {
    weight: 'evidence',
    leaves: [layer],
    scope: 'node',
    because: `A plain request for the target's log does not get through either; on the node itself ${says}.`,
  };
}

const seenOnNode = {
  answers: { layer: 'api-server', says: 'the kubelet answers: the API server does not get through to it' },
  filtered: {
    layer: 'api-server',
    says: 'the kubelet listens at port 10250, but no connection to it succeeds: a packet filter stands before it',
  },
  hangs: { layer: 'kubelet', says: 'the kubelet gives no answer either' },
  'not-there': { layer: 'kubelet', says: 'no kubelet runs, and nothing listens at its port' },
} as const;

function silent({ failure }: Observation['debugPod'], { outcome }: Probe): Reading {
  const pod = failure ? ', and did not start the debug pod' : '';
  const text = outcome.kind === 'error' ? outcome.text : '';
  const cutOff = /i\/o timeout|no route to host|is unreachable/.test(text);
  const says = /connection refused/.test(text)
    ? `The kubelet gives no sign of life${pod}: it is down, because the node refuses the connection.`
    : `The kubelet has not renewed the node's lease for longer than its interval${pod}: it is down, it hangs, or the node has lost its network.`;
  return {
    // whoever passed on words about this request was there to pass them on
    weight: 'hint',
    leaves: cutOff ? ['api-server', 'kubelet'] : ['kubelet'],
    scope: 'node',
    because: says,
  };
}

const notThrough: Reading = {
  weight: 'evidence',
  leaves: ['api-server', 'kubelet'],
  scope: 'node',
  because:
    "The debug pod's log could not be read through the API server either, but its result came in the pod's status: " +
    'the kubelet works and reaches the API server; the API server does not get through to the kubelet.',
};

const logRefused: Reading = {
  weight: 'hint',
  leaves: ['kubelet'],
  because: "The kubelet itself refuses the target's log: the API server gets through to it.",
};

/**
 * A kubelet that starts pods and reports them is hardly what keeps the API server from reaching it; but for its
 * certificate, which it needs to be reached only.
 */
export function likelierLayer(observation: Observation, suspects: readonly Layer[]): Layer | null {
  const { evidence, debugPod } = observation;
  const between = suspects.length === 2 && suspects.includes('api-server') && suspects.includes('kubelet');
  if (!between || !evidence || debugPod.logReadable !== false) return null;
  const origin = originOfProbe(probeOf(observation, 'target', 'kubectl'));
  return origin?.code === 'kubelet-serving-certificate' ? 'kubelet' : 'api-server';
}

/**
 * The same container by another way of the same user: kubectl's own stream, its version or what passes none between it
 * and the API server, or what lies behind.
 */
export const crossCheck: Constraint = {
  id: 'cross-check',
  after: ['error-text', 'control'],
  read: ({ crossChecks }, { failing }, suspects) => {
    const webSocket = crossChecks.find(({ name }) => name === 'websocket')?.outcome;
    if (failing.name !== 'kubectl' || webSocket?.kind !== 'ok' || !suspects.layers.includes('client-path')) return null;
    // an answer of the cluster's own: the way was open, and what it says comes and goes
    if (originOfProbe(failing)?.about === 'object' || isOfCluster(failing)) return null;
    return {
      weight: 'evidence',
      leaves: ['client-path'],
      scope: 'client',
      because: `kubectl ${verb(failing)}, and an exec of the same user over a WebSocket works: it is kubectl, or what stands between it and the API server.`,
    };
  },
};
