import { accessSync, constants, lstatSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Problem } from '../model/problem.ts';

/** Refuses a place where no bundle can be written, before anything is asked of anybody; null: none is wanted. */
export function checkOutputPath(file: string | null): void {
  if (file === null) return;
  if (/[/\\]$/.test(file)) throw new Problem(`The bundle needs the name of a file, got the folder ${file}.`);
  const folder = dirname(file);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Problem(`The bundle cannot be written to ${file}: there is no folder ${folder}.`);
  }
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new Problem(`The bundle cannot be written to ${file}: you may not write to the folder ${folder}.`);
  }
  refuseToOverwrite(file);
}

/** A link that leads nowhere is something too. */
export function refuseToOverwrite(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })) {
    throw new Problem(`The bundle is not written to ${file}: that exists already.`, { next: 'Name another file.' });
  }
}
