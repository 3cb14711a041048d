import { maxTextLength } from '../model/clean-text.ts';
import type { Report } from '../model/report.ts';
import type { Survey, SurveyRow } from '../model/survey.ts';
import type { NodeRecord, RecordOf } from '../records/record.ts';
import { redactStrings } from './redact-strings.ts';

/**
 * The same report for others to read. What a verdict goes by are numbers, names and words of our own, which come back
 * unchanged.
 */
export const redactReport = async (report: Report): Promise<Report> => redactStrings(await prepared(report));

/** The same of a survey, and of the reports in it. */
export const redactSurvey = async (survey: Survey): Promise<Survey> =>
  redactStrings({ ...survey, rows: await Promise.all(survey.rows.map(preparedRow)) });

const preparedRow = async (row: SurveyRow): Promise<SurveyRow> =>
  row.examined.kind === 'report'
    ? { ...row, examined: { ...row.examined, report: await prepared(row.examined.report) } }
    : row;

/** Where a secret may lie across the border of two texts, these are one, or are redacted as one. */
async function prepared(report: Report): Promise<Report> {
  const records = inWholeTexts(report.observed.records);
  return {
    ...report,
    logs: await redactLines(report.logs, logged),
    observed: { ...report.observed, records: await redactLines(records, loggedRecord) },
  };
}

const logged: LineOf<Report['logs'][number]> = (log) => ({
  of: log.of,
  line: log.line,
  with: (line) => ({ ...log, line }),
});

const loggedRecord: LineOf<NodeRecord> = (record) =>
  record.r === 'log' ? { of: record.of, line: record.v, with: (v) => ({ ...record, v }) } : null;

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

/** What is a line of a log, of which one, and the same with another line; null where it is none. */
export type LineOf<Item> = (
  item: Item,
) => { readonly of: string; readonly line: string; readonly with: (line: string) => Item } | null;

interface Line<Item> {
  readonly at: number;
  readonly line: string;
  readonly with: (line: string) => Item;
}

/**
 * The same items, the lines of each log redacted as one text: a key stands on several, and a value may stand on the line after
 * its name. Each line stays in its place; where there are fewer then, the last places are empty.
 */
export async function redactLines<Item>(items: readonly Item[], lineOf: LineOf<Item>): Promise<readonly Item[]> {
  const lines = items.flatMap((item, at) => {
    const found = lineOf(item);
    return found === null ? [] : [{ ...found, at }];
  });
  const texts = [...Map.groupBy(lines, ({ of }) => of).values()].flatMap(inTexts);
  const redacted = await redactStrings(texts.map((text) => ({ text: text.map(({ line }) => line).join('\n') })));
  const replaced = new Map<number, readonly Item[]>();
  for (const [index, places] of texts.entries()) {
    const left = redacted[index]?.text.split('\n') ?? [];
    for (const [nth, place] of places.entries()) {
      const here = nth === places.length - 1 ? left.slice(nth) : left.slice(nth, nth + 1);
      replaced.set(place.at, here.map(place.with));
    }
  }
  return items.flatMap((item, at) => replaced.get(at) ?? [item]);
}

/** Together no longer than texts are, or the rest would be cut. */
function inTexts<Item>(lines: readonly Line<Item>[]): readonly (readonly Line<Item>[])[] {
  const texts: Line<Item>[][] = [];
  let length = 0;
  for (const line of lines) {
    const last = texts.at(-1);
    length += line.line.length + 1;
    if (last && length <= maxTextLength) {
      last.push(line);
    } else {
      texts.push([line]);
      length = line.line.length + 1;
    }
  }
  return texts;
}
