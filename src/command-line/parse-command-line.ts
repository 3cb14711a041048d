import { Problem } from '../model/problem.ts';
import { invocationOf } from './command.ts';
import { helpText } from './help-text.ts';
import type { Invocation } from './invocation.ts';

/**
 * What a command line asks for, or why it cannot be understood. A pure function of its arguments; it promises its
 * answer because yargs, and the catalogue of known failures, are loaded only where there is something for them to
 * read, which keeps --help and --version fast.
 */
export async function parseCommandLine(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Invocation> {
  const [first, ...words] = argv;
  if (first === 'explain') {
    const { explainInvocation } = await import('./explain-invocation.ts');
    return orUsageError(() => explainInvocation(words));
  }
  if (first === 'cleanup') {
    const { cleanup } = await import('../cleanup/command.ts');
    return orUsageError(() => invocationOf(cleanup, words, env));
  }
  if (first === 'setup' || first === 'policy') {
    const { setupInvocation } = await import('./setup-invocation.ts');
    return orUsageError(() => setupInvocation(words, first));
  }
  if (first === 'diff') {
    const { diffInvocation } = await import('./diff-invocation.ts');
    return orUsageError(() => diffInvocation(words));
  }
  if (first === 'local') {
    const { local } = await import('../local/command.ts');
    return orUsageError(() => invocationOf(local, words, env));
  }
  if (first === 'completion') {
    const { completionInvocation } = await import('./completion-invocation.ts');
    return orUsageError(() => completionInvocation(words));
  }
  // the name that cobra has for it
  if (first === '__complete') return { kind: 'complete', line: words };
  if (first === 'version') return orUsageError(() => versionInvocation(words));
  const own = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length);
  if (own.includes('--help') || own.includes('-h')) return { kind: 'help', text: helpText() };
  if (own.includes('--version')) return { kind: 'version' };
  const { diagnoseInvocation, fromRecordsInvocation } = await import('./diagnose-invocation.ts');
  if (own.some((word) => /^--from-records(=|$)/.test(word)))
    return orUsageError(() => fromRecordsInvocation(argv, env));
  return orUsageError(() => diagnoseInvocation(argv, env));
}

function versionInvocation(words: readonly string[]): Invocation {
  const [word] = words;
  if (word === undefined) return { kind: 'version' };
  throw new Problem(`version takes nothing, got ${word}.`, {
    next: 'A pod that is called version is diagnosed as pod/version.',
  });
}

function orUsageError(read: () => Invocation): Invocation {
  try {
    return read();
  } catch (error) {
    if (error instanceof Problem) return { kind: 'usage-error', problem: error };
    throw error;
  }
}
