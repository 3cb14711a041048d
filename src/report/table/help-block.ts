import type { Report } from '../../model/report.ts';
import { bullet, proseOrCommand } from './paragraph.ts';
import { section } from './verdict-block.ts';

/** What the reader can do now, and what this run leaves open. */
export function helpBlock({ verdict, leftBehind }: Report, width: number): string[] {
  return [
    ...section('Meanwhile, get in with:', verdict.wayIn === null ? [] : proseOrCommand(verdict.wayIn, width)),
    ...section(
      'Next steps, the least harmful first:',
      verdict.nextSteps.flatMap((step) => proseOrCommand(step, width)),
    ),
    ...section(
      'Not tested:',
      verdict.notTested.flatMap((gap) => bullet(gap, width)),
    ),
    ...section(
      'Left behind, and what removes it:',
      leftBehind.flatMap(({ what, remove }) => [...bullet(what, width), ...proseOrCommand(remove, width)]),
    ),
  ];
}
