import type { Observation } from './observation.ts';

/**
 * Is that container somebody else's than the target's? Who owns a namespace may have made its containers fail alike, so what
 * they say of the node is one voice. Where it is not known whose they are, none is left aside.
 */
export const isOfOthers = ({ sameOwnerIDs }: Pick<Observation, 'sameOwnerIDs'>, containerID: string): boolean =>
  sameOwnerIDs === null || (containerID !== '' && !sameOwnerIDs.includes(containerID));
