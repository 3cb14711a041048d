import type { Report } from '../model/report.ts';
import { type Survey, statusOfRow } from '../model/survey.ts';
import type { Target } from '../model/target.ts';
import { cleanReport, cleanSurvey } from './clean-report.ts';

/** `pod/nginx1`, as kubectl's `-o name` has it, where the verdict is not healthy; else nothing. */
export function renderNames(report: Report): string {
  const { target, verdict } = cleanReport(report);
  return verdict.status === 'healthy' ? '' : `${nameOf(target)}\n`;
}

/** The same of many containers: each pod once. */
export function renderSurveyNames(survey: Survey): string {
  const sick = cleanSurvey(survey).rows.filter((row) => statusOfRow(row) !== 'healthy');
  return [...new Set(sick.map(({ target }) => `${nameOf(target)}\n`))].join('');
}

/** On a node without Kubernetes there is only the container. */
const nameOf = ({ pod, container }: Target): string => (pod === '' ? `container/${container}` : `pod/${pod}`);
