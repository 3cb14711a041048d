import { cleanLine } from '../clean-text.ts';
import { oneLine, parseStep } from '../step.ts';
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
 * A sentence is wrapped; a command stays whole, however long, on a line of its own to be copied, with its remark above.
 */
export function proseOrCommand(text: string, width: number): string[] {
  const step = parseStep(text);
  if (step.kind === 'sentence') return prose(step.text, width);
  return [...(step.remark === '' ? [] : prose(step.remark, width)), command(step.command)];
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
