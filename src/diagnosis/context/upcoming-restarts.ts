import { type Observation, probeOf } from '../../evidence/observation.ts';
import type { Layer } from '../../model/layer.ts';
import type { ExecProbe } from '../../model/pod-context.ts';
import { isOk } from '../../model/probe.ts';
import type { Verdict } from '../../model/verdict.ts';

/** The kubelet asks the runtime itself: what lies above is no matter to its probes. */
const passed: readonly Layer[] = ['cri', 'dockerd', 'containerd', 'shim', 'runc', 'container'];

/**
 * The kubelet's exec probes that go through the layer at fault, the soonest first: which container it restarts, or takes
 * out of service, if nothing is done.
 */
export function upcomingRestarts(observation: Observation, verdict: Verdict): readonly ExecProbe[] {
  const { target, podContext } = observation;
  const { status, layer, candidates, scope } = verdict;
  // with -s crictl asks the CRI what an exec probe asks
  const onTheWay = isOk(probeOf(observation, 'target', 'crictl')) ? passed.filter((one) => one !== 'cri') : passed;
  if (status !== 'fault' || !(layer ? [layer] : candidates).some((suspect) => onTheWay.includes(suspect))) return [];
  return podContext.execProbes
    .filter(({ podUID, container }) => {
      switch (scope) {
        case 'node':
        case 'several-containers':
        case 'cluster':
          return true;
        case 'pod':
          return podUID === target.podUID;
        default:
          return podUID === target.podUID && container === target.container;
      }
    })
    .toSorted((a, b) => a.actsAfterSeconds - b.actsAfterSeconds);
}
