import { inventoryOf } from '../../evidence/inventory.ts';
import { type Observation, probeOf } from '../../evidence/observation.ts';
import { isKubeletGone, noKubelet } from '../../knowledge/detectors/kubelet-connection.ts';
import { isOk } from '../../model/probe.ts';
import { type Core, inconclusive } from './rule.ts';

/**
 * A container that has ended, and dockerd has not noticed: everybody below says so, and no probe can tell more. Null
 * where it has not.
 */
export function endedVerdict(observation: Observation): Core | null {
  const state = (of: string) => inventoryOf(observation).find(({ layer }) => layer === of)?.state;
  if (state('dockerd') !== 'running' || state('containerd') !== 'missing' || state('container') !== 'missing')
    return null;
  const { container } = observation.target;
  return {
    status: 'fault',
    layer: 'dockerd',
    candidates: ['dockerd'],
    scope: 'container',
    confidence: 'high',
    confidenceReason: 'containerd and the kernel both say so',
    summary: `Container ${container} has ended, and dockerd has not noticed: it has it as running still.`,
    because: [
      "By dockerd's record the container runs; containerd has no task of it, and the process that dockerd names does not exist.",
    ],
  };
}

/** kubectl has come through, and then there is no kubelet any more; null where that is not so. */
export function kubeletEnded(observation: Observation): Core | null {
  if (!isOk(probeOf(observation, 'target', 'kubectl')) || !isKubeletGone(observation)) return null;
  return inconclusive(
    ['kubelet'],
    `Exec into container ${observation.target.container} came through, and then the kubelet was gone: another exec would not come through.`,
    [noKubelet, "A request for the target's log failed, after kubectl had come through."],
    'node',
  );
}

/** The answers are not all of one container; null where they are. */
export function replacedVerdict({ sameContainer, evidence }: Observation): Core | null {
  if (sameContainer !== false && evidence?.sameProcess !== false) return null;
  return inconclusive(
    [],
    'The container ended, or was restarted or replaced, while it was examined: the answers do not belong together.',
    ['Container id, restart count or the start time of its first process differ before and after the probes.'],
  );
}
