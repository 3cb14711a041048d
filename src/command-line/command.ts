import { print } from '../print.ts';
import { type Terminal, wantsUnicode } from '../report/render-options.ts';
import type { CommandResult } from '../run/command-result.ts';
import type { HelpInvocation, Invocation } from './invocation.ts';

/**
 * What every command is made of, in the order in which it goes on. It is loaded where it is asked for, and what takes time
 * to load is loaded by `run` and `render`: help, and a slip of the fingers, are answered without.
 */
export interface Command<Asked, Result extends CommandResult = CommandResult> {
  /** What the words behind its name ask for; throws a Problem where they cannot be read. */
  readonly parse: (words: readonly string[], env: NodeJS.ProcessEnv) => Asked | HelpInvocation;
  /** Throws a Problem where what is asked for does not fit together. Left out where all of it does. */
  readonly validate?: (asked: Asked) => void;
  /** Reads and does what is asked for. */
  readonly run: (asked: Asked, process: NodeJS.Process) => Promise<Result>;
  /** What stdout gets of it. Left out where a command prints while it runs. */
  readonly render?: (result: Result, asked: Asked, terminal: Terminal) => string | Promise<string>;
  /** What follows once all of that is printed. */
  readonly finish?: (result: Result, asked: Asked, process: NodeJS.Process) => void | Promise<void>;
}

/** The first half: from the words to an invocation that fits together. */
export function invocationOf<Asked extends Invocation>(
  { parse, validate }: Pick<Command<Asked>, 'parse' | 'validate'>,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Asked | HelpInvocation {
  const asked = parse(words, env);
  if (!isHelp(asked)) validate?.(asked);
  return asked;
}

const isHelp = (asked: Invocation): asked is HelpInvocation => asked.kind === 'help';

/** The second half: from the invocation to what is printed. */
export async function execute<Asked, Result extends CommandResult>(
  { run, render, finish }: Pick<Command<Asked, Result>, 'run' | 'render' | 'finish'>,
  asked: Asked,
  process: NodeJS.Process,
): Promise<CommandResult> {
  const result = await run(asked, process);
  const { stdout, env } = process;
  if (render)
    await print(stdout, await render(result, asked, { width: stdout.columns ?? 80, unicode: wantsUnicode(env) }));
  await finish?.(result, asked, process);
  return result;
}
