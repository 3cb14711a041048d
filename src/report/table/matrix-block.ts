import { stripVTControlCharacters } from 'node:util';
import { cleanLine } from '../../model/clean-text.ts';
import { greatest } from '../../model/extremes.ts';
import { type Probe, probeNames, type Subject, subjects } from '../../model/probe.ts';
import type { Report } from '../../model/report.ts';
import { outcomeNote, outcomeText } from '../outcome-text.ts';
import type { RenderOptions } from '../render-options.ts';
import { shellWords, shortCommand } from '../shell-words.ts';
import { breakLine, displayWidth, wrapWords } from '../wrap.ts';
import { columns } from './columns.ts';

/** Beside the answer of a probe that started nothing, and what it was asked for. */
export const missingPathMark = '*';
export const missingPathLabel = 'asked for a path that cannot exist: the answer came, nothing was started';
/** Of a probe that failed and was run again. */
export const flakyLabel = 'tried again, and the answers differ';
const maxCommandLines = 4;
const maxNoteLength = 400;

/**
 * A row a probe, from the top of the call chain to the bottom, then what the marks in it stand for. The commands come
 * last, so that they may be long without pushing the answers out of sight.
 */
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
  // all well with a terminal, too, is but a word in the verdict
  const telling = options.wide || terminals.some(({ outcome }) => outcome.kind !== 'ok');
  const rows = [...rowsOf(probes, ''), ...(telling ? rowsOf(terminals, ' -t') : [])];
  if (rows.length === 0) return [];
  const head = ['PROBE', ...asked.map((subject) => subject.toUpperCase())];
  const answers = columns([head, ...rows.map(({ cells }) => cells)]);
  const room = options.width - 2 - greatest(answers.map((line) => displayWidth(stripVTControlCharacters(line))));
  return [
    ...columns([
      [...head, 'COMMAND'],
      ...rows.map((line) => [...line.cells, commandText(line.command, room, options)]),
    ]),
    ...legend(probes, notes, options),
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

function answer(probe: Probe, notes: Notes, { wide, palette, glyphs }: RenderOptions): string {
  const { outcome, flaky } = probe;
  const paint = { ok: palette.green, error: palette.red, hang: palette.red, skipped: palette.dim }[outcome.kind];
  const note = cleanLine(outcomeNote(outcome) ?? '');
  const [start = '', ...rest] = breakLine(note, maxNoteLength);
  const told = wide || rest.length === 0 ? note : start + glyphs.more;
  const remarks = [told, flaky ? flakyLabel : ''].filter(Boolean).join('; ');
  const marks = [startedNothing(probe) ? missingPathMark : '', remarks && notes.markOf(remarks)];
  return [paint(outcomeText(outcome)), ...marks.filter(Boolean)].join(' ');
}

/** Whether the answer came from a path that cannot exist. */
export function startedNothing({ outcome }: Probe): boolean {
  return outcome.kind === 'ok' && outcome.method === 'missing-path';
}

function commandText(command: readonly string[], room: number, { wide, glyphs }: RenderOptions): string {
  if (wide) return shellWords(command);
  const lines = wrapWords(shortCommand(command, glyphs.more), room);
  if (lines.length <= maxCommandLines) return lines.join('\n');
  const [last = ''] = breakLine(lines[maxCommandLines - 1] ?? '', room - glyphs.more.length);
  return [...lines.slice(0, maxCommandLines - 1), last + glyphs.more].join('\n');
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
