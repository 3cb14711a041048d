import type { Layer } from '../model/layer.ts';
import { entryLayer, type Probe, type ProbeName, type Subject } from '../model/probe.ts';
import { type RuntimeFamily, runtimeFamilies } from '../model/runtime-family.ts';
import type { Confidence, Scope } from '../model/verdict.ts';
import { authorOf, startFailureAuthorOf } from './author.ts';
import { type Break, breakOf, isFailing, isOk } from './break.ts';
import type { Observation } from './observation.ts';
import { spellStuck, stuckProcesses } from './stuck-process.ts';

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

/** What one piece of evidence makes of the suspects. */
interface Step {
  readonly suspects: readonly Layer[];
  readonly scope: Scope | null;
  readonly because: readonly string[];
  readonly settles: boolean;
}

/** Layers that serve every container of the node alike: a control that works acquits them. */
const shared: readonly Layer[] = ['client-path', 'api-server', 'containerd', 'runc'];
/** Layers that belong to one container: a control that fails as well acquits them. */
const own: readonly Layer[] = ['shim', 'container'];

export const familyOf = (observation: Observation): RuntimeFamily => {
  const family = runtimeFamilies.find((row) => row.name === observation.target.runtime);
  if (!family) throw new Error(`no runtime family ${observation.target.runtime}`);
  return family;
};
export const columnOf = (probes: readonly Probe[], subject: Subject) =>
  probes.filter((probe) => probe.subject === subject);
const probeOf = (observation: Observation, subject: Subject, name: ProbeName) =>
  observation.probes.find((probe) => probe.subject === subject && probe.name === name);

/** The matrix rule, then what parts the layers that it leaves: control, second opinion, stuck processes, the text's author. */
export function locate(observation: Observation): Location | null {
  const at = breakOf(columnOf(observation.probes, 'target'), familyOf(observation));
  if (!at) return null;
  const steps = [byControl, bySecondOpinion, byStuckProcess, byAuthor, byTheWayToTheKubelet, byStartFailure];
  let left: Step = { suspects: at.suspects, scope: null, because: [], settles: false };
  let settled = false;
  for (const step of steps) {
    left = apply(left, step(observation, at, left));
    settled ||= left.settles;
  }
  return {
    at,
    layer: left.suspects.length === 1 ? (left.suspects[0] ?? null) : wayToTheKubelet(observation, left.suspects),
    suspects: left.suspects,
    scope: left.scope,
    because: [...matrixSentences(at), ...left.because],
    confidence: confidenceOf(observation, at, left, settled),
  };
}

/** Evidence that leaves nobody under suspicion contradicts the matrix, and parts nothing. */
function apply(before: Step, found: Partial<Step> | null): Step {
  if (!found) return { ...before, settles: false };
  const kept = before.suspects.filter((layer) => found.suspects?.includes(layer) ?? true);
  const parts = kept.length > 0;
  return {
    suspects: parts ? kept : before.suspects,
    scope: found.scope ?? before.scope,
    because: parts ? [...before.because, ...(found.because ?? [])] : before.because,
    settles: parts && found.settles === true,
  };
}

function byControl(observation: Observation, at: Break): Partial<Step> | null {
  const { name } = at.failing;
  const control = probeOf(observation, 'control', name);
  if (isOk(control)) {
    const acquitted = shared.filter((layer) => layer !== 'api-server' || observation.debugPod.sameNamespace);
    return {
      suspects: at.suspects.filter((layer) => !acquitted.includes(layer) || recordMayBeMissing(at, layer)),
      scope: 'container',
      because: [`${name} works for the control, a fresh container on the same node: only the target is hit.`],
    };
  }
  const controlBreak = breakOf(columnOf(observation.probes, 'control'), familyOf(observation));
  if (!isFailing(control) || controlBreak?.failing.name !== name) return null;
  return {
    suspects: at.suspects.filter((layer) => !own.includes(layer)),
    scope: 'node',
    because: [`${name} fails for the control as well, a fresh container on the same node: the node is hit.`],
  };
}

/** containerd itself may have lost its record of this one container: then its own text says so. */
const recordMayBeMissing = ({ failing }: Break, layer: Layer): boolean =>
  layer === 'containerd' &&
  failing.outcome.kind === 'error' &&
  /no running task|failed to load task|task .* not found/.test(failing.outcome.text);

