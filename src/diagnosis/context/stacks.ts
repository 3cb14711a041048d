import type { DaemonStacks, Stacks, WaitingGoroutines } from '../../model/report.ts';
import type { Evidence } from '../../records/evidence.ts';
import type { RecordOf } from '../../records/record.ts';

/** Where the goroutines of the daemons wait that serve requests for containers. */
export function stacksOf(evidence: Evidence | null): Stacks {
  const daemons = (evidence?.dumps ?? []).map((dump) => daemonStacks(dump, evidence?.goroutines ?? []));
  return { reason: daemons.length > 0 ? '' : reasonForNone(evidence), daemons };
}

function reasonForNone(evidence: Evidence | null): string {
  if (evidence === null) return 'the script did not run on the node';
  return evidence.complete
    ? 'no probe on the node failed or hung, so no daemon was signalled'
    : 'the script has reported no signal, nor come to its end';
}

function daemonStacks(
  { of, pid, why, dir, total, cut }: RecordOf<'dump'>,
  pieces: readonly RecordOf<'goroutines'>[],
): DaemonStacks {
  const own = pieces.filter((piece) => piece.of === of).toSorted((a, b) => a.part - b.part);
  const missing =
    why === '' ? (total === null ? 'it came with the log only, which did not arrive' : '') : spell(why, dir);
  return { of, pid, missing, goroutines: total, cut, waiting: waitingGoroutines(own.map(({ v }) => v).join('')) };
}

const reasons: Readonly<Record<string, string>> = {
  stopped: 'it is stopped, and was not signalled',
  uninterruptible: 'it is in uninterruptible sleep, and was not signalled',
  gone: 'it has ended',
  'not-found': 'not signalled: no such process was found, or several and none known to serve this container',
  'other-program': 'not signalled: its program is another, which may do anything at that signal',
  'too-old': 'not signalled: a docker before 18.09 dumps more than that, or only to its log',
  'not-caught': 'not signalled: the signal would end it',
  'no-folder': 'not signalled: it is not known where its dump would be',
};

function spell(why: string, dir: string): string {
  if (why === 'no-file')
    return `it was signalled, and no dump came; should one come later, it is in ${dir} of the node`;
  if (why === 'file-there') return `not signalled: a dump of somebody else's is in ${dir}, and would be overwritten`;
  return reasons[why] ?? why;
}

/**
 * Reads what the script has kept of a dump, a line for goroutines that are alike: how many, `[STATE, N minutes]`, functions.
 * Those that run are at work, and do not wait.
 */
export function waitingGoroutines(text: string): readonly WaitingGoroutines[] {
  const rows = text.split('\n').flatMap((line) => goroutinesOf(line) ?? []);
  const alike = Map.groupBy(rows, ({ state, functions }) => JSON.stringify([state, functions]));
  return [...alike.values()]
    .flatMap(([first, ...more]) => (first ? [more.reduce(together, first)] : []))
    .toSorted((a, b) => b.minutes - a.minutes || Number(isExec(b)) - Number(isExec(a)));
}

/** It serves an exec. */
export const isExec = ({ functions }: WaitingGoroutines): boolean =>
  functions.some((name) => /\)\.(ContainerExec|[Ee]xec)\w*$/.test(name));

/** A line that was cut lacks its outer functions; the inner ones are what counts. */
function goroutinesOf(line: string): WaitingGoroutines | null {
  const [, count, state = '', more = '', names = ''] = /^ *(\d+) \[([^,\]]+)([^\]]*)\] (.*)$/.exec(line) ?? [];
  if (count === undefined || state.startsWith('run')) return null;
  const functions = names.split(' ').filter((name) => name !== '' && !inBetween.test(name));
  const minutes = Number(/ (\d+) minutes/.exec(more)?.[1] ?? 0);
  return { count: Number(count), state, minutes, waitsFor: waitsFor(state, functions), functions };
}

const together = (one: WaitingGoroutines, other: WaitingGoroutines): WaitingGoroutines => ({
  ...one,
  count: one.count + other.count,
  minutes: Math.max(one.minutes, other.minutes),
});

/** What every request goes through, and what Go itself is made of. */
const inBetween =
  /\/api\/server\/middleware\.|\/authorization\.|\/api\/server\.\(\*Server\)\.makeHTTPHandler|_Handler(\.func\d+)?$|nterceptor|\/ttrpc\.\(\*Client\)\.dispatch$|^sync\.runtime_|^sync\.\(\*Mutex\)\.lockSlow$|^syscall\.Syscall6?$/;

/** The innermost function that tells. Calls by ttrpc go to a shim, those of a client for tasks to containerd. */
function waitsFor(state: string, functions: readonly string[]): WaitingGoroutines['waitsFor'] {
  if (/^sync\.(RW)?Mutex/.test(state)) return 'lock';
  if (/\)\.(ContainerExecStart|execInternal|execInContainer)$/.test(functions[0] ?? '')) return 'command';
  for (const name of functions) {
    if (/^sync\.\(\*(RW)?Mutex\)\.R?Lock/.test(name)) return 'lock';
    if (/\/ttrpc\.\(\*Client\)\.Call$/.test(name)) return 'shim';
    if (/\.\(\*tasksClient\)\./.test(name)) return 'containerd';
  }
  return null;
}
