import { limits } from '../../limits.ts';
import { type Survey, statusOfRow, statusOfSurvey } from '../../model/survey.ts';
import { cleanSurvey } from '../clean-report.ts';
import { shortForm } from '../short/short-form.ts';
import { emoji, mrkdwn } from '../short/slack.ts';
import { utc } from '../timestamps.ts';
import { execLabel, nameOf, rowLabel, tally, worstFirst } from './labels.ts';

/** Many containers in a message of few lines, the worst first. */
export function renderSurveySlack(survey: Survey): string {
  const cleaned = cleanSurvey(survey);
  const sick = worstFirst(cleaned.rows).filter((row) => statusOfRow(row) !== 'healthy');
  const more = sick.length - limits.chat.containers;
  const lines = sick.slice(0, limits.chat.containers).map((row) => {
    const { examined } = row;
    const what = examined.kind === 'report' ? shortForm(examined.report).what : `${rowLabel(row)}; ${execLabel(row)}`;
    return `${emoji[statusOfRow(row)]} *${mrkdwn(nameOf(row.target))}*: ${mrkdwn(what)}`;
  });
  const last = [more > 0 ? `and ${more} more` : '', utc(cleaned.startedAt), cleaned.context ?? ''].filter(Boolean);
  return `${[`${emoji[statusOfSurvey(cleaned)]} ${mrkdwn(tally(cleaned))}`, ...lines, `_${mrkdwn(last.join(', '))}_`].join('\n')}\n`;
}
