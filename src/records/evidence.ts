import { limits } from '../limits.ts';
import { isoSecond } from '../model/time.ts';
import type { Facts } from './facts.ts';
import type { NodeRecord, RecordOf } from './record.ts';

/** All that the script told, sorted by kind; the order within a kind is the order of the records. */
export interface Evidence {
  readonly userland: 'host' | 'image';
  /** Milliseconds from the node's start to the script's; null where only the brief came. */
  readonly uptimeMs: number | null;
  /** The script came to its end; else the records are what arrived before it was cut off. */
  readonly complete: boolean;
  readonly facts: Facts;
  readonly processes: readonly RecordOf<'process'>[];
  readonly guard: RecordOf<'guard'> | null;
  /** Why nothing may be executed in the target from above; empty: nothing speaks against it; null: not told. */
  readonly gate: string | null;
  /** Was the container's first process the same before and after? Null: one of the two is not known. */
  readonly sameProcess: boolean | null;
  /** The state of the target's first process before and after the probes; null where it has none, or was not told. */
  readonly initState: string | null;
  readonly initStateAfter: string | null;
  /** The target had no first process when the script looked. */
  readonly noProcess: boolean;
  /** Of the last pass that asked each layer. */
  readonly probes: readonly RecordOf<'probe'>[];
  /** Of all passes. */
  readonly passes: readonly RecordOf<'probe'>[];
  /** Of the target, by the path that cannot exist. */
  readonly passages: readonly RecordOf<'passage'>[];
  /** With a terminal. */
  readonly terminals: readonly RecordOf<'terminal'>[];
  /** Through the CRI's stream server. */
  readonly streams: readonly RecordOf<'stream'>[];
  readonly skips: readonly RecordOf<'skip'>[];
  readonly answers: readonly RecordOf<'answer'>[];
  readonly siblings: readonly RecordOf<'sibling'>[];
  readonly limits: readonly RecordOf<'limit'>[];
  readonly cpu: readonly RecordOf<'cpu'>[];
  readonly pile: RecordOf<'pile'> | null;
  readonly sockets: readonly RecordOf<'socket'>[];
  readonly logs: readonly RecordOf<'log'>[];
  readonly dumps: readonly RecordOf<'dump'>[];
  readonly goroutines: readonly RecordOf<'goroutines'>[];
  readonly commands: readonly RecordOf<'command'>[];
  readonly outputs: readonly RecordOf<'output'>[];
  readonly left: readonly RecordOf<'left'>[];
  readonly refused: readonly RecordOf<'refused'>[];
  /** Lines of the script's that could not be read. */
  readonly unread: readonly RecordOf<'unread'>[];
}

/** Sorts the records of one run. A duplicated record changes nothing. */
export function sortRecords(records: readonly NodeRecord[]): Evidence {
  const unique = [...new Map(records.map((record) => [JSON.stringify(record), record])).values()];
  const of = <Kind extends NodeRecord['r']>(kind: Kind) =>
    unique.filter((record): record is RecordOf<Kind> => record.r === kind);
  const [before, after] = (['before', 'after'] as const).map((when) => of('identity').find((row) => row.when === when));
  return {
    userland: of('hello')[0]?.userland ?? 'host',
    uptimeMs: of('hello')[0]?.uptime ?? null,
    complete: of('end').some((end) => end.overdue === 0),
    facts: Object.fromEntries(of('fact').map((fact) => [fact.k, fact.v])),
    processes: asTheyWereLast(of('process')),
    guard: of('guard').findLast((guard) => guard.subject === 'target') ?? null,
    gate: of('gate')[0]?.why ?? null,
    sameProcess: before && after ? before.init === after.init && before.start === after.start : null,
    initState: before?.state || null,
    initStateAfter: after?.state || null,
    noProcess: before !== undefined && before.start === null,
    probes: ofTheLastPass(of('probe')),
    passes: of('probe'),
    passages: of('passage'),
    terminals: of('terminal'),
    streams: of('stream'),
    skips: of('skip'),
    answers: of('answer'),
    siblings: of('sibling'),
    limits: of('limit'),
    cpu: of('cpu'),
    pile: of('pile')[0] ?? null,
    sockets: of('socket'),
    logs: of('log'),
    dumps: of('dump'),
    goroutines: of('goroutines'),
    commands: of('command'),
    outputs: of('output'),
    left: of('left'),
    refused: of('refused'),
    unread: of('unread'),
  };
}

/** Those on the way are looked at again where one of several passes fails. */
const asTheyWereLast = (processes: readonly RecordOf<'process'>[]): readonly RecordOf<'process'>[] => [
  ...new Map(processes.map((process) => [`${process.role} ${process.of} ${process.pid}`, process])).values(),
];

function ofTheLastPass(probes: readonly RecordOf<'probe'>[]): readonly RecordOf<'probe'>[] {
  const who = ({ subject, layer }: RecordOf<'probe'>) => `${subject} ${layer}`;
  const last = new Map<string, number>();
  for (const probe of probes) last.set(who(probe), Math.max(last.get(who(probe)) ?? 0, probe.pass ?? 1));
  return probes.filter((probe) => (probe.pass ?? 1) === last.get(who(probe)));
}

/** The node's own clock when the script ran, in milliseconds; null where that was not told. */
export function nodeNow(evidence: Evidence | null): number | null {
  const seconds = Number(evidence?.facts['node.time'] || Number.NaN);
  return seconds > 0 && isoSecond(seconds * 1_000) !== null ? seconds * 1_000 : null;
}

/**
 * When a process started, by the node's clock, RFC 3339, right to some seconds: the clock is read a while after the uptime.
 * @param ticks after the node's start; null where the records do not tell when that was
 */
export function timeOfTicks(ticks: number, evidence: Evidence | null): string | null {
  const now = nodeNow(evidence);
  const { uptimeMs = null } = evidence ?? {};
  return now === null || uptimeMs === null ? null : isoSecond(now - uptimeMs + ticks * limits.msPerTick);
}
