import type { Narrowing } from './constraint.ts';
import { differencesOfShim } from '../sightings/surroundings.ts';

/** Our runc worked in other surroundings than the shim's has: so much less is certain. */
export const bySurroundings: Narrowing = (observation) => {
  const [first] = differencesOfShim(observation);
  if (!first) return null;
  return {
    because: `The shim has other surroundings than our own runc (${first}), so that runc proves less.`,
    doubt: true,
  };
};
