import { columnsOf, type FaultBoundary, faultBoundaryOf } from '../evidence/fault-boundary.ts';
import { familyOf, type Observation, probeOf } from '../evidence/observation.ts';
import { hangingRuntime } from '../evidence/stuck-processes.ts';
import { limits } from '../limits.ts';
import { type Layer, layers } from '../model/layer.ts';
import { entryLayer, isOk, type Probe, type ProbeName, verb } from '../model/probe.ts';
import type { Certainty, Scope } from '../model/verdict.ts';
import { certaintyOf, isOfOneAlone } from './certainty.ts';
import { likelierLayer } from './constraints/api-path.ts';
import { type Constraint, settle } from './constraints/constraint.ts';
import { constraints } from './constraints/index.ts';
import { originOfProbe } from './error-origin.ts';
import { boundaryHeldAbove } from './held-above.ts';

/** Where exec breaks: the layers that are left, who is hit, and the sentences that say why. */
export interface Location {
  readonly at: FaultBoundary;
  /** The one that the evidence points at; null where several are left alike. */
  readonly layer: Layer | null;
  readonly suspects: readonly Layer[];
  readonly scope: Scope | null;
  readonly because: readonly string[];
  readonly certainty: Certainty;
  /** The node itself shows who holds the request. */
  readonly witnessed: boolean;
}

/** The boundary between failing and working probes, then what parts the layers that it leaves; null where there is none. */
export function locate(observation: Observation, table: readonly Constraint[] = constraints): Location | null {
  const at = faultBoundaryOf(columnsOf(observation).target, familyOf(observation));
  if (!at) return null;
  const lowest = locateAt(observation, table, at, []);
  // what the node shows comes before what one probe alone has met, below it
  if (!isOfOneAlone(lowest)) return lowest;
  const above = boundaryHeldAbove(observation, at);
  const held = above && locateAt(observation, table, above, [alsoFails(at)]);
  return held?.witnessed ? held : lowest;
}

const alsoFails = ({ failing }: FaultBoundary): string =>
  `Below that ${failing.name} ${verb(failing)} for the target as well: by chance, or by a second fault.`;

function locateAt(
  observation: Observation,
  table: readonly Constraint[],
  at: FaultBoundary,
  doubts: readonly string[],
): Location {
  const left = settle(table, observation, at, {
    layers: withRuntime(observation, withLate(observation, at, withKubectlOrigin(observation, at))),
    scope: null,
    because: [matrixSentence(at), ...doubts],
    confirmed: false,
    witnessed: false,
    doubts: observation.sameContainer === null ? [...doubts, notReadAgain] : doubts,
  });
  const [only, ...others] = left.layers;
  return {
    at,
    layer: only && others.length === 0 ? only : likelierLayer(observation, left.layers),
    suspects: left.layers,
    scope: left.scope,
    because: left.because,
    certainty: certaintyOf({ observation, at, left }),
    witnessed: left.witnessed,
  };
}

const notReadAgain = 'It was not read again whether the container is still the same.';

/**
 * crictl's socket and version are guesses, so a crictl that fails may be a fault of its own: where the text of kubectl's
 * failure is from further above, the layers of its origin stay under suspicion.
 */
function withKubectlOrigin(observation: Observation, { failing, suspects }: FaultBoundary): readonly Layer[] {
  const origin = failing.name === 'crictl' && originOfProbe(probeOf(observation, 'target', 'kubectl'));
  if (!origin || origin.suspects.some((layer) => suspects.includes(layer))) return suspects;
  return layers.filter((layer) => suspects.includes(layer) || origin.suspects.includes(layer));
}

/** A runtime that works by hand does not acquit the one that the shim has started: that one hangs. */
const withRuntime = (observation: Observation, suspects: readonly Layer[]): readonly Layer[] =>
  hangingRuntime(observation) ? layers.filter((layer) => layer === 'runc' || suspects.includes(layer)) : suspects;

/**
 * What answered so late that whoever waits above it may have waited for no more than that acquits none of the layers that its time is
 * spent in: those above the highest probe that was quick.
 */
function withLate(observation: Observation, at: FaultBoundary, suspects: readonly Layer[]): readonly Layer[] {
  if (at.failing.outcome.kind !== 'hang' || !at.working || !isLate(observation, at.working)) return suspects;
  const column = columnsOf(observation).target;
  const below = column.slice(column.indexOf(at.working) + 1);
  const quick = below.find((probe) => isOk(probe) && probe.name !== 'nsenter' && !isLate(observation, probe));
  const chain = familyOf(observation).layers;
  const from = chain.indexOf(entryLayer[at.working.name]);
  const spent = chain.slice(from, quick ? chain.indexOf(entryLayer[quick.name]) : chain.length);
  return chain.filter((layer) => suspects.includes(layer) || spent.includes(layer));
}

/** Far later than the same of the control. */
function isLate(observation: Observation, { name, outcome }: Probe): boolean {
  const beside = probeOf(observation, 'control', name)?.outcome;
  if (outcome.kind !== 'ok' || beside?.kind !== 'ok') return false;
  const { durationMs } = outcome;
  return (
    durationMs - beside.durationMs >= limits.slowLayerMs && durationMs >= beside.durationMs * limits.slowLayerFactor
  );
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
