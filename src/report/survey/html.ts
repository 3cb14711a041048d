import { cleanLine } from '../../model/clean-text.ts';
import type { Report } from '../../model/report.ts';
import { type Survey, type SurveyRow, statusOfRow, statusOfSurvey } from '../../model/survey.ts';
import { cleanSurvey } from '../clean-report.ts';
import { html, type Markup, nothing } from '../html/markup.ts';
import { page } from '../html/page.ts';
import { partsOf } from '../html/render-html.ts';
import { leftovers, list, paragraph, section, table } from '../html/section.ts';
import { sign, toneOfOutcome, toneOfStatus } from '../html/tone.ts';
import { outcomeText, seconds } from '../outcome-text.ts';
import { utc } from '../timestamps.ts';
import { debugPodAccess, execLabel, nameOf, reasons, reportsIn, rowLabel, tally, worstFirst } from './labels.ts';

/** The survey as one file of HTML: a row a container, and the report on each that was examined to be unfolded. */
export function renderSurveyHtml(survey: Survey): string {
  const cleaned = cleanSurvey(survey);
  const entered = debugPodAccess(cleaned);
  const parts = [
    banner(cleaned),
    section('Containers', rows(cleaned)),
    section('Debug pods', entered === '' ? nothing : paragraph(entered)),
    section('Left out', list(reasons(cleaned.leftOut))),
    section('Left behind, and what removes it', leftovers(cleaned.leftBehind)),
    ...reportsIn(survey).map(foldedReport),
  ];
  return page(cleanLine(tally(cleaned)), parts, cleaned.toolVersion);
}

function banner(survey: Survey): Markup {
  const tone = toneOfStatus[statusOfSurvey(survey)];
  const when = `${utc(survey.startedAt)}, took ${seconds(survey.durationMs)}, context ${survey.context ?? '(none)'}`;
  return html`<header class="verdict ${tone}">
<h1>${sign(tone)} ${tally(survey)}</h1>
<p>${when}</p>
</header>\n`;
}

const foldedReport = (report: Report): Markup =>
  html`<details class="part"><summary><h2>${cleanLine(nameOf(report.target))}</h2></summary>${partsOf(report)}</details>\n`;

const rows = (survey: Survey): Markup =>
  html`<div class="survey">${table(['Container', 'Exec', 'Verdict'], worstFirst(survey.rows).map(row))}</div>`;

function row(one: SurveyRow) {
  const { target, exec } = one;
  const tone = toneOfStatus[statusOfRow(one)];
  const said = execLabel(one);
  return {
    head: html`${nameOf(target)}<p class="remark">on ${target.node.name}</p>`,
    cells: [
      html`<span class="answer ${toneOfOutcome[exec.kind]}">${sign(toneOfOutcome[exec.kind])} ${outcomeText(exec)}</span>`,
      html`<p class="answer ${tone}">${sign(tone)} ${rowLabel(one)}</p>${said === '' ? nothing : paragraph(said)}`,
    ],
  };
}
