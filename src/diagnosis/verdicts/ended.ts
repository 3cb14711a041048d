import { inventoryOf } from '../../evidence/inventory.ts';
import type { Observation } from '../../evidence/observation.ts';
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

/** The answers are not all of one container; null where they are. */
export function replacedVerdict({ sameContainer, evidence }: Observation): Core | null {
  if (sameContainer !== false && evidence?.sameProcess !== false) return null;
  return inconclusive(
    [],
    'The container ended, or was restarted or replaced, while it was examined: the answers do not belong together.',
    ['Container id, restart count or the start time of its first process differ before and after the probes.'],
  );
}
