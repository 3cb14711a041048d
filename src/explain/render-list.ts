import type { Entry } from '../knowledge/entry.ts';
import { wrapWords } from '../report/wrap.ts';
import { frequencyWords } from './words.ts';

const column = 32;

/** Every code with its title, those that are met most often first. */
export function renderList(entries: readonly Entry[], width: number): string[] {
  const groups = Map.groupBy(entries, ({ frequency }) => frequency);
  return [
    ...wrapWords(
      `${entries.length} known failures. One of them: kubectl exec-doctor explain CODE. Which one an error is: kubectl exec-doctor explain 'TEXT', or explain - for a text on stdin.`,
      width,
    ),
    ...[...groups].flatMap(([frequency, entries]) => [
      '',
      `${frequencyWords[frequency]}:`,
      ...entries.flatMap((entry) => codeAndTitle(entry, width)),
    ]),
  ];
}

/** A code, and its title beside it. */
export function codeAndTitle({ code, title }: Pick<Entry, 'code' | 'title'>, width: number): string[] {
  return twoColumns(`  ${code}`, title, column, width);
}

/** A word, and a text that is wrapped beside it. */
export function twoColumns(word: string, text: string, start: number, width: number): string[] {
  const lines = wrapWords(text, width - start);
  return (lines.length === 0 ? [''] : lines).map((line, index) =>
    `${(index === 0 ? word : '').padEnd(start - 1)} ${line}`.trimEnd(),
  );
}
