import { Problem } from '../model/problem.ts';
import { type Flag, flagTable } from './flags.ts';
import type { GivenFlags } from './read-flags.ts';

/** Throws a Problem where a command was given a flag that is not one of its own. */
export function onlyFlags(given: GivenFlags, command: string, isOwn: (flag: Flag) => boolean, usage: string): void {
  const stranger = flagTable.find((flag) => !isOwn(flag) && given.names.has(flag.name));
  if (stranger) throw new Problem(`${command} has no flag --${stranger.name}.`, { next: `Usage: ${usage}` });
}
