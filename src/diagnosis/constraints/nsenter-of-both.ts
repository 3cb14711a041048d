import { nsenterPartsNothing } from '../../evidence/column.ts';
import type { Constraint } from './constraint.ts';

/** nsenter runs nothing of a runtime's: where it fails for everybody, the node is in the way of it. */
export const nsenterOfBoth: Constraint = {
  id: 'nsenter-of-both',
  read: (observation) =>
    nsenterPartsNothing(observation)
      ? {
          weight: 'hint',
          because: 'nsenter fails for the target and for the control: it parts runc from container and kernel no more.',
        }
      : null,
};
