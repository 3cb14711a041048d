import { Problem } from '../model/problem.ts';
import type { Invocation } from './invocation.ts';
import { wrap } from './wrap.ts';

/** Reads what follows `completion`; throws a Problem where it is malformed. */
export function completionInvocation(words: readonly string[]): Invocation {
  if (words.includes('--help') || words.includes('-h')) return { kind: 'help', text: completionHelp };
  if (words.length === 1 && words[0] === 'install') return { kind: 'install-completion' };
  throw new Problem(`completion can be installed and nothing else, got ${words.join(' ') || 'nothing'}.`, {
    next: `Usage: ${usage}`,
    lines: ['A pod that is called completion is diagnosed as pod/completion.'],
  });
}

const usage = 'kubectl exec-doctor completion install';

const completionHelp = `${[
  wrap(
    'Writes kubectl_complete-exec_doctor, a script of two lines, beside the plugin in your PATH. kubectl 1.26 or newer asks it what may follow kubectl exec-doctor, in whatever shell its own completion is set up for (kubectl completion --help): pods, workloads, containers, namespaces, contexts and flags, live from the cluster.',
    80,
  ).join('\n'),
  `Usage:\n  ${usage}`,
  wrap('Exit codes: 0; 2 where it could not be written.', 80).join('\n'),
].join('\n\n')}\n`;
