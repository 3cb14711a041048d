import { limits } from '../../limits.ts';
import { cleanLine } from '../../model/clean-text.ts';
import type { Report } from '../../model/report.ts';
import type { Verdict } from '../../model/verdict.ts';
import { cleanReport } from '../clean-report.ts';
import { conditionOf, oneLine } from '../step.ts';
import { type LabelledStep, shortForm } from './short-form.ts';

/** Of a status, in Slack. */
export const emoji: Readonly<Record<Verdict['status'], string>> = {
  healthy: ':white_check_mark:',
  degraded: ':warning:',
  fault: ':x:',
  inconclusive: ':grey_question:',
};

/** A message in Slack's mrkdwn of few lines: https://docs.slack.dev/messaging/formatting-message-text */
export function renderSlack(report: Report): string {
  const cleaned = cleanReport(report);
  const { status, who, what, facts, avoid, steps, run } = shortForm(cleaned);
  const lines = [
    `${emoji[status]} *${mrkdwn(who)}*: ${mrkdwn(what)}`,
    ...facts
      .toSorted((a, b) => a.rank - b.rank)
      .slice(0, limits.chat.facts)
      .map(({ label, text }) => `${mrkdwn(label)}: ${mrkdwn(text)}`),
    ...avoid.slice(0, limits.chat.warnings).map((one) => `*Don't* ${mrkdwn(`${one.what}: ${one.why}`)}`),
    ...steps.slice(0, limits.chat.steps).map((step) => stepLine(step, cleaned.target.node.name)),
    `_${mrkdwn(run)}_`,
  ];
  return `${lines.join('\n')}\n`;
}

function stepLine({ label, step }: LabelledStep, node: string): string {
  if (step.command === null) return `*${label}* ${mrkdwn(step.note)}`;
  const words = [conditionOf(step, node), step.note].filter(Boolean).join('; ');
  // code ends at a backtick
  const command = step.command.includes('`') ? 'see the report' : `\`${escaped(oneLine(step.command))}\``;
  return `*${label}* ${mrkdwn(words)}: ${command}`;
}

/** Text and nothing but text: no mention, no link, no emphasis. */
export const mrkdwn = (text: string): string =>
  escaped(cleanLine(text)).replace(/[*_~`]|:(?=\S+:)|(?<=[@#])(?=\S)/g, (sign) => `${sign}\u200b`);

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
