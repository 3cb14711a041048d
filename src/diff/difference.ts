import type { Report } from '../model/report.ts';
import { type Change, changeTopics } from './change.ts';
import { containerChanges } from './container-changes.ts';
import { nodeChanges } from './node-changes.ts';
import { commandChanges, probeChanges, runChanges } from './probe-changes.ts';
import { findingChanges, verdictChanges } from './verdict-changes.ts';

/** A run, and the file that it was read from. */
export interface ComparedRun {
  readonly file: string;
  readonly report: Report;
}

/** What is not as it was from one run to another, the topics in their order, what matters first in each. */
export interface Difference {
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  /** Something matters. */
  readonly matters: boolean;
  readonly changes: readonly Change[];
}

export function differenceOf(before: ComparedRun, after: ComparedRun): Difference {
  const changes = changesBetween(before.report, after.report).toSorted(
    (a, b) => changeTopics.indexOf(a.about) - changeTopics.indexOf(b.about) || Number(b.matters) - Number(a.matters),
  );
  return { before, after, matters: changes.some(({ matters }) => matters), changes };
}

/** What is not as it was, from one run to another. What one of them does not know has not changed. */
const changesBetween = (before: Report, after: Report): readonly Change[] =>
  [verdictChanges, findingChanges, probeChanges, commandChanges, containerChanges, nodeChanges, runChanges].flatMap(
    (changes) => changes(before, after),
  );
