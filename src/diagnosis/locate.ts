import { type Layer, layers } from '../model/layer.ts';
import type { ProbeName } from '../model/probe.ts';
import type { Confidence, Scope } from '../model/verdict.ts';
import { authorOfProbe } from './author.ts';
import { type Break, breakOf, verb } from './break.ts';
import { byContainerFacts } from './constraints/container-facts.ts';
import { byControl, bySecondOpinion } from './constraints/control.ts';
import { byCrossCheck } from './constraints/cross-check.ts';
import { byFileLimit } from './constraints/file-limit.ts';
import { byMissingProcess, byStuckProcess } from './constraints/processes.ts';
import { byPendingRuntime, bySocket } from './constraints/sockets.ts';
import { byStream } from './constraints/stream.ts';
import { bySurroundings } from './constraints/shim-environment.ts';
import { byAuthor, byStartFailure } from './constraints/error-text.ts';
import { byWayToKubelet, likelier } from './constraints/api-path.ts';
import { columnsOf, familyOf, nsenterPartsNothing, probeOf } from './column.ts';
import { type Clue, type Left, type Narrowing, narrow } from './constraints/constraint.ts';
import type { Observation } from './observation.ts';
import { isSingleHang, onlyOnce } from './single-hang.ts';

/** Where exec breaks: the layers that are left, who is hit, and the sentences that say why. */
export interface Location {
  readonly at: Break;
  /** The one that the evidence points at; null where several are left alike. */
  readonly layer: Layer | null;
  readonly suspects: readonly Layer[];
  readonly scope: Scope | null;
  readonly because: readonly string[];
  readonly confidence: Confidence;
}

/** What parts the layers that the matrix leaves. The text comes first: what it names is not acquitted by the control. */
const narrowings: readonly Narrowing[] = [
  byNsenterOfBoth,
  byAuthor,
  byControl,
  bySecondOpinion,
  byCrossCheck,
  byContainerFacts,
  byStuckProcess,
  byFileLimit,
  bySocket,
  byPendingRuntime,
  bySurroundings,
  byMissingProcess,
  byWayToKubelet,
  byStream,
  byStartFailure,
];

/** The matrix rule, then what parts the layers that it leaves; null where nothing fails above a working probe. */
export function locate(observation: Observation): Location | null {
  const at = breakOf(columnsOf(observation).target, familyOf(observation));
  if (!at) return null;
  let left: Left = {
    suspects: withWhatStopsKubectl(observation, at),
    scope: null,
    because: [matrixSentence(at)],
    settled: false,
    witnessed: false,
    doubt: observation.sameContainer === null,
  };
  for (const narrowing of narrowings) left = narrow(left, narrowing(observation, at, left));
  const single = isSingleHang(observation, at, left);
  const [only, ...others] = left.suspects;
  return {
    at,
    layer: only && others.length === 0 ? only : likelier(observation, left.suspects),
    suspects: left.suspects,
    scope: left.scope,
    because: single ? [...left.because, onlyOnce] : left.because,
    confidence: single ? 'low' : confidenceOf(observation, at, left),
  };
}

/**
 * crictl's socket and version are guesses, so a crictl that fails may be a fault of its own: where the text of kubectl's
 * failure is from further above, its authors stay under suspicion.
 */
function withWhatStopsKubectl(observation: Observation, { failing, suspects }: Break): readonly Layer[] {
  const author = failing.name === 'crictl' && authorOfProbe(probeOf(observation, 'target', 'kubectl'));
  if (!author || author.suspects.some((layer) => suspects.includes(layer))) return suspects;
  return layers.filter((layer) => suspects.includes(layer) || author.suspects.includes(layer));
}

function byNsenterOfBoth(observation: Observation): Clue | null {
  if (!nsenterPartsNothing(observation)) return null;
  return {
    because: 'nsenter fails for the target and for the control: it parts runc from container and kernel no more.',
  };
}

function matrixSentence({ failing, working }: Break): string {
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

function confidenceOf({ evidence, kubeletSilent }: Observation, at: Break, left: Left): Confidence {
  const { failing, working } = at;
  if (kubeletSilent && left.suspects.length === 1 && left.suspects[0] === 'kubelet') {
    const refused = failing.outcome.kind === 'error' && /connection refused/.test(failing.outcome.text);
    return refused && !left.doubt ? 'high' : 'medium';
  }
  if (left.suspects.length > 2 || !evidence?.complete) return 'low';
  if (left.suspects.length > 1 || left.scope === null || left.doubt || !working) return 'medium';
  // such a probe starts no process: what only an exec that runs would show stays unseen
  if (working.name !== 'nsenter' && working.outcome.kind === 'ok' && working.outcome.method === 'missing-path') {
    return 'medium';
  }
  return left.settled || left.scope === 'node' ? 'high' : 'medium';
}
