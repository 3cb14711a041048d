import type { Observation } from '../../evidence/observation.ts';
import { type Core, inconclusive } from '../core.ts';

/** The answers are not all of one container; null where they are. */
export function replacedVerdict({ sameContainer, evidence }: Observation): Core | null {
  if (sameContainer !== false && evidence?.sameProcess !== false) return null;
  return inconclusive(
    [],
    'The container ended, or was restarted or replaced, while it was examined: the answers do not belong together.',
    ['Container id, restart count or the start time of its first process differ before and after the probes.'],
  );
}
