import type { CommandResult, Report } from '../model/report.ts';
import { seconds } from '../report/outcome-text.ts';
import { type Change, changesIn } from './change.ts';

/** How the user's own command ended at each layer, where both runs have run the same one. */
export const commandChanges = ({ command: before }: Report, { command: after }: Report): Change[] =>
  changesIn(
    'command',
    before.flatMap((was) => {
      const is = after.find(({ probe }) => probe === was.probe);
      if (!is || JSON.stringify(is.command) !== JSON.stringify(was.command)) return [];
      return [[`your command by ${was.probe}`, ending(was), ending(is)]];
    }),
  );

function ending({ outcome, exitCode, durationMs }: CommandResult): string | null {
  switch (outcome) {
    case 'exited':
      return exitCode === null ? 'ended by a signal' : `exit ${exitCode}`;
    case 'hang':
      return `hang, after ${seconds(durationMs)}`;
    case 'skipped':
      return null;
  }
}
