import { cleanLine } from './clean-text.ts';

/** A next step, or another advice of the report: something to read, or something to run. */
export type Step =
  | { readonly kind: 'sentence'; readonly text: string }
  /** One line, so that nothing that was put into it can pass for another command. */
  | { readonly kind: 'command'; readonly command: string; readonly remark: string };

/**
 * Reads `COMMAND`, `COMMAND   # REMARK` or a sentence. They are told apart for a remark must not be copied with its
 * command: a zsh that reads from a terminal does not know comments.
 */
export function parseStep(text: string): Step {
  const [, before = text, remark = ''] = text.match(/^(.*?) {3}# (.*)$/s) ?? [];
  const quotes = before.split("'").length - 1;
  if (remark !== '' && quotes % 2 === 0) return { kind: 'command', command: oneLine(before), remark };
  return isSentence(cleanLine(text))
    ? { kind: 'sentence', text }
    : { kind: 'command', command: oneLine(text), remark: '' };
}

/** A command that is to be copied, without line breaks. */
export const oneLine = (command: string) => command.trim().replace(/\s*\n\s*/g, ' ');

/** Sentences begin with a capital letter or end with a full stop or colon; shell commands do neither. */
function isSentence(line: string): boolean {
  return /^[A-Z][\w'-]*[\s,]|[\w)]\.$|:$/.test(line);
}
