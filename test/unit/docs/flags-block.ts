import { type Flag, flagGroups, flagTable, questions, spelledValue } from '../../../src/command-line/flags.ts';
import { helpText } from '../../../src/command-line/help-text.ts';

/** The flags as a table of Markdown, a group after the other. */
export function flagsBlock(): string {
  const groups = flagGroups.map((group) => ({ group, flags: flagTable.filter((flag) => flag.group === group) }));
  const rows = [...groups, { group: 'Help', flags: questions }].flatMap(({ group, flags }) => [
    `| **${group}** | | |`,
    ...flags.map(row),
  ]);
  return ['| flag | what it does | default |', '| --- | --- | --- |', ...rows].join('\n');
}

function row(
  flag: Pick<Flag, 'name' | 'short' | 'value' | 'default' | 'description'> & Partial<Pick<Flag, 'kind'>>,
): string {
  // a bar would end the cell
  const value = spelledValue(flag).replaceAll('|', '\\|');
  const spelled = [...(flag.short ? [`-${flag.short}`] : []), `--${flag.name}${value}`];
  return `| ${spelled.map((word) => `\`${word}\``).join(', ')} | ${flag.description} | ${flag.default ?? ''} |`;
}

/** The exit codes as the help tells them. */
export function exitCodesBlock(): string {
  const [, lines = ''] = /^Exit codes:\n((?: .*\n)+)/m.exec(helpText()) ?? [];
  const rows = [...lines.matchAll(/^ +(\d+) +(.*)$/gm)].map(([, code, meaning]) => `| ${code} | ${meaning} |`);
  return ['| code | meaning |', '| --- | --- |', ...rows].join('\n');
}
