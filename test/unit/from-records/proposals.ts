import type { Report } from '../../../src/model/report.ts';
import { avoidanceSentence } from '../../../src/model/verdict.ts';
import { stepText, stepTexts } from '../diagnosis/step-text.ts';

/** What a report tells somebody to type, or to think about. */
export const proposalsOf = ({ verdict, leftBehind, target }: Report): readonly string[] => [
  ...stepTexts(verdict.nextSteps, target.node.name),
  ...verdict.avoid.map(avoidanceSentence),
  ...leftBehind.map(({ remove, node }) => stepText(remove, node)),
  ...stepTexts(
    [verdict.wayIn, verdict.remedy?.step].filter((step) => step != null),
    target.node.name,
  ),
  ...(verdict.noWayIn === null ? [] : [verdict.noWayIn]),
];
