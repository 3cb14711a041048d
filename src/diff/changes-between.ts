import type { Report } from '../model/report.ts';
import type { Change } from './change.ts';
import { commandChanges } from './command-changes.ts';
import { containerChanges } from './container-changes.ts';
import { findingChanges } from './finding-changes.ts';
import { nodeChanges } from './node-changes.ts';
import { probeChanges } from './probe-changes.ts';
import { runChanges } from './run-changes.ts';
import { verdictChanges } from './verdict-changes.ts';

/** What is not as it was, from one run to another. What one of them does not know has not changed. */
export const changesBetween = (before: Report, after: Report): readonly Change[] =>
  [verdictChanges, findingChanges, probeChanges, commandChanges, containerChanges, nodeChanges, runChanges].flatMap(
    (changes) => changes(before, after),
  );
