import { randomBytes } from 'node:crypto';
import type { Randomness } from './plan.ts';

/** Words that no other run has, nor anybody can guess before it begins. */
export const randomWords = (): Randomness => ({
  echoWord: randomBytes(12).toString('hex'),
  runId: randomBytes(4).toString('hex'),
  folderWord: randomBytes(16).toString('hex'),
  pathWord: randomBytes(16).toString('hex'),
});
