import packageJson from '../../../package.json';
import { type Flag, flagGroups, flagTable, questions, spelledValue } from '../../../src/command-line/flags.ts';
import { helpText } from '../../../src/command-line/help-text.ts';
import { suggestionsAt } from '../../../src/completion/suggestions.ts';

/** The page for man(1): the help, with what each command is for. https://man7.org/linux/man-pages/man7/man.7.html */
export function manPage(): string {
  const flags = flagGroups.flatMap((group) => [
    `.SS ${group}`,
    ...flagTable.filter((flag) => flag.group === group).flatMap(flagLines),
  ]);
  return `${[
    '.\\" Made from the flags and the help: npx vitest run --project unit test/unit/docs -u',
    // no date, which would be that of whoever made it
    `.TH KUBECTL-EXEC-DOCTOR 1 "" "exec-doctor ${packageJson.version}" "User Commands"`,
    '.SH NAME',
    'kubectl\\-exec\\-doctor \\- find the layer at which exec into a container breaks',
    '.SH SYNOPSIS',
    ...asItIs(sectionOf('Usage')),
    '.SH DESCRIPTION',
    ...introduction.map(escaped),
    '.SH TARGETS',
    ...asItIs(sectionOf('Targets')),
    '.SH COMMANDS',
    ...commands().flatMap(({ word, meaning = '' }) => ['.TP', `.B ${escaped(word)}`, escaped(meaning)]),
    '.PP',
    'Each tells more by \\fBkubectl exec\\-doctor help\\fR \\fICOMMAND\\fR.',
    '.SH OPTIONS',
    ...flags,
    '.SS Help',
    ...questions.flatMap(flagLines),
    '.SH EXIT STATUS',
    ...sectionOf('Exit codes').flatMap((line) => {
      const [, code = '', meaning = ''] = /^ *(\d+) +(.*)$/.exec(line) ?? [];
      return ['.TP', `.B ${code}`, escaped(meaning)];
    }),
    '.SH ENVIRONMENT',
    ...environment.flatMap(([name, meaning]) => ['.TP', `.B ${name}`, escaped(meaning)]),
    '.SH FILES',
    '.TP',
    '.I ~/.cache/exec\\-doctor',
    'the last runs, for \\fBkubectl exec\\-doctor show\\fR',
    '.SH EXAMPLES',
    ...asItIs(sectionOf('Examples')),
    '.SH SEE ALSO',
    '.BR kubectl (1),',
    '.BR kubectl\\-exec (1)',
  ].join('\n')}\n`;
}

const environment = [
  ['KUBECONFIG', 'the kubeconfig files, as for kubectl'],
  ['NO_COLOR', 'no colour'],
  ['XDG_CACHE_HOME', 'where runs are kept, in a folder exec-doctor; else ~/.cache'],
] as const;

const help = helpText().split('\n');
const introduction = help.slice(0, help.indexOf(''));

/** The lines below a heading of the help, without their indentation. */
function sectionOf(heading: string): readonly string[] {
  const below = help.slice(help.indexOf(`${heading}:`) + 1);
  return below.slice(0, below.indexOf('')).map((line) => line.replace(/^ {2}/, ''));
}

function commands() {
  const { suggestions } = suggestionsAt(['']);
  return 'words' in suggestions ? suggestions.words : [];
}

/** With its line ends and its columns. */
const asItIs = (lines: readonly string[]): string[] => ['.nf', ...lines.map(escaped), '.fi'];

function flagLines(
  flag: Pick<Flag, 'name' | 'short' | 'value' | 'default' | 'description'> & Partial<Pick<Flag, 'kind'>>,
): string[] {
  const names = [...(flag.short ? [`-${flag.short}`] : []), `--${flag.name}`].map((name) => `\\fB${escaped(name)}\\fR`);
  const value = spelledValue(flag).replaceAll(/[A-Za-z]+/g, (word) => `\\fI${word}\\fR`);
  const text = flag.default ? `${flag.description} (default ${flag.default})` : flag.description;
  return ['.TP', `${names.join(', ')}${value}`, escaped(text)];
}

/** For roff: a backslash begins an escape, a hyphen is not a minus, a dot or an apostrophe at the beginning is a request. */
const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&');
