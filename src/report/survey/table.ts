import { cleanLine } from '../../model/clean-text.ts';
import { greatest } from '../../model/extremes.ts';
import { type Survey, type SurveyRow, statusOfRow } from '../../model/survey.ts';
import { cleanSurvey, cleanSurveyToASCII } from '../clean-report.ts';
import { outcomeText, seconds } from '../outcome-text.ts';
import { palette, type TableOptions } from '../render-options.ts';
import { columns } from '../table/columns.ts';
import { bullet, fieldLines, section, stepLines } from '../table/paragraph.ts';
import { renderTable } from '../table/render-table.ts';
import { utc } from '../timestamps.ts';
import { displayWidth, wrapWords } from '../wrap.ts';
import {
  debugPodAccess,
  execLabel,
  nameOf,
  nodesOf,
  reasons,
  reportsIn,
  rowLabel,
  tally,
  worstFirst,
} from './labels.ts';

/** Less is no column any more. */
const minVerdictWidth = 24;

/** A row a container, those with a fault first, then the whole report on each that was examined. */
export function renderSurveyTable(survey: Survey, options: TableOptions): string {
  const cleaned = options.unicode ? cleanSurvey(survey) : cleanSurveyToASCII(survey);
  const { startedAt, durationMs, context, rows, leftOut, leftBehind } = cleaned;
  const { width } = options;
  const nodes = nodesOf(rows);
  const entered = debugPodAccess(cleaned);
  const blocks = [
    [
      ...fieldLines('When', `${utc(startedAt)}, took ${seconds(durationMs)}`, width),
      ...fieldLines('Context', context ?? '(none)', width),
      ...(nodes.length === 1 ? fieldLines('Node', nodes.join(), width) : []),
      ...fieldLines('Verdict', tally(cleaned), width),
      ...(entered === '' ? [] : fieldLines('Debug pods', entered, width)),
    ],
    rowsBlock(rows, options),
    section(
      'Left out:',
      reasons(leftOut).flatMap((reason) => bullet(reason, width)),
    ),
    section(
      'Left behind, and what removes it:',
      leftBehind.flatMap((left) => [...bullet(left.what, width), ...stepLines(left.remove, left.node, width)]),
    ),
    ...reportsIn(survey).map((report) => [
      `==> ${cleanLine(nameOf(report.target))} <==`,
      renderTable(report, options).trimEnd(),
    ]),
  ];
  const text = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return `${text.join('\n\n')}\n`;
}

/** The node is a column only where there are several. */
function rowsBlock(rows: readonly SurveyRow[], { width, color }: TableOptions): string[] {
  const { green, red, yellow } = palette(color);
  const paints = { healthy: green, degraded: yellow, fault: red, inconclusive: yellow };
  const isOneNode = nodesOf(rows).length === 1;
  const cellsOf = ({ target, exec }: SurveyRow) => [
    cleanLine(nameOf(target)),
    ...(isOneNode ? [] : [cleanLine(target.node.name)]),
    outcomeText(exec),
  ];
  const heads = ['CONTAINER', ...(isOneNode ? [] : ['NODE']), 'EXEC'];
  const sorted = worstFirst(rows);
  const widths = heads.map((head, index) =>
    greatest(
      sorted.map((row) => displayWidth(cellsOf(row)[index] ?? '')),
      head.length,
    ),
  );
  const room = Math.max(minVerdictWidth, width - widths.reduce((sum, column) => sum + column + 2, 0));
  const verdict = (row: SurveyRow) => [
    ...wrapWords(rowLabel(row), room).map(paints[statusOfRow(row)]),
    ...wrapWords(execLabel(row), room),
  ];
  return columns([[...heads, 'VERDICT'], ...sorted.map((row) => [...cellsOf(row), verdict(row).join('\n')])]);
}
