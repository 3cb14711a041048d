import { entryOf } from '../../knowledge/index.ts';
import type { Report } from '../../model/report.ts';
import { verdictLabel } from '../labels.ts';
import { whatIsWrong, whomItAffects } from '../short/headline.ts';
import { headFields, settingFields } from '../table/header.ts';
import { factFields } from '../table/summary-block.ts';
import { html, type Markup, nothing } from './markup.ts';
import { sign, toneOfStatus } from './tone.ts';

/** What is broken, in the words that every report has, and why. */
export function verdictBanner(report: Report): Markup {
  const { verdict } = report;
  const { status, summary, cause, confidence } = verdict;
  const why =
    cause === null
      ? nothing
      : html`<p>${confidence === 'low' ? 'Possibly' : 'The cause'}: <strong>${cause}</strong>, ${entryOf(cause).title}.</p><p>All that is known of it: <code>kubectl exec-doctor explain ${cause}</code></p>`;
  const tone = toneOfStatus[status];
  return html`<header class="verdict ${tone}">
<h1>${sign(tone)} ${whomItAffects(report)}: ${whatIsWrong(report)}</h1>
<p class="summary">${capital(verdictLabel(verdict))}. ${summary}</p>
${why}</header>\n`;
}

/** Who, where and when. */
export const fields = (report: Report): Markup =>
  html`<dl class="fields">${[...headFields(report), ...factFields(report), ...settingFields(report)].map(
    ([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`,
  )}</dl>\n`;

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
