import { stripVTControlCharacters } from 'node:util';
import { greatest } from '../../model/extremes.ts';
import type { Layer } from '../../model/layer.ts';
import { entryLayer, type Outcome, type Probe, type ProbeName, type Subject, subjects } from '../../model/probe.ts';
import type { Repeats, Report } from '../../model/report.ts';
import { type Link, layerStates } from '../layer-states.ts';
import { seconds } from '../outcome-text.ts';
import type { RenderOptions } from '../render-options.ts';
import { displayWidth } from '../wrap.ts';

/** A stage of the call chain as it is drawn: a probe that enters there, a layer that is suspected, or both. */
interface Column {
  readonly head: string;
  readonly probe: ProbeName | null;
  readonly state: Link['state'];
  readonly suspected: boolean;
}

/** How much of an answer is drawn: less where there is little room. */
type Detail = 'with-times' | 'words' | 'signs';

/**
 * The call chain on its side: a column a stage, a row for the target and one for the control, the suspected layers in
 * capitals. Nothing where nothing was probed, or where there is no room for it.
 */
export function chain(report: Report, options: RenderOptions, width: number): string[] {
  const rows = rowsOf(report);
  const columns = columnsOf(report, rows);
  if (rows.length === 0 || columns.length === 0) return [];
  const details: readonly Detail[] = ['with-times', 'words', 'signs'];
  const drawn = details.map((detail) => draw(columns, rows, options, detail));
  return drawn.find((lines) => lines.every((line) => displayWidth(stripVTControlCharacters(line)) <= width)) ?? [];
}

interface Said {
  readonly probe: Probe;
  readonly repeats: Repeats | undefined;
}

interface Row {
  readonly head: string;
  readonly of: (name: ProbeName) => Said | null;
}

/** With a terminal only where that fails. */
function rowsOf({ probes, terminals, repeats }: Report): Row[] {
  const row = (head: string, list: readonly Probe[], subject: Subject): Row[] => {
    const own = list.filter((probe) => probe.subject === subject);
    if (own.every(({ outcome }) => outcome.kind === 'skipped')) return [];
    const of = (name: ProbeName) => {
      const probe = own.find((each) => each.name === name);
      const counted = list === probes ? repeats : [];
      return probe ? { probe, repeats: counted.find((each) => each.name === name && each.subject === subject) } : null;
    };
    return [{ head, of }];
  };
  const isTelling = terminals.some(({ outcome }) => outcome.kind === 'error' || outcome.kind === 'hang');
  return subjects.flatMap((subject) => [
    ...row(subject, probes, subject),
    ...(isTelling ? row(`${subject} -t`, terminals, subject) : []),
  ]);
}

/** Where a probe enters at the layer that is suspected, its column is that layer's; but kubectl is not the whole way that it takes. */
function columnsOf(report: Report, rows: readonly Row[]): Column[] {
  const enters = (layer: Layer) => probesOf(report).find((name) => entryLayer[name] === layer) ?? null;
  const isAsked = (name: ProbeName) => rows.some(({ of }) => (of(name)?.probe.outcome.kind ?? 'skipped') !== 'skipped');
  return layerStates(report).flatMap(({ layer, state, accused }): Column[] => {
    const probe = enters(layer);
    const ofProbe = probe && isAsked(probe) ? probe : null;
    const suspected = accused && (state === 'broken' || state === 'impaired' || state === 'candidate');
    if (!suspected) return ofProbe ? [{ head: columnHead(ofProbe), probe: ofProbe, state, suspected }] : [];
    const isOwn = layer === 'container' || layer === 'client-path' || ofProbe === null;
    const own = { head: layer.toUpperCase(), probe: isOwn ? null : ofProbe, state, suspected };
    const beside: Column[] =
      isOwn && ofProbe ? [{ head: columnHead(ofProbe), probe: ofProbe, state: 'proven', suspected: false }] : [];
    return layer === 'client-path' ? [...beside, own] : [own, ...beside];
  });
}

const probesOf = ({ probes }: Report): readonly ProbeName[] => [...new Set(probes.map(({ name }) => name))];

/** nsenter goes by the kernel alone. */
export const columnHead = (name: ProbeName): string => (name === 'nsenter' ? 'kernel' : name);

function draw(columns: readonly Column[], rows: readonly Row[], options: RenderOptions, detail: Detail): string[] {
  const gap = detail === 'with-times' ? '  ' : ' ';
  return table(
    [
      ['', ...columns.map(({ head }) => head)],
      ...rows.map((row, index) => [
        row.head,
        ...columns.map((column) => cell(column, row, index === 0, options, detail)),
      ]),
    ],
    gap,
  );
}

/** Rows whose cells may be painted, two columns in. */
export function table(rows: readonly (readonly string[])[], gap: string): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    greatest(rows.map((line) => displayWidth(stripVTControlCharacters(line[at] ?? '')))),
  );
  return rows.map((line) => `  ${line.map((text, at) => padded(text, widths[at] ?? 0)).join(gap)}`.trimEnd());
}

const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - displayWidth(stripVTControlCharacters(text))));

function cell({ probe, state }: Column, row: Row, isFirst: boolean, options: RenderOptions, detail: Detail): string {
  if (probe === null) return isFirst ? layerSign(state, options) : '';
  const said = row.of(probe);
  return said === null ? '' : answerCell(said, options, detail);
}

/** What a probe said, in a sign and a word. */
export function answerCell({ probe, repeats }: Said, options: RenderOptions, detail: Detail): string {
  const { palette, glyphs } = options;
  if (probe.outcome.kind === 'skipped') return palette.dim(glyphs.none);
  const [sign, words, paint] = answerOf(probe, repeats, options);
  const shown = detail === 'signs' || (detail === 'words' && probe.outcome.kind === 'ok') ? '' : ` ${words}`;
  return paint(`${sign}${shown}`);
}

function layerSign(state: Link['state'], { palette, glyphs }: RenderOptions): string {
  if (state === 'broken') return palette.red(glyphs.broken);
  return palette.yellow(state === 'impaired' ? '!' : '?');
}

type Answer = readonly [sign: string, words: string, paint: (text: string) => string];

/** Of what was asked again and again, how often it failed. */
function answerOf({ outcome, flaky }: Probe, repeats: Repeats | undefined, { palette, glyphs }: RenderOptions): Answer {
  if (repeats && repeats.failed > 0) {
    return [glyphs.broken, `${repeats.failed} of ${repeats.runs}`, palette.red];
  }
  if (outcome.kind === 'ok') {
    const time = seconds(repeats?.p50Ms ?? outcome.durationMs);
    return flaky ? ['!', `flaky`, palette.yellow] : [glyphs.good, time, palette.green];
  }
  return [glyphs.broken, failureWord[outcome.kind], palette.red];
}

const failureWord: Readonly<Record<Exclude<Outcome['kind'], 'ok'>, string>> = {
  error: 'fails',
  hang: 'hangs',
  skipped: '',
};
