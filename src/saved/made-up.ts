import { Problem } from '../model/problem.ts';

/** A file with a name in it that no cluster has: somebody made it up, perhaps to get it into a command. */
export const madeUp = (file: string, where: string): Problem =>
  new Problem(`${file} is refused: ${where} in it can be no such name.`, {
    why: 'No run writes that: somebody has changed the file. The rest of it is not to be trusted either.',
  });
