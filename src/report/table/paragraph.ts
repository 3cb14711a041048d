import { cleanLine } from '../clean-text.ts';
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
 * A sentence is wrapped; a command stays whole, however long, on a line of its own to be copied. The remark of
 * `COMMAND   # REMARK` goes above it: a zsh that reads from a terminal does not know comments.
 */
export function proseOrCommand(text: string, width: number): string[] {
  const [, before = text, remark = ''] = text.match(/^(.*?) {3}# (.*)$/s) ?? [];
  const quotes = before.split("'").length - 1;
  if (remark !== '' && quotes % 2 === 0) return [...prose(remark, width), command(before)];
  return isSentence(cleanLine(text)) ? prose(text, width) : [command(text)];
}

/** A command to be copied: one line, so that nothing that was put into it can pass for another command. */
export function command(text: string): string {
  return `    ${text.trim().replace(/\s*\n\s*/g, ' ')}`;
}

/** Output as it came, but for lines wider than the terminal; of a long one the first lines. */
export function output(text: string, width: number, maxLines: number): string[] {
  const lines = text.trimEnd().split('\n');
  const shown = lines.slice(0, maxLines).flatMap((line) => breakLine(line.replaceAll('\t', '    '), width - 4));
  const cut = lines.length > maxLines ? [`(${lines.length - maxLines} more lines: -o json has them)`] : [];
  return indented([...shown, ...cut], '    ', '    ');
}

/** Sentences begin with a capital letter or end with a full stop or colon; shell commands do neither. */
function isSentence(line: string): boolean {
  return /^[A-Z][\w'-]*[\s,]|[\w)]\.$|:$/.test(line);
}

function indented(lines: readonly string[], first: string, other: string): string[] {
  return lines.map((line, index) => ((index === 0 ? first : other) + line).trimEnd());
}
