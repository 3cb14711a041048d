import type { Report } from '../../model/report.ts';
import { firstStep } from './glance.ts';
import { bullet, proseOrCommand } from './paragraph.ts';
import { section } from './verdict-block.ts';

/** What else the reader can do, and what this run leaves open. */
export function helpBlock({ verdict, leftBehind }: Report, width: number): string[] {
  const told = firstStep(verdict);
  return [
    ...section(
      'Other next steps, the least harmful first:',
      verdict.nextSteps.filter((step) => step !== told).flatMap((step) => proseOrCommand(step, width)),
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
