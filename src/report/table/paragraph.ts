import { cleanLine } from '../../model/clean-text.ts';
import type { Step } from '../../model/step.ts';
import { oneLine, remarkOf } from '../step.ts';
import { breakLine, wrapWords } from '../wrap.ts';

/** One paragraph, two columns in. */
export function prose(text: string, width: number): string[] {
  return indented(wrapWords(cleanLine(text), width - 2), '  ', '  ');
}

/** One paragraph of a list. */
export function bullet(text: string, width: number): string[] {
  return indented(wrapWords(cleanLine(text), width - 4), '  - ', '    ');
}

/**
 * Sentences are wrapped; a command stays whole, however long, on a line of its own to be copied, with its remark above.
 * @param node as `remarkOf` has it
 */
export function stepLines(step: Step, node: string | null, width: number): string[] {
  if (step.command === null) return prose(step.note, width);
  const remark = remarkOf(step, node);
  return [...(remark === '' ? [] : prose(remark, width)), command(step.command)];
}

/** A command to be copied. */
export const command = (text: string): string => `    ${oneLine(text)}`;

/** Output as it came, but for lines wider than the terminal; of a long one the first lines. */
export function output(text: string, width: number, maxLines: number): string[] {
  const lines = text.trimEnd().split('\n');
  const shown = lines.slice(0, maxLines).flatMap((line) => breakLine(line.replaceAll('\t', '    '), width - 4));
  const cut = lines.length > maxLines ? [`(${lines.length - maxLines} more lines: -o json has them)`] : [];
  return indented([...shown, ...cut], '    ', '    ');
}

function indented(lines: readonly string[], first: string, other: string): string[] {
  return lines.map((line, index) => ((index === 0 ? first : other) + line).trimEnd());
}

/** The longest label of the first blocks, its colon and a blank. */
const labelWidth = 16;

/** A labelled paragraph, aligned as by `kubectl describe`; the label alone where there is no text. */
export function fieldLines(label: string, text: string, width: number): string[] {
  const lead = label === '' ? '' : `${label}:`;
  const lines = wrapWords(cleanLine(text), width - labelWidth);
  if (lines.length === 0) return [lead];
  return lines.map((line, index) => (index === 0 ? lead : '').padEnd(labelWidth) + line);
}

/** A heading and what it heads; nothing where there is nothing to head. */
export function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [heading, ...lines];
}
