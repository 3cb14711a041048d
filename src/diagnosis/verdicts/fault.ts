import { hasExistingControl, type Observation, probeOf } from '../../evidence/observation.ts';
import { isHierarchyGoneForOlder } from '../../knowledge/detectors/container.ts';
import type { Layer } from '../../model/layer.ts';
import { isFailing, verb } from '../../model/probe.ts';
import { isRefusal, originOfProbe } from '../error-origin.ts';
import type { Location } from '../locate.ts';
import { opinionsOn } from '../second-opinions.ts';
import { type Core, inconclusive } from './rule.ts';

/** The verdict where exec breaks somewhere. */
export function faultVerdict(observation: Observation, location: Location): Core {
  const { evidence, target, debugPod } = observation;
  const { at, layer, suspects, scope, because, certainty } = location;
  if (evidence === null && suspects.length > 2) {
    const why = debugPod.failure ? 'the debug pod did not start' : 'no records came back from it';
    return inconclusive(
      suspects,
      `Exec into container ${target.container} ${verb(at.failing)}, and node ${target.node.name} could not be examined: ${why}.`,
      because,
      scope,
    );
  }
  const where = isRefusal(originOfProbe(at.failing))
    ? 'at the API server, which refuses it'
    : layer
      ? place(layer, target.container)
      : `at ${anyOf.format(suspects)}`;
  return {
    status: 'fault',
    layer,
    candidates: suspects,
    scope,
    ...certainty,
    summary: `Exec breaks ${where}${who(observation, location)}.`,
    because,
  };
}

const anyOf = new Intl.ListFormat('en', { type: 'disjunction' });

function place(layer: Layer, container: string): string {
  switch (layer) {
    case 'api-server':
      return 'at the API server or on its way to the kubelet';
    case 'client-path':
      return 'between kubectl and the API server';
    case 'kubelet':
      return 'at the kubelet';
    case 'cri':
      return 'at the CRI, between kubelet and runtime';
    case 'shim':
      return `at the containerd shim of container ${container}`;
    case 'container':
      return `in container ${container} itself`;
    default:
      return `at ${layer}`;
  }
}

/** Who is hit, as the end of a sentence. */
export function who(observation: Observation, { at, layer, scope }: Pick<Location, 'at' | 'layer' | 'scope'>): string {
  switch (scope) {
    case 'container':
      if (layer !== 'shim' && layer !== 'container') return ', for this container only';
      return opinionsOn(observation, at.failing).working.length > 0
        ? '; other containers on the node are served'
        : `; ${hasExistingControl(observation) ? 'another' : 'a new'} container on the node is served`;
    case 'pod':
      return ', for the whole pod';
    case 'several-containers':
      if (layer === 'runc' && observation.evidence?.facts['control.sameRuntime'] === 'no') {
        return ', for the containers that were made with the same runtime';
      }
      return hasExistingControl(observation) || isFailing(probeOf(observation, 'control', at.failing.name))
        ? ', for several containers of the node, but not for all'
        : ', for older containers of the node too, but not for a new, privileged one';
    case 'node':
      return `, for every container of node ${observation.target.node.name}${isHierarchyGoneForOlder(observation) ? ' that was started before' : ''}`;
    case 'cluster':
      return ', for the whole cluster';
    case 'client':
      return ', for this client';
    case null:
      return '; whether others are affected is not known';
  }
}
