import type { Layer } from '../model/layer.ts';
import type { Finding, Scope, Verdict } from '../model/verdict.ts';
import { isOk } from './break.ts';
import { findings } from './findings.ts';
import { guardVerdict } from './guard-verdict.ts';
import { columnOf, type Location, locate } from './locate.ts';
import { nextSteps } from './next-steps.ts';
import { notTested } from './not-tested.ts';
import type { Observation } from './observation.ts';
import { wayIn } from './way-in.ts';

export interface Diagnosis {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

type Core = Pick<Verdict, 'status' | 'layer' | 'candidates' | 'scope' | 'confidence' | 'summary' | 'because'>;

/** The verdict: a pure function of what was observed. The same observation gives the same verdict, for ever. */
export function diagnose(observation: Observation): Diagnosis {
  const core = replaced(observation) ?? guardVerdict(observation) ?? matrixVerdict(observation);
  const verdict = {
    ...core,
    nextSteps: core.status === 'healthy' ? [] : steps(observation, core),
    wayIn: core.status === 'healthy' ? null : wayIn(observation),
    notTested: notTested(observation),
  };
  return { verdict: checked(verdict), findings: findings(observation) };
}

function replaced({ sameContainer, evidence }: Observation): Core | null {
  if (sameContainer !== false && evidence?.sameProcess !== false) return null;
  return {
    status: 'inconclusive',
    layer: null,
    candidates: [],
    scope: null,
    confidence: 'low',
    summary: 'The container was restarted or replaced while it was examined, so its answers do not belong together.',
    because: ['Container id, restart count or start time of its first process differ before and after the probes.'],
  };
}

function matrixVerdict(observation: Observation): Core {
  const location = locate(observation);
  if (location) return accusation(observation, location);
  return allWorks(observation);
}

function allWorks({ probes, target, evidence, debugPod }: Observation): Core {
  const column = columnOf(probes, 'target');
  const top = column.find(isOk);
  const nothing = { layer: null, candidates: [] as const, scope: null };
  if (top?.name !== 'kubectl') {
    return {
      ...nothing,
      status: 'inconclusive',
      confidence: 'low',
      summary: top
        ? `Exec into container ${target.container} works from ${top.name} down; what lies above it was not tested.`
        : `Nothing was found out about exec into container ${target.container}: no probe could be run.`,
      because: column.flatMap(({ name, outcome }) =>
        outcome.kind === 'skipped' ? [`${name} was skipped: ${outcome.reason}.`] : [],
      ),
    };
  }
  const timings = column.flatMap(({ name, outcome }) =>
    outcome.kind === 'ok' ? [`${name} ${(outcome.durationMs / 1000).toFixed(2)} s`] : [],
  );
  const sure =
    evidence?.complete &&
    column.every(
      ({ outcome, flaky }) =>
        !flaky && (outcome.kind === 'skipped' || (outcome.kind === 'ok' && (outcome.method === 'echo' || true))),
    );
  const weak = top.outcome.kind === 'ok' && top.outcome.method !== 'echo';
  return {
    ...nothing,
    status: 'healthy',
    confidence: sure && !weak ? 'high' : 'medium',
    summary: `Nothing is broken now: exec into container ${target.container} works through every layer that was tested.`,
    because: [
      `Times for the target: ${timings.join(', ')}.`,
      ...(weak
        ? [
            'The container has no /bin/echo: each layer was proven by the complaint about a path that cannot exist, which starts no process.',
          ]
        : []),
      ...(debugPod.failure
        ? [
            'The debug pod did not start, so only the way through the API server was tested; what works there works below.',
          ]
        : []),
    ],
  };
}

function accusation(observation: Observation, { at, layer, suspects, scope, because, confidence }: Location): Core {
  const { target, evidence } = observation;
  const unknown = evidence === null && suspects.length > 2;
  const places = suspects.length === 1 ? `the ${suspects[0]}` : `one of: ${suspects.join(', ')}`;
  const symptom = at.failing.outcome.kind === 'hang' ? 'hangs' : 'fails';
  if (unknown) {
    return {
      status: 'inconclusive',
      layer: null,
      candidates: suspects,
      scope,
      confidence: 'low',
      summary: `Exec into container ${target.container} ${symptom}, and the node could not be examined: the debug pod did not start.`,
      because,
    };
  }
  return {
    status: 'fault',
    layer,
    candidates: suspects,
    scope,
    confidence,
    summary: `Exec ${layer ? phrase(layer, target.container) : `breaks at ${places}`}${who(scope, target.node.name, layer)}.`,
    because,
  };
}

function phrase(layer: Layer, container: string): string {
  switch (layer) {
    case 'api-server':
      return 'breaks at the API server or on its way to the kubelet';
    case 'client-path':
      return 'breaks between kubectl and the API server';
    case 'shim':
      return `breaks at the containerd shim of container ${container}`;
    case 'container':
      return `breaks in container ${container} itself: what runc puts around a process there`;
    default:
      return `breaks at ${layer}`;
  }
}

function who(scope: Scope | null, node: string, layer: Layer | null): string {
  switch (scope) {
    case 'container':
      return layer === 'shim' || layer === 'container'
        ? '; other containers of the node are served'
        : ', for this container only';
    case 'pod':
      return ', for the whole pod';
    case 'several-containers':
      return ', for older containers of the node too, but not for a new, privileged one';
    case 'node':
      return `, for the whole node ${node}`;
    case 'cluster':
      return ', for the whole cluster';
    case 'client':
      return ', for this client';
    case null:
      return '; whether others are hit is not known';
  }
}

function steps(observation: Observation, core: Core): readonly string[] {
  if (core.status === 'fault') return nextSteps(observation, core);
  const { target, evidence, sameContainer } = observation;
  if (sameContainer === false || evidence?.sameProcess === false) return ['Run it again.'];
  if (evidence) return nextSteps(observation, core);
  return [
    `kubectl get events -A --field-selector involvedObject.name=${target.node.name}`,
    `ssh ${target.node.name}   # and there, as root: crictl ps; journalctl -u kubelet -u containerd -u docker --since -1h`,
  ];
}

/** The union's arms, spelled out: an impossible verdict must not typecheck. */
function checked(verdict: Core & Pick<Verdict, 'nextSteps' | 'wayIn' | 'notTested'>): Verdict {
  const { status, layer, candidates, scope, ...rest } = verdict;
  if (status === 'healthy') return { ...rest, status, layer: null, candidates: [], scope: null };
  if (status === 'inconclusive') return { ...rest, status, layer: null, candidates, scope };
  return { ...rest, status, layer, candidates, scope };
}
