import { describe, expect, it } from 'vitest';
import { flagTable, questions } from '../../../src/command-line/flags.ts';
import { codeOf, pages, read } from './documents.ts';

const known: readonly string[] = [
  ...[...flagTable, ...questions].flatMap(({ name, short }) => [`--${name}`, ...(short ? [`-${short}`] : [])]),
  '--',
  // stdin
  '-',
];

/** Flags of our own commands; what follows `--` is another program's, and so is what follows a pipe or a remark. */
const flagsOfCommand = (line: string) =>
  [...line.matchAll(/kubectl(?: |-)exec[-_]doctor((?: [^|#;&]*)?)/g)].flatMap(([, words = '']) =>
    (words.split(/ -- /)[0] ?? '').split(/\s+/).filter((word) => word.startsWith('-')),
  );

const nameOf = (flag: string) => flag.replace(/\[?[= ].*$/, '');

// The lab's page is about the lab's own commands. Other pages write another program's flag with the program before it.
describe.each(pages.filter((page) => !page.startsWith('lab/')))('%s', (page) => {
  const { spans, lines } = codeOf(read(page));
  const alone = spans.filter((span) => /^--?[a-z]/.test(span));
  const inCommands = [...spans, ...lines].flatMap(flagsOfCommand);

  it('names flags that exist', () =>
    expect([...alone, ...inCommands].map(nameOf).filter((flag) => !known.includes(flag))).toEqual([]));
});
