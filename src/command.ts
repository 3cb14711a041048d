import type { Verdict } from './model/verdict.ts';

/** How a command ended, where it did not fail. */
export type CommandResult =
  | { readonly kind: 'printed' }
  | { readonly kind: 'diagnosed'; readonly status: Verdict['status'] }
  /** `differs`: something that matters. */
  | { readonly kind: 'compared'; readonly differs: boolean }
  /** By a signal; it has cleaned up. */
  | { readonly kind: 'cancelled'; readonly exitCode: number };

/**
 * What every command is made of: its module has these functions, as far as it needs them. Its words are parsed before, by what is
 * loaded quicker than all that it does.
 */
export interface Command<Invocation, Found> {
  /** Before anything is asked: throws a Problem where it is known already that it cannot be done. */
  readonly validate?: (process: NodeJS.Process, invocation: Invocation) => void;
  /**
   * Does it, and cleans up.
   * @param render - what was found goes to the user by it; the clean-up may go on meanwhile
   */
  readonly run: (
    process: NodeJS.Process,
    invocation: Invocation,
    render: (found: Found) => Promise<void>,
  ) => Promise<CommandResult>;
  /** Prints what was found; mostly on stdout, which carries nothing else. */
  readonly render: (process: NodeJS.Process, invocation: Invocation, found: Found) => Promise<void>;
}

export async function runCommand<Invocation, Found>(
  command: Command<Invocation, Found>,
  process: NodeJS.Process,
  invocation: Invocation,
): Promise<CommandResult> {
  command.validate?.(process, invocation);
  return command.run(process, invocation, (found) => command.render(process, invocation, found));
}
