import { limits } from '../limits.ts';
import type { Report } from '../model/report.ts';

/** What a change is about, in the order in which changes are told. */
export const changeTopics = [
  'target',
  'verdict',
  'finding',
  'probe',
  'command',
  'inventory',
  'container',
  'daemon',
  'node',
  'version',
  'run',
] as const;

/** One thing that is not as it was. */
export interface Change {
  readonly about: (typeof changeTopics)[number];
  /** What of it. */
  readonly what: string;
  /** Null: there was none. */
  readonly before: string | null;
  /** Null: there is none. */
  readonly after: string | null;
  /** Something is another way than it was; not only asked another way, or known less well. */
  readonly matters: boolean;
}

/** What of it, as it was, as it is; null where that is not known, which is no change. */
export type Comparison = readonly [what: string, before: string | null, after: string | null];

/** Of what is known in both runs, that which differs. */
export const changesIn = (about: Change['about'], rows: readonly Comparison[]): Change[] =>
  rows.flatMap(([what, before, after]) =>
    before === null || after === null || before === after ? [] : [{ about, what, before, after, matters: true }],
  );

/** What a run knows, by name; null where it does not. */
export type KnownFacts = readonly (readonly [what: string, text: string | null])[];

/** The same of both runs, side by side. */
export function sideBySide(before: Report, after: Report, known: (report: Report) => KnownFacts): Comparison[] {
  const is = new Map(known(after));
  return known(before).map(([what, was]) => [what, was, is.get(what) ?? null]);
}

/**
 * Which process it is: a number is given again, so its start is told as well.
 * @param start in clock ticks after the node's
 */
export const processOf = (pid: number, start: number | null): string =>
  start === null
    ? `process ${pid}`
    : `process ${pid}, started ${((start * limits.msPerTick) / 1000).toFixed(2)} s after the node`;
