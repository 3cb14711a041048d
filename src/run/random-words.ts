import { randomBytes } from 'node:crypto';
import type { Randomness } from './plan.ts';

/** Words that no other run has, nor anybody can guess. */
export const randomWords = (): Randomness => ({
  nonce: randomBytes(12).toString('hex'),
  runId: randomBytes(4).toString('hex'),
});
