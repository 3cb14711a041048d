import { greatest, least } from '../../model/extremes.ts';
import type { CommandResult } from '../../model/report.ts';
import { seconds } from '../outcome-text.ts';
import { shellWords } from '../shell-words.ts';
import { command, output, prose } from './paragraph.ts';

/** Lines of the user's own command that are shown of each stream; the other formats have all. */
const shownLines = 20;

/** The user's own command at each layer where it was tried; those that answered alike are told together. */
export function userCommandBlock(results: readonly CommandResult[], width: number): string[] {
  const [first] = results;
  if (first === undefined) return [];
  return [
    `${userCommandHeading(results)}:`,
    command(shellWords(first.command)),
    ...groupedAnswers(results).flatMap((answer) => answerLines(answer, width)),
  ];
}

/** How often it was run; without a colon. */
export function userCommandHeading(results: readonly CommandResult[]): string {
  const ran = results.filter(({ outcome }) => outcome !== 'skipped').length;
  if (ran === 0) return 'Your command, which was not run';
  return ran === 1 ? 'Your command, run once' : 'Your command, once at each layer where exec works';
}

/** What the command did at some layers alike. */
export interface CommandAnswer {
  /** At which layers, and how it ended; without a full stop. */
  readonly words: string;
  /** What it printed; those streams that it printed anything on. */
  readonly streams: readonly (readonly [name: 'stdout' | 'stderr', text: string])[];
}

/** The answers that differ, each with the layers that gave it. */
export function groupedAnswers(results: readonly CommandResult[]): readonly CommandAnswer[] {
  return [...Map.groupBy(results, sameness).values()].flatMap(answerOf);
}

const sameness = ({ outcome, exitCode, stdout, stderr, reason, truncated }: CommandResult): string =>
  JSON.stringify([outcome, exitCode, stdout, stderr, reason, truncated]);

function answerOf(group: readonly CommandResult[]): CommandAnswer[] {
  const [first] = group;
  if (first === undefined) return [];
  const streams = [
    ['stdout', first.stdout],
    ['stderr', first.stderr],
  ] as const;
  const by = group.map(({ probe }) => probe).join(', ');
  const same = group.length > 1 && first.outcome !== 'skipped' ? ', the same answer' : '';
  const words = `By ${by}: ${ending(group, first)}${same}${first.truncated ? '; its output was cut' : ''}`;
  return [{ words, streams: streams.filter(([, text]) => text !== '') }];
}

const answerLines = ({ words, streams }: CommandAnswer, width: number): string[] => [
  ...prose(words, width),
  ...streams.flatMap(([name, text]) => [`  ${name}:`, ...output(text, width, shownLines)]),
];

function ending(group: readonly CommandResult[], { outcome, ended, exitCode, reason }: CommandResult): string {
  switch (outcome) {
    case 'exited':
      return `${exitCode === null ? 'ended by a signal' : `exit code ${exitCode}`}, ${times(group)}`;
    case 'hang':
      return `HANG >${seconds(greatest(group.map(({ durationMs }) => durationMs)))}${ended ? '; the command itself has ended' : ''}`;
    case 'skipped':
      return `not run: ${reason}`;
  }
}

function times(group: readonly CommandResult[]): string {
  const told = group.map(({ durationMs }) => durationMs);
  const [quickest, slowest] = [seconds(least(told)), seconds(greatest(told))];
  return quickest === slowest ? quickest : `${quickest} to ${slowest}`;
}
