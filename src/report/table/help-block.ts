import type { CommandResult, Report } from '../../model/report.ts';
import { seconds } from '../outcome-text.ts';
import { shellWords } from '../shell-words.ts';
import { bullet, command, output, prose, proseOrCommand } from './paragraph.ts';
import { section } from './verdict-block.ts';

/** Lines of the user's own command that are shown of each stream; the other formats have all. */
const shownLines = 20;

/** What the reader can do now, and what this run leaves open. */
export function helpBlock({ verdict, leftBehind }: Report, width: number): string[] {
  return [
    ...section('Meanwhile, get in with:', verdict.wayIn === null ? [] : proseOrCommand(verdict.wayIn, width)),
    ...section(
      'Next steps, the least harmful first:',
      verdict.nextSteps.flatMap((step) => proseOrCommand(step, width)),
    ),
    ...section(
      'Not tested:',
      verdict.notTested.flatMap((gap) => bullet(gap, width)),
    ),
    ...section(
      'Left behind, and what removes it:',
      leftBehind.flatMap(({ what, remove }) => [...bullet(what, width), ...proseOrCommand(remove, width)]),
    ),
  ];
}

/** The user's own command at each layer where it was tried. */
export function userCommandBlock(results: readonly CommandResult[], width: number): string[] {
  const [first] = results;
  if (first === undefined) return [];
  return [
    'Your command:',
    command(shellWords(first.command)),
    ...results.flatMap((result) => resultLines(result, width)),
  ];
}

function resultLines(result: CommandResult, width: number): string[] {
  const { probe, stdout, stderr, truncated } = result;
  const streams = [
    ['stdout', stdout],
    ['stderr', stderr],
  ] as const;
  return [
    ...prose(`By ${probe}: ${ending(result)}${truncated ? '; its output was cut' : ''}`, width),
    ...streams.flatMap(([name, text]) => (text === '' ? [] : [`  ${name}:`, ...output(text, width, shownLines)])),
  ];
}

function ending({ outcome, exitCode, durationMs, reason }: CommandResult): string {
  switch (outcome) {
    case 'exited':
      return `${exitCode === null ? 'ended by a signal' : `exit code ${exitCode}`}, ${seconds(durationMs)}`;
    case 'hang':
      return `HANG >${(durationMs / 1000).toFixed(1)}s`;
    case 'skipped':
      return `skipped: ${reason}`;
  }
}
