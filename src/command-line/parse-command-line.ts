import { Problem } from '../model/problem.ts';
import { helpText } from './help-text.ts';
import type { Invocation } from './invocation.ts';

/**
 * What a command line asks for, or why it cannot be understood. A pure function of its arguments; it promises its
 * answer because yargs is loaded only where there is something for it to read, which keeps --help and --version fast.
 */
export async function parseCommandLine(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Invocation> {
  const own = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length);
  if (own.includes('--help') || own.includes('-h')) return { kind: 'help', text: helpText() };
  if (own.includes('--version')) return { kind: 'version' };
  const { diagnoseInvocation } = await import('./diagnose-invocation.ts');
  try {
    return diagnoseInvocation(argv, env);
  } catch (error) {
    if (error instanceof Problem) return { kind: 'usage-error', problem: error };
    throw error;
  }
}
