import type { Report } from '../model/report.ts';
import type { Survey, SurveyRow } from '../model/survey.ts';
import type { NodeRecord, RecordOf } from '../records/record.ts';
import { redactStrings } from './redact-strings.ts';

/**
 * The same report for others to read. What a verdict goes by are numbers, names and words of our own, which come back
 * unchanged.
 */
export const redactReport = (report: Report): Promise<Report> => redactStrings(withWholeTexts(report));

/** The same of a survey, and of the reports in it. */
export const redactSurvey = (survey: Survey): Promise<Survey> =>
  redactStrings({ ...survey, rows: survey.rows.map(rowWithWholeTexts) });

const rowWithWholeTexts = (row: SurveyRow): SurveyRow =>
  row.examined.kind === 'report'
    ? { ...row, examined: { ...row.examined, report: withWholeTexts(row.examined.report) } }
    : row;

const withWholeTexts = (report: Report): Report => ({
  ...report,
  observed: { ...report.observed, records: inWholeTexts(report.observed.records) },
});

/** What was told in pieces is put together: a secret may lie across the border of two. */
function inWholeTexts(records: readonly NodeRecord[]): readonly NodeRecord[] {
  const outputs = Map.groupBy(records.filter(isOutput), ({ layer, stream }) => `${layer} ${stream}`);
  const goroutines = Map.groupBy(records.filter(isGoroutines), ({ of }) => of);
  return [
    ...records.filter((record) => !isOutput(record) && !isGoroutines(record)),
    ...[...outputs.values()].flatMap(([first, ...more]) => (first ? [wholeOutput(first, more)] : [])),
    ...[...goroutines.values()].flatMap(([first, ...more]) => (first ? [wholeDump(first, more)] : [])),
  ];
}

const isOutput = (record: NodeRecord): record is RecordOf<'output'> => record.r === 'output';
const isGoroutines = (record: NodeRecord): record is RecordOf<'goroutines'> => record.r === 'goroutines';

/** A piece that came twice counts once. */
const inOrder = <Piece extends { readonly part: number }>(pieces: readonly Piece[]): readonly Piece[] =>
  [...new Map(pieces.map((piece) => [piece.part, piece])).values()].toSorted((a, b) => a.part - b.part);

function wholeOutput(first: RecordOf<'output'>, more: readonly RecordOf<'output'>[]): NodeRecord {
  return { ...first, part: 0, v: Buffer.concat(inOrder([first, ...more]).map(({ v }) => v)) };
}

const wholeDump = (first: RecordOf<'goroutines'>, more: readonly RecordOf<'goroutines'>[]): NodeRecord => ({
  ...first,
  part: 0,
  v: inOrder([first, ...more])
    .map(({ v }) => v)
    .join(''),
});
