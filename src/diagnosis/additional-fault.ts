import { columnsOf, faultBoundaryOf } from '../evidence/fault-boundary.ts';
import { familyOf, type Observation, probeOf } from '../evidence/observation.ts';
import { mayBeSlow } from '../evidence/second-opinions.ts';
import { isDebugLogLost } from '../knowledge/detectors/kubelet-connection.ts';
import type { Layer } from '../model/layer.ts';
import { verb } from '../model/probe.ts';
import type { Verdict } from '../model/verdict.ts';
import { originOfProbe } from './error-origin.ts';

const wayToNode: readonly Layer[] = ['client-path', 'api-server', 'kubelet'];
const belowDaemons: readonly Layer[] = ['shim', 'runc', 'container'];
/** Of these each container has another one. */
const own: readonly Layer[] = ['shim', 'container'];

/**
 * What stays when the layer at fault is mended: it keeps exec through the API server from coming as far as that, or breaks it at
 * a layer that the target was not asked at. One sentence, or null where nothing is known of such a thing.
 */
export function additionalFault(
  observation: Observation,
  { status, candidates, scope }: Pick<Verdict, 'status' | 'candidates' | 'scope'>,
): string | null {
  if (status !== 'fault') return null;
  const unasked = hitsOthers(scope) ? null : byUnasked(observation, candidates);
  if (unasked !== null || candidates.some((layer) => wayToNode.includes(layer))) return unasked;
  const says = byText(observation) ?? byLog(observation, candidates) ?? byControl(observation);
  return (
    says && `Exec through the API server does not even get that far: ${says}. That stays when this fault is fixed.`
  );
}

function byText(observation: Observation): string | null {
  const origin = originOfProbe(probeOf(observation, 'target', 'kubectl'));
  return origin?.suspects.every((layer) => wayToNode.includes(layer)) ? `the text of its failure ${origin.says}` : null;
}

/** Where the runtime's daemons answer: for a log the kubelet asks them. */
const byLog = (observation: Observation, candidates: readonly Layer[]): string | null =>
  observation.evidence && isDebugLogLost(observation) && candidates.every((layer) => belowDaemons.includes(layer))
    ? "the debug pod's log could not be read through it either, while its result came in the pod's status, so it does not reach the kubelet"
    : null;

/** Then a control that fails may be one of them. */
const hitsOthers = (scope: Verdict['scope']): boolean => scope !== null && scope !== 'container' && scope !== 'pod';

/** What fails for the control, and was not asked of the target: of a layer that the two share. */
function byUnasked(observation: Observation, candidates: readonly Layer[]): string | null {
  const { control, target } = columnsOf(observation);
  const { failing, suspects = [] } = faultBoundaryOf(control, familyOf(observation)) ?? {};
  if (!failing || mayBeSlow(observation, failing)) return null;
  const isUnasked = target.some(({ name, outcome }) => name === failing.name && outcome.kind === 'skipped');
  const shared = suspects.filter((layer) => !own.includes(layer));
  return isUnasked && shared.length > 0 && !shared.some((layer) => candidates.includes(layer))
    ? `${failing.name} ${verb(failing)} for the control, and was not tried for the target: exec breaks at ${anyOf.format(shared)} as well. That stays when this fault is fixed.`
    : null;
}

const anyOf = new Intl.ListFormat('en', { type: 'disjunction' });

/** Something below serves the control, and through the API server it is not served. */
function byControl(observation: Observation): string | null {
  const { control, target } = columnsOf(observation);
  const family = familyOf(observation);
  const { failing, working } = faultBoundaryOf(control, family) ?? {};
  const isAlone = failing?.name === 'kubectl' && working && faultBoundaryOf(target, family)?.failing.name !== 'kubectl';
  return isAlone && !mayBeSlow(observation, failing)
    ? `it fails for the control too, for which ${working.name} works`
    : null;
}
