import { limits } from '../limits.ts';
import type { Report } from '../model/report.ts';
import { isoTime } from '../model/time.ts';
import { type Change, type Comparison, changesIn, type KnownFacts, processOf, sideBySide } from './change.ts';

/** The node, what runs on it, and in which versions. */
export const nodeChanges = (before: Report, after: Report): Change[] => [
  ...changesIn('daemon', sideBySide(before, after, daemons)),
  ...changesIn('node', [...sideBySide(before, after, state), ...restart(before, after)]),
  ...changesIn('version', sideBySide(before, after, versions)),
];

const state = ({ target: { node }, facts }: Report): KnownFacts => [
  ['Ready', node.ready && [node.ready.status, node.ready.reason].filter(Boolean).join(', ')],
  ['architecture', node.architecture || null],
  ["the kubelet's port", listens(facts['kubelet.listens'])],
  ["the CRI's endpoint", place(facts.cri)],
  ...['crictl', 'docker', 'ctr', 'nsenter'].map((name): KnownFacts[number] => [
    `the client ${name}`,
    place(facts[name]),
  ]),
];

const listens = (fact: string | undefined): string | null =>
  (fact && { yes: 'the kubelet listens', no: 'nothing listens', other: 'somebody else listens' }[fact]) || null;

const place = (path: string | undefined): string | null => (path === undefined ? null : path || 'not found');

const versions = ({ target: { node }, facts }: Report): KnownFacts => [
  ['kubelet', node.kubeletVersion || null],
  ['runtime', node.runtimeVersion || null],
  ['kernel', node.kernelVersion || null],
  ['operating system', node.osImage || null],
  ...Object.entries(facts)
    .filter(([name]) => name.endsWith('.version'))
    .map(([name, text]): KnownFacts[number] => [`the client ${name.replace(/\.version$/, '')}`, text || null]),
];

/** Of each name that stands for one process. */
function daemons({ observed: { records } }: Report): KnownFacts {
  const rows = records.flatMap((record) => (record.r === 'process' && record.role === 'daemon' ? [record] : []));
  const byPid = [...new Map(rows.map((daemon) => [`${daemon.name} ${daemon.pid}`, daemon])).values()];
  const groups = Map.groupBy(byPid, ({ name }) => name);
  return [...groups].flatMap(([name, [one, more]]) => (one && !more ? [[name, processOf(one.pid, one.start)]] : []));
}

/** It started at another time than it would have by its own count. */
function restart(before: Report, after: Report): Comparison[] {
  const was = startOf(before);
  const is = startOf(after);
  const isSame = was !== null && is !== null && Math.abs(was - is) < limits.clockSkewSeconds * 1000;
  const words = (start: number | null) => (start === null ? null : utcMinute(start));
  return isSame ? [] : [['started', words(was), words(is)]];
}

/** Milliseconds since the epoch, by the clock of the machine that asked. */
function startOf({ startedAt, observed: { records } }: Report): number | null {
  const hello = records.find((record) => record.r === 'hello');
  return hello?.r === 'hello' && hello.uptime !== null ? Date.parse(startedAt) - hello.uptime : null;
}

function utcMinute(ms: number): string | null {
  const iso = isoTime(ms);
  return iso && `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
