import type { Report } from '../../model/report.ts';
import { otherSteps } from './glance.ts';
import { bullet, stepLines } from './paragraph.ts';
import { section } from './verdict-block.ts';

/** What else the reader can do, and what this run leaves open. */
export function helpBlock({ verdict, leftBehind, target: { node } }: Report, width: number): string[] {
  return [
    ...section(
      'Other next steps, the least harmful first:',
      otherSteps(verdict).flatMap((step) => stepLines(step, node.name, width)),
    ),
    ...section(
      'Not tested:',
      verdict.notTested.flatMap((gap) => bullet(gap, width)),
    ),
    ...section(
      'Left behind, and what removes it:',
      leftBehind.flatMap((left) => [...bullet(left.what, width), ...stepLines(left.remove, left.node, width)]),
    ),
  ];
}
