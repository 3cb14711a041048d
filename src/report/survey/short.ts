import { limits } from '../../limits.ts';
import { cleanLine } from '../../model/clean-text.ts';
import { type Survey, type SurveyRow, statusOfRow, statusOfSurvey } from '../../model/survey.ts';
import { cleanSurvey, cleanSurveyToASCII } from '../clean-report.ts';
import { seconds } from '../outcome-text.ts';
import { glyphs, palette, type RenderOptions, type TableOptions } from '../render-options.ts';
import { rowsOf } from '../short/fit.ts';
import { columnsFor, hanging, paintOf, signOf, stepLines } from '../short/render-short.ts';
import { shortForm } from '../short/short-form.ts';
import { utc } from '../timestamps.ts';
import { debugPodAccess, execLabel, nameOf, nodesOf, reasons, rowLabel, tally, worstFirst } from './labels.ts';

/** Many containers on one screen: those that somebody has to look at, each with its cause and what to do, the worst first. */
export function renderSurveyShort(survey: Survey, { width, color, unicode }: TableOptions): string {
  const cleaned = unicode ? cleanSurvey(survey) : cleanSurveyToASCII(survey);
  const options: RenderOptions = { width: columnsFor(width), palette: palette(color), glyphs: glyphs(unicode) };
  const sick = worstFirst(cleaned.rows).filter((row) => statusOfRow(row) !== 'healthy');
  const status = statusOfSurvey(cleaned);
  const head = hanging(`${signOf(status, options)} ${tally(cleaned)}`, 2, options.width).map(paintOf(status, options));
  const drawn = sick.map((row) => rowLines(row, nodesOf(cleaned.rows).length > 1, options));
  const rest = restLines(cleaned, options);
  for (let shown = drawn.length; ; shown--) {
    const more = drawn.length - shown;
    const lines = [
      ...head,
      ...drawn.slice(0, shown).flat(),
      ...(more === 0 ? [] : [`  and ${more} more: --details`]),
      ...rest,
    ];
    const rows = lines.reduce((sum, line) => sum + rowsOf(line, options.width), 0);
    if (rows <= limits.shortFormRows || shown <= 1) return `${lines.join('\n')}\n`;
  }
}

/** A container, what is the matter with it, and the first step. */
function rowLines(row: SurveyRow, withNode: boolean, options: RenderOptions): string[] {
  const { target, examined } = row;
  const name = `${nameOf(target)}${withNode ? ` on ${target.node.name}` : ''}`;
  const status = statusOfRow(row);
  const form = examined.kind === 'report' ? shortForm(examined.report) : null;
  const what =
    form && form.status !== 'healthy' ? form.what : [rowLabel(row), execLabel(row)].filter(Boolean).join('; ');
  const step = form?.steps.find(({ label }) => label === 'FIX') ?? form?.steps.find(({ label }) => label !== 'SHELL');
  return [
    ...hanging(`  ${signOf(status, options)} ${cleanLine(`${name}: ${what}`)}`, 6, options.width).map(
      paintOf(status, options),
    ),
    ...(step ? stepLines(step, target, { ...options, width: options.width - 2 }).map((line) => `  ${line}`) : []),
  ];
}

function restLines(survey: Survey, { width, palette: { dim } }: RenderOptions): string[] {
  const { leftOut, leftBehind, startedAt, durationMs, context } = survey;
  const access = debugPodAccess(survey);
  const said = [
    ...reasons(leftOut)
      .slice(0, limits.factRows)
      .map((reason) => `left out: ${reason}`),
    leftBehind.length === 0 ? '' : `left behind: ${leftBehind.length}, see --details`,
    access === '' ? '' : `debug pods ${access}`,
    survey.rows.some(({ examined }) => examined.kind === 'report')
      ? 'more: kubectl exec-doctor show POD  |  the same with --details'
      : '',
  ].filter(Boolean);
  return [
    ...said.flatMap((line) => hanging(`  ${cleanLine(line)}`, 4, width).slice(0, limits.factRows)),
    `  ${dim([`${utc(startedAt)}, ${seconds(durationMs)}`, context === null ? '' : `context ${context}`].filter(Boolean).join(', '))}`,
  ];
}
