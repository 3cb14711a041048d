import { version } from '../package.json';
import type { ExplainInvocation } from './command-line/invocation.ts';
import { parseCommandLine } from './command-line/parse-command-line.ts';
import type { Problem } from './model/problem.ts';
import type { CommandResult } from './run/diagnose-command.ts';

/** Runs one invocation and leaves its exit code in the process: the only place that knows which result is which code. */
export async function main(process: NodeJS.Process): Promise<void> {
  // a reader that has seen enough (head, less) is no reason to leave anything behind
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  const invocation = await parseCommandLine(process.argv.slice(2), process.env);
  switch (invocation.kind) {
    case 'help':
      process.stdout.write(invocation.text);
      return;
    case 'version':
      process.stdout.write(`kubectl exec-doctor ${version}\n`);
      return;
    case 'usage-error':
      fail(process, invocation.problem, 0);
      return;
    case 'explain':
      await explain(process, invocation);
      return;
    case 'from-records':
      await end(process, invocation, async () =>
        (await import('./run/from-records-command.ts')).fromRecordsCommand(process, invocation),
      );
      return;
    case 'local':
      await end(process, invocation, async () =>
        (await import('./run/local-command.ts')).localCommand(process, invocation),
      );
      return;
    case 'diagnose':
      await end(process, invocation, async () =>
        (await import('./run/diagnose-command.ts')).diagnoseCommand(process, invocation),
      );
  }
}

const exitCodes = { healthy: 0, fault: 1, inconclusive: 3, usage: 2 } as const;

async function end(
  process: NodeJS.Process,
  invocation: { readonly verbosity: number },
  command: () => Promise<CommandResult>,
): Promise<void> {
  try {
    const result = await command();
    process.exitCode = result.kind === 'cancelled' ? result.exitCode : exitCodes[result.status];
  } catch (error) {
    const { problemOfAny } = await import('./run/problem-of-any.ts');
    fail(process, problemOfAny(error), invocation.verbosity);
  }
}

async function explain(process: NodeJS.Process, invocation: ExplainInvocation): Promise<void> {
  const { explainCommand } = await import('./explain/explain-command.ts');
  try {
    await explainCommand(process, invocation);
  } catch (error) {
    const { problemOfAny } = await import('./run/problem-of-any.ts');
    fail(process, problemOfAny(error), 0);
  }
}

/** A stack is for those who look for a bug. */
function fail(process: NodeJS.Process, problem: Problem, verbosity: number): void {
  process.stderr.write(`error: ${problem.text}\n`);
  if (verbosity >= 9) process.stderr.write(`${problem.stack}\n${String(problem.more.cause ?? '')}\n`);
  process.exitCode = exitCodes.usage;
}
