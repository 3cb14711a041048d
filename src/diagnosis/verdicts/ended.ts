import { inventoryOf } from '../../evidence/inventory.ts';
import { columnOf, isClusterAsked, type Observation, probeOf } from '../../evidence/observation.ts';
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

/** The answers are not all of one container, or there was none any more; null where they are. */
export function replacedVerdict(observation: Observation): Core | null {
  const { sameContainer, evidence, target } = observation;
  if (sameContainer === false || evidence?.sameProcess === false) {
    return inconclusive(
      [],
      'The container ended, or was restarted or replaced, while it was examined: the answers do not belong together.',
      ['Container id, restart count or the start time of its first process differ before and after the probes.'],
    );
  }
  if (!hasEndedByAll(observation)) return null;
  return inconclusive(
    [],
    `Container ${target.container} ended by itself before it was examined: only the pod's status has it as running still.`,
    ['Every layer of the node that was probed says that it has ended.'],
  );
}

/** Who keeps the containers on the node, and the kernel, agree on it; the pod's status lags behind. */
function hasEndedByAll(observation: Observation): boolean {
  const asked = inventoryOf(observation).filter(({ layer }) => layer !== 'api-server' && layer !== 'shim');
  return (
    isClusterAsked(observation) &&
    !columnOf(observation.probes, 'target').some(isOk) &&
    asked.length > 1 &&
    asked.some(({ layer }) => layer === 'dockerd' || layer === 'containerd') &&
    asked.every(({ state }) => state === 'stopped' || state === 'missing')
  );
}
