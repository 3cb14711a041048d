import { Problem } from '../model/problem.ts';
import { type Flag, flagTable } from './flags.ts';
import type { GivenFlags } from './read-flags.ts';

const ofCleanup: readonly string[] = ['namespace', 'all-namespaces', 'dry-run', 'v'];
const ofDiff: readonly string[] = ['output', 'v'];
const ofShow: readonly string[] = ['output', 'details', 'leftovers', 'no-redact', 'color'];
const ofSetup: readonly string[] = ['group', 'debug-namespace', 'image', 'allow-tag'];

/** The groups of flags that local has; it asks no API server. */
export const groupsOfLocal: readonly Flag['group'][] = ['Probes', 'Output'];

/** Of a diagnosis none. */
export const groupsOfOthers: ReadonlyMap<Flag['group'], string> = new Map([
  ['Setup', 'setup'],
  ['Past runs', 'show'],
]);

/** Which flags each command has; completion asks as well, which is why nothing else is loaded with it. */
export const ownFlags = {
  cleanup: ({ name, group }: Flag) => group === 'Connection' || ofCleanup.includes(name),
  diff: ({ name }: Flag) => ofDiff.includes(name),
  show: ({ name }: Flag) => ofShow.includes(name),
  setup: ({ name }: Flag) => ofSetup.includes(name),
  policy: ({ name }: Flag) => ofSetup.includes(name),
  local: ({ group }: Flag) => groupsOfLocal.includes(group),
  diagnosis: ({ group }: Flag) => !groupsOfOthers.has(group),
} as const satisfies Readonly<Record<string, (flag: Flag) => boolean>>;

/** Throws a Problem where a command was given a flag that is not one of its own. */
export function refuseOtherFlags(
  given: GivenFlags,
  command: string,
  isOwn: (flag: Flag) => boolean,
  usage: string,
): void {
  const stranger = flagTable.find((flag) => !isOwn(flag) && given.names.has(flag.name));
  if (stranger) throw new Problem(`${command} has no flag --${stranger.name}.`, { next: `Usage: ${usage}` });
}