function bySecondOpinion(observation: Observation, at: Break, left: Step): Partial<Step> | null {
  if (left.scope !== 'container') return null;
  const probe = observation.secondOpinion?.probes.find(({ name }) => name === at.failing.name);
  if (probe?.outcome.kind === 'ok') {
    return { because: [`${at.failing.name} works for an older container of another pod too.`], settles: true };
  }
  if (probe?.outcome.kind !== 'error' && probe?.outcome.kind !== 'hang') return null;
  return {
    scope: 'several-containers',
    because: [
      `${at.failing.name} fails for an older container of another pod too, and works for the fresh, privileged control: ` +
        'what differs is their age or their confinement.',
    ],
  };
}

function byStuckProcess(observation: Observation, _at: Break, left: Step): Partial<Step> | null {
  const stuck = stuckProcesses(observation.evidence).filter(({ layer }) => left.suspects.includes(layer));
  const [first] = stuck;
  if (!first || new Set(stuck.map(({ layer }) => layer)).size > 1) return null;
  return {
    suspects: [first.layer],
    scope: left.scope ?? (first.shared ? 'node' : 'container'),
    because: [`On the node, ${stuck.map(spellStuck).join(' and ')}.`],
    settles: true,
  };
}

function byAuthor(_observation: Observation, { failing }: Break, left: Step): Partial<Step> | null {
  if (failing.name !== 'kubectl' || failing.outcome.kind !== 'error') return null;
  const author = authorOf(failing.outcome.text);
  if (!author) return null;
  const client = author.code === 'exec-forbidden' || author.suspects.includes('client-path');
  return {
    suspects: author.suspects,
    scope: client && left.scope !== 'container' ? 'client' : left.scope,
    because: [`The text of the failure ${author.says}.`],
  };
}

/** What the debug pod itself proves about the way that the request took. */
function byTheWayToTheKubelet(
  { debugPod, evidence, kubeletSilent }: Observation,
  { failing }: Break,
  left: Step,
): Partial<Step> | null {
  if (failing.name !== 'kubectl') return null;
  if (kubeletSilent) {
    return {
      suspects: ['kubelet'],
      scope: 'node',
      because: [
        'The kubelet has not renewed its lease for longer than its interval, and has not started the debug pod.',
      ],
    };
  }
  if (!evidence) return null;
  if (debugPod.logReadable) {
    return {
      suspects: left.suspects.filter((layer) => layer !== 'api-server' || left.suspects.length === 1),
      because: [
        'The debug pod’s log came through the API server and the kubelet: that way is open for plain requests.',
      ],
    };
  }
  return {
    suspects: ['api-server', 'kubelet'],
    scope: 'node',
    because: [
      'The debug pod’s log could not be read through the API server either, but its result came in the pod’s status: ' +
        'the kubelet works and reaches the API server; the API server does not reach the kubelet.',
    ],
  };
}

/** A kubelet that starts pods, reports them and listens is not what keeps the API server from reaching it. */
function wayToTheKubelet({ evidence, debugPod }: Observation, suspects: readonly Layer[]): Layer | null {
  const between = suspects.length === 2 && suspects.includes('api-server') && suspects.includes('kubelet');
  return between && evidence && !debugPod.logReadable ? 'api-server' : null;
}

/** Where the debug pod did not start, the text of its event is the runtime's own. */
function byStartFailure({ debugPod }: Observation): Partial<Step> | null {
  if (debugPod.failure?.kind !== 'runtime') return null;
  const author = startFailureAuthorOf(debugPod.failure.text);
  if (!author) return null;
  return {
    suspects: author.suspects,
    scope: 'node',
    because: [`The debug pod could not be started: the text ${author.says}.`],
  };
}

function matrixSentences({ failing, working }: Break): string[] {
  const how = failing.outcome.kind === 'hang' ? 'hangs' : 'fails';
  const entry = `${failing.name}, which enters at ${place(failing.name)}, ${how} for the target`;
  return [
    working
      ? `${entry}; ${working.name}, which enters at ${place(working.name)}, works.`
      : `${entry}; nothing below it was seen working.`,
  ];
}

const place = (name: ProbeName): string => (name === 'nsenter' ? "the kernel's namespaces" : entryLayer[name]);

function confidenceOf({ evidence, kubeletSilent }: Observation, at: Break, left: Step, settled: boolean): Confidence {
  if (kubeletSilent && left.suspects[0] === 'kubelet') return at.failing.outcome.kind === 'error' ? 'high' : 'medium';
  if (left.suspects.length > 2 || !evidence?.complete) return 'low';
  const weakMethod =
    at.working?.name !== 'nsenter' && at.working?.outcome.kind === 'ok' && at.working.outcome.method === 'missing-path';
  if (left.suspects.length > 1 || left.scope === null || !at.working || weakMethod) return 'medium';
  return settled || left.scope === 'node' ? 'high' : 'medium';
}
