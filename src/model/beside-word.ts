import { clean } from './clean-text.ts';
import type { Outcome } from './probe.ts';

/** What an echo of a word has brought on standard output beside it; nothing where that is all. */
export function besideWord(stdout: string, word: string): Pick<Extract<Outcome, { kind: 'ok' }>, 'more'> {
  // of many passes that are alike the command is told once
  if (word === '') return {};
  const lines = stdout.split(/\r?\n/).filter((line) => line !== word);
  const more = clean(lines.join('\n')).trim();
  return more === '' ? {} : { more };
}
