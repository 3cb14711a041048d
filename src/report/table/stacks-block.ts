import type { DaemonStacks, Stacks, WaitingGoroutines } from '../../model/report.ts';
import { bullet, prose, section } from './paragraph.ts';

/** Where the goroutines of the daemons wait; nothing where that was not asked for. */
export function stacksBlock(stacks: Stacks | null, width: number): string[] {
  if (stacks === null) return [];
  const lines = stacks.daemons.flatMap((daemon) => daemonLines(daemon, width));
  return section(
    'Where the daemons wait:',
    stacks.reason === '' ? lines : prose(`Not requested: ${stacks.reason}.`, width),
  );
}

function daemonLines(daemon: DaemonStacks, width: number): string[] {
  return [
    ...prose(daemonLabel(daemon), width),
    ...daemon.waiting.flatMap((group) =>
      bullet(`${waitingLabel(group)}: ${group.functions.map(shortName).join(' < ')}`, width),
    ),
  ];
}

/** Whose goroutines these are and how many, or why they are not known; a sentence. */
export function daemonLabel({ of, pid, missing, goroutines, cut, waiting }: DaemonStacks): string {
  const who = pid === null ? of : `${of} (process ${pid})`;
  if (missing !== '') return `${who}: ${missing}.`;
  const none = waiting.length === 0 ? ', none of which waits in a request for a container' : '';
  return `${who}: ${goroutines} goroutines${none}${cut ? '; not all of them were read' : ''}.`;
}

const waitsForWords = {
  containerd: "wait for containerd's answer",
  shim: "wait for a shim's answer",
  lock: 'wait for a lock',
  command: 'wait for the end of a command that was started',
} as const;

/** How many wait, for what and how long. */
export function waitingLabel({ count, state, minutes, waitsFor }: WaitingGoroutines): string {
  const what = waitsFor === null ? 'wait' : waitsForWords[waitsFor];
  const verb = count === 1 ? what.replace('wait', 'waits') : what;
  const since = minutes === 0 ? 'for less than a minute' : `for up to ${minutes} min`;
  return `${count} ${verb}, ${since} (${state})`;
}

/** Without the path of its package: `server.(*criService).execInternal`. */
const shortName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
