import { type Survey, statusOfSurvey } from '../../model/survey.ts';
import { cleanSurvey } from '../clean-report.ts';
import { leftSection, renderMarkdown, row, words } from '../markdown.ts';
import { outcomeText } from '../outcome-text.ts';
import { debugPodAccess, execLabel, nameOf, reasons, reportsIn, rowLabel, tally, worstFirst } from './labels.ts';

/** The survey for a ticket: a row a container, then the report on each that was examined. */
export function renderSurveyMarkdown(survey: Survey): string {
  const cleaned = cleanSurvey(survey);
  const entered = debugPodAccess(cleaned);
  const table = [
    row(['Container', 'Node', 'Exec', 'Verdict']),
    row(['---', '---', '---', '---']),
    ...worstFirst(cleaned.rows).map((one) =>
      row([
        words(nameOf(one.target)),
        words(one.target.node.name),
        words(outcomeText(one.exec)),
        [rowLabel(one), execLabel(one)]
          .filter((text) => text !== '')
          .map(words)
          .join('<br>'),
      ]),
    ),
  ];
  const blocks = [
    `# exec-doctor: ${statusOfSurvey(cleaned)}, ${words(tally(cleaned))}`,
    words(`${cleaned.startedAt}, context ${cleaned.context ?? '(none)'}`),
    table.join('\n'),
    entered === '' ? '' : words(`Debug pods ${entered}.`),
    ...reasons(cleaned.leftOut).map((reason) => `- Left out: ${words(reason)}`),
    leftSection(cleaned.leftBehind),
    ...reportsIn(survey).map((report) => renderMarkdown(report).trimEnd()),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
