import { version } from '../package.json';
import { parseCommandLine } from './command-line/parse-command-line.ts';

/** Runs one invocation and leaves its exit code in the process. */
export async function main(process: NodeJS.Process): Promise<void> {
  const invocation = await parseCommandLine(process.argv.slice(2), process.env);
  switch (invocation.kind) {
    case 'help':
      process.stdout.write(invocation.text);
      return;
    case 'version':
      process.stdout.write(`kubectl exec-doctor ${version}\n`);
      return;
    case 'usage-error':
      process.stderr.write(`error: ${invocation.problem.text}\n`);
      process.exitCode = 2;
      return;
    case 'diagnose':
      process.stdout.write(`${JSON.stringify(invocation, null, 2)}\n`);
  }
}
