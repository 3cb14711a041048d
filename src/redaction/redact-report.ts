import type { Report } from '../model/report.ts';
import type { NodeRecord, RecordOf } from '../records/record.ts';
import { clean } from '../report/clean-text.ts';
import { mapStrings } from '../report/map-strings.ts';
import { redact } from './redact.ts';
import { redactWords } from './redact-words.ts';

/**
 * The same report for others to read. It is cleaned first, or a sign that nobody sees could hide a secret. What a verdict
 * goes by are numbers, names and words of our own, which come back unchanged.
 */
export function redactReport(report: Report): Report {
  const records = inWholeTexts(report.observed.records);
  return redacted({ ...report, observed: { ...report.observed, records } });
}

const redacted = (report: Report): Report =>
  mapStrings(report, { text: (text) => redact(clean(text)), words: (words) => redactWords(words.map(clean)) });

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
  const bytes = Buffer.concat(inOrder([first, ...more]).map(({ v }) => v));
  return { ...first, part: 0, v: Buffer.from(redact(clean(bytes))) };
}

const wholeDump = (first: RecordOf<'goroutines'>, more: readonly RecordOf<'goroutines'>[]): NodeRecord => ({
  ...first,
  part: 0,
  v: inOrder([first, ...more])
    .map(({ v }) => v)
    .join(''),
});
