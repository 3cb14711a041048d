import { randomUUID } from 'node:crypto';

/** A path that no machine has. */
export const nowhere = `/nowhere-${randomUUID()}`;
