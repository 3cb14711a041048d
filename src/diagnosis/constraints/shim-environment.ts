import { differencesOfShim } from '../../knowledge/detectors/surroundings.ts';
import type { Constraint } from './constraint.ts';

/** Our runc worked in other surroundings than the shim's has: so much less is certain. */
export const shimEnvironment: Constraint = {
  id: 'shim-environment',
  read: (observation) => {
    const [first] = differencesOfShim(observation);
    if (!first) return null;
    return {
      weight: 'doubt',
      because: `The shim has other surroundings than our own runc (${first}), so that runc proves less.`,
    };
  },
};
