import type { Report } from '../../../src/model/report.ts';

/** What a report tells somebody to type, or to think about. */
export const proposalsOf = ({ verdict, leftBehind }: Report): readonly string[] => [
  ...verdict.nextSteps,
  ...verdict.avoid,
  ...leftBehind.map(({ remove }) => remove),
  ...[verdict.wayIn, verdict.noWayIn, verdict.remedy?.step].filter((step) => typeof step === 'string'),
];
