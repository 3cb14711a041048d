import { randomBytes } from 'node:crypto';

/** Random words: what probes echo, the run's id, which is part of names, and parts of the names of a folder and of no file. */
export interface RunIds {
  readonly echoWord: string;
  readonly runId: string;
  readonly folderWord: string;
  readonly pathWord: string;
}

/** Words that no other run has, nor anybody can guess before it begins. */
export const newRunIds = (): RunIds => ({
  echoWord: randomBytes(12).toString('hex'),
  runId: randomBytes(4).toString('hex'),
  folderWord: randomBytes(16).toString('hex'),
  pathWord: randomBytes(16).toString('hex'),
});
