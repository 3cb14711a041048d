import { isOk } from '../evidence/break.ts';
import { probeOf } from '../evidence/column.ts';
import type { Observation } from '../evidence/observation.ts';
import type { Layer } from '../model/layer.ts';
import type { ExecProbe } from '../model/surroundings.ts';
import type { Verdict } from '../model/verdict.ts';

/** The kubelet asks the runtime itself: what lies above is no matter to its probes. */
const passed: readonly Layer[] = ['cri', 'dockerd', 'containerd', 'shim', 'runc', 'container'];

/**
 * The kubelet's exec probes that go through the layer at fault, the soonest first: which container it restarts, or takes
 * out of service, if nothing is done.
 */
export function whatBreaksNext(observation: Observation, verdict: Verdict): readonly ExecProbe[] {
  const { target, surroundings } = observation;
  const { status, layer, candidates, scope } = verdict;
  // with -s crictl asks the CRI what an exec probe asks
  const onTheWay = isOk(probeOf(observation, 'target', 'crictl')) ? passed.filter((one) => one !== 'cri') : passed;
  if (status !== 'fault' || !(layer ? [layer] : candidates).some((suspect) => onTheWay.includes(suspect))) return [];
  return surroundings.execProbes
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
