import { columnsOf, type FaultBoundary, faultBoundaryOf } from '../evidence/fault-boundary.ts';
import { familyOf, isOfOthers, type Observation, probeOf } from '../evidence/observation.ts';
import { type Layer, layers } from '../model/layer.ts';
import { type ProbeName, verb } from '../model/probe.ts';
import type { Confidence, Scope } from '../model/verdict.ts';
import { likelierLayer } from './constraints/api-path.ts';
import { type Constraint, type Suspects, settle } from './constraints/constraint.ts';
import { constraints } from './constraints/index.ts';
import { originOfProbe } from './error-origin.ts';

/** Where exec breaks: the layers that are left, who is hit, and the sentences that say why. */
export interface Location {
  readonly at: FaultBoundary;
  /** The one that the evidence points at; null where several are left alike. */
  readonly layer: Layer | null;
  readonly suspects: readonly Layer[];
  readonly scope: Scope | null;
  readonly because: readonly string[];
  readonly confidence: Confidence;
  /** The node itself shows who holds the request. */
  readonly witnessed: boolean;
}

/** The boundary between failing and working probes, then what parts the layers that it leaves; null where there is none. */
export function locate(observation: Observation, table: readonly Constraint[] = constraints): Location | null {
  const at = faultBoundaryOf(columnsOf(observation).target, familyOf(observation));
  if (!at) return null;
  const left = settle(table, observation, at, {
    layers: withKubectlOrigin(observation, at),
    scope: null,
    because: [matrixSentence(at)],
    confirmed: false,
    witnessed: false,
    doubt: observation.sameContainer === null,
  });
  const single = isSingleHang(observation, at, left);
  const [only, ...others] = left.layers;
  return {
    at,
    layer: only && others.length === 0 ? only : likelierLayer(observation, left.layers),
    suspects: left.layers,
    scope: left.scope,
    because: single ? [...left.because, onlyOnce] : left.because,
    confidence: single ? 'low' : confidenceOf(observation, at, left),
    witnessed: left.witnessed,
  };
}

/**
 * crictl's socket and version are guesses, so a crictl that fails may be a fault of its own: where the text of kubectl's
 * failure is from further above, the layers of its origin stay under suspicion.
 */
function withKubectlOrigin(observation: Observation, { failing, suspects }: FaultBoundary): readonly Layer[] {
  const origin = failing.name === 'crictl' && originOfProbe(probeOf(observation, 'target', 'kubectl'));
  if (!origin || origin.suspects.some((layer) => suspects.includes(layer))) return suspects;
  return layers.filter((layer) => suspects.includes(layer) || origin.suspects.includes(layer));
}

function matrixSentence({ failing, working }: FaultBoundary): string {
  const entry = `${failing.name}, which enters at ${entries[failing.name]}, ${verb(failing)} for the target`;
  return working
    ? `${entry}; ${working.name}, which enters at ${entries[working.name]}, works.`
    : `${entry}; no probe below it was seen working.`;
}

const entries: Readonly<Record<ProbeName, string>> = {
  kubectl: 'the API server',
  crictl: 'the CRI',
  docker: 'dockerd',
  ctr: 'containerd',
  runc: 'runc',
  nsenter: 'the kernel',
};

function confidenceOf({ evidence, kubeletSilent }: Observation, at: FaultBoundary, left: Suspects): Confidence {
  const { failing, working } = at;
  if (kubeletSilent && left.layers.length === 1 && left.layers[0] === 'kubelet') {
    const refused = failing.outcome.kind === 'error' && /connection refused/.test(failing.outcome.text);
    return refused && !left.doubt ? 'high' : 'medium';
  }
  if (left.layers.length > 2 || !evidence?.complete) return 'low';
  if (left.layers.length > 1 || left.scope === null || left.doubt || !working) return 'medium';
  // such a probe starts no process: what only an exec that runs would show stays unseen
  if (working.name !== 'nsenter' && working.outcome.kind === 'ok' && working.outcome.method === 'missing-path') {
    return 'medium';
  }
  return left.confirmed || left.scope === 'node' ? 'high' : 'medium';
}

/**
 * A hang is not tried again, so one that nobody shares is one observation: a client that was starved on a busy node looks
 * alike. Not where another probe hung too, or the node itself shows who holds it.
 */
function isSingleHang(observation: Observation, { failing }: FaultBoundary, { witnessed }: Suspects): boolean {
  return failing.outcome.kind === 'hang' && failing.name !== 'kubectl' && !witnessed && hangs(observation) === 1;
}

/** Whoever was asked, and whichever way; one more container of the same owner is no other witness. */
function hangs(observation: Observation): number {
  const { probes, secondOpinions, crossChecks } = observation;
  const others = secondOpinions.filter(({ containerID }) => isOfOthers(observation, containerID));
  const asked = [...probes, ...others.flatMap((opinion) => opinion.probes), ...crossChecks];
  return asked.filter(({ outcome }) => outcome.kind === 'hang').length;
}

const onlyOnce = 'No other probe hung, and a hang is not tried again: a single one may be chance. Run it again.';
