import type { DaemonStacks, Stacks, WaitingGoroutines } from '../../model/report.ts';
import type { RenderOptions } from '../render-options.ts';
import { bullet, prose, section } from './paragraph.ts';

/** Of each daemon, and the innermost functions of each goroutine; `-o wide` and the other formats have all. */
const shown = { groups: 4, functions: 4 };

/** Where the goroutines of the daemons wait; nothing where that was not asked for. */
export function stacksBlock(stacks: Stacks | null, options: RenderOptions): string[] {
  if (stacks === null) return [];
  const lines = stacks.daemons.flatMap((daemon) => daemonLines(daemon, options));
  return section(
    'Where the daemons wait:',
    stacks.reason === '' ? lines : prose(`Not asked: ${stacks.reason}.`, options.width),
  );
}

function daemonLines(daemon: DaemonStacks, options: RenderOptions): string[] {
  const { wide, width } = options;
  const { waiting } = daemon;
  const few = wide ? waiting : waiting.slice(0, shown.groups);
  const more = waiting.length - few.length;
  return [
    ...prose(daemonLabel(daemon), width),
    ...few.flatMap((group) =>
      bullet(`${waitingLabel(group)}: ${path(group.functions.map(shortName), options)}`, width),
    ),
    ...(more > 0 ? bullet(`and ${more} more: -o wide`, width) : []),
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

/** Where it waits, and the outermost: what it was asked for. */
function path(names: readonly string[], { wide, glyphs }: RenderOptions): string {
  const left = names.length - shown.functions - 1;
  const some = left <= 0 || wide ? names : [...names.slice(0, shown.functions), glyphs.more, ...names.slice(-1)];
  return some.join(' < ');
}

/** Without the path of its package: `server.(*criService).execInternal`. */
const shortName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
