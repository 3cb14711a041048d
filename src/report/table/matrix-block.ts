import { cleanLine } from '../../model/clean-text.ts';
import { type Probe, probeNames, type Subject, subjects } from '../../model/probe.ts';
import type { Report } from '../../model/report.ts';
import { outcomeNote, outcomeText } from '../outcome-text.ts';
import type { RenderOptions } from '../render-options.ts';
import { shellWords } from '../shell-words.ts';
import { wrapWords } from '../wrap.ts';
import { columns } from './columns.ts';

/** Beside the answer of a probe that started nothing, and what it was asked for. */
export const missingPathMark = '*';
export const missingPathLabel = 'probed with a path that cannot exist: the answer came, nothing was started';
/** Of a probe that failed and was run again. */
export const flakyLabel = 'tried again, and the answers differ';

/** A row a probe, from the top of the call chain to the bottom, what the marks in it stand for, and the commands, to be copied. */
export function matrixBlock(
  { probes, terminals }: Pick<Report, 'probes' | 'terminals'>,
  options: RenderOptions,
): string[] {
  const notes = createNotes();
  const asked = subjects.filter((subject) => probes.some((probe) => probe.subject === subject));
  const rowsOf = (list: readonly Probe[], suffix: string) =>
    probeNames.flatMap((name) =>
      row(
        `${name}${suffix}`,
        list.filter((probe) => probe.name === name),
        asked,
        notes,
        options,
      ),
    );
  const rows = [...rowsOf(probes, ''), ...rowsOf(terminals, ' -t')];
  if (rows.length === 0) return [];
  const head = ['PROBE', ...asked.map((subject) => subject.toUpperCase())];
  const commands = rows.filter(({ command }) => command.length > 0);
  return [
    ...columns([head, ...rows.map(({ cells }) => cells)]),
    ...legend(probes, notes, options),
    ...commands.map(({ command }) => `    ${shellWords(command)}`),
  ];
}

function row(label: string, ofName: readonly Probe[], asked: readonly Subject[], notes: Notes, options: RenderOptions) {
  const bySubject = asked.map((subject) => ofName.find((probe) => probe.subject === subject));
  // The target's where there is one; the control's differs in the id.
  const command = bySubject.find((probe) => probe !== undefined)?.command;
  if (command === undefined) return [];
  return [
    {
      cells: [label, ...bySubject.map((probe) => (probe ? answer(probe, notes, options) : '-'))],
      command,
    },
  ];
}

function answer(probe: Probe, notes: Notes, { palette }: RenderOptions): string {
  const { outcome, flaky } = probe;
  const paint = { ok: palette.green, error: palette.red, hang: palette.red, skipped: palette.dim }[outcome.kind];
  const note = cleanLine(outcomeNote(outcome) ?? '');
  const remarks = [note, flaky ? flakyLabel : ''].filter(Boolean).join('; ');
  const marks = [startedNothing(probe) ? missingPathMark : '', remarks && notes.markOf(remarks)];
  return [paint(outcomeText(outcome)), ...marks.filter(Boolean)].join(' ');
}

/** Whether the answer came from a path that cannot exist. */
export function startedNothing({ outcome }: Probe): boolean {
  return outcome.kind === 'ok' && outcome.method === 'missing-path';
}

function legend(probes: readonly Probe[], { texts }: Notes, { width, palette }: RenderOptions): string[] {
  const star = footnote(missingPathMark, missingPathLabel, width);
  return [
    ...(probes.some(startedNothing) ? star.map(palette.dim) : []),
    ...texts.flatMap((text, index) => footnote(`[${index + 1}]`, text, width)),
  ];
}

function footnote(mark: string, text: string, width: number): string[] {
  const indent = mark.length + 1;
  const lines = wrapWords(text, width - indent);
  return lines.map((line, index) => (index === 0 ? mark : '').padEnd(indent) + line);
}

/** Footnotes of the matrix: numbered from 1 in the order of their marks; the same text keeps its number. */
interface Notes {
  markOf(text: string): string;
  readonly texts: readonly string[];
}

function createNotes(): Notes {
  const texts: string[] = [];
  return {
    texts,
    markOf(text) {
      if (!texts.includes(text)) texts.push(text);
      return `[${texts.indexOf(text) + 1}]`;
    },
  };
}
