import { version } from '../package.json';
import { execute } from './command-line/command.ts';
import type { Invocation } from './command-line/invocation.ts';
import { parseCommandLine } from './command-line/parse-command-line.ts';
import { clean } from './model/clean-text.ts';
import type { Problem } from './model/problem.ts';
import { print } from './print.ts';
import type { CommandResult } from './run/command-result.ts';

/** Runs one invocation and leaves its exit code in the process: the only place that knows which result is which code. */
export async function main(process: NodeJS.Process): Promise<void> {
  // Windows would run a kubectl or a credential plugin of the folder that we are called in
  process.env.NoDefaultCurrentDirectoryInExePath = '1';
  // a reader that has seen enough (head, less) is no reason to leave anything behind: `print` tells of it
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  const invocation = await parseCommandLine(process.argv.slice(2), process.env);
  if (invocation.kind === 'usage-error') {
    fail(process, invocation.problem, 0);
    return;
  }
  try {
    const result = await run(process, invocation);
    process.exitCode = exitCodeOf(result);
    // it has cleaned up; a request that nobody waits for any more is no reason to stay
    if (result.kind === 'cancelled') process.exit();
  } catch (error) {
    const { problemOfAny } = await import('./run/session/problem-of-any.ts');
    fail(process, problemOfAny(error), 'verbosity' in invocation ? invocation.verbosity : 0);
  }
}

/** Each command is loaded only where it is run. */
async function run(
  process: NodeJS.Process,
  invocation: Exclude<Invocation, { kind: 'usage-error' }>,
): Promise<CommandResult> {
  switch (invocation.kind) {
    case 'help':
      await print(process.stdout, invocation.text);
      return { kind: 'printed' };
    case 'version':
      await print(
        process.stdout,
        invocation.output === 'json' ? `${JSON.stringify({ version })}\n` : `kubectl exec-doctor ${version}\n`,
      );
      return { kind: 'printed' };
    case 'explain':
      return execute((await import('./explain/command.ts')).explain, invocation, process);
    case 'complete':
      return execute((await import('./completion/complete-command.ts')).complete, invocation, process);
    case 'install-completion':
      return execute((await import('./completion/install-command.ts')).completion, invocation, process);
    case 'print-completion':
      return execute((await import('./completion/script-command.ts')).completionScript, invocation, process);
    case 'cleanup':
      return execute((await import('./cleanup/command.ts')).cleanup, invocation, process);
    case 'show':
      return execute((await import('./show/command.ts')).show, invocation, process);
    case 'setup':
      return execute((await import('./setup/command.ts')).setup, invocation, process);
    case 'from-records':
      return execute((await import('./from-records/command.ts')).fromRecords, invocation, process);
    case 'diff':
      return execute((await import('./diff/command.ts')).diff, invocation, process);
    case 'local':
      return execute((await import('./local/command.ts')).local, invocation, process);
    case 'survey':
      return execute((await import('./survey/command.ts')).survey, invocation, process);
    case 'pick':
      return execute((await import('./picker/command.ts')).pick, invocation, process);
    case 'diagnose':
      return execute((await import('./run/command.ts')).diagnose, invocation, process);
  }
}

const exitCodes = { healthy: 0, degraded: 1, fault: 1, inconclusive: 3, usage: 2 } as const;

function exitCodeOf(result: CommandResult): number {
  switch (result.kind) {
    case 'printed':
      return result.knows === false ? 1 : 0;
    case 'diagnosed':
      return exitCodes[result.status];
    case 'compared':
      return result.differs ? 1 : 0;
    case 'cancelled':
      return result.exitCode;
  }
}

/** No line of what it quotes begins where ours do. */
const indented = (text: string) =>
  clean(text)
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('');

/** A stack is for those who look for a bug. */
function fail(process: NodeJS.Process, problem: Problem, verbosity: number): void {
  process.stderr.write(`${problem.onStderr}\n`);
  if (verbosity >= 9) process.stderr.write(indented(`${problem.stack}\n${String(problem.more.cause ?? '')}`));
  process.exitCode = exitCodes.usage;
}
