import type { Command } from '../command-line/command.ts';
import { connection, count, dryRun, objectName } from '../command-line/diagnose-invocation.ts';
import type { CleanupInvocation, HelpInvocation } from '../command-line/invocation.ts';
import { ownFlags, refuseOtherFlags } from '../command-line/own-flags.ts';
import { readFlags } from '../command-line/read-flags.ts';
import { Problem } from '../model/problem.ts';
import { wrapWords } from '../report/wrap.ts';

/** `kubectl exec-doctor cleanup`: what runs that were killed have left, listed first, then deleted. */
export const cleanup: Command<CleanupInvocation> = {
  parse,
  run: async (asked, process) => (await import('./delete-leftovers.ts')).deleteLeftovers(asked, process),
};

function parse(words: readonly string[]): CleanupInvocation | HelpInvocation {
  if (words.includes('--help') || words.includes('-h')) return { kind: 'help', text: help };
  const given = readFlags(words);
  refuseOtherFlags(given, 'cleanup', ownFlags.cleanup, usage);
  const [word] = [...given.positionals, ...given.command];
  if (word !== undefined) {
    throw new Problem(`cleanup takes no names, got ${word}.`, {
      next: 'It finds the pods by their label. A pod that is called cleanup is diagnosed as pod/cleanup.',
    });
  }
  return {
    kind: 'cleanup',
    connection: connection(given),
    namespace: objectName(given, 'namespace'),
    allNamespaces: given.switch('all-namespaces') === true,
    dryRun: dryRun(given) !== null,
    verbosity: count(given, 'v') ?? 0,
  };
}

const usage = 'kubectl exec-doctor cleanup [-n NAMESPACE | -A] [--dry-run]';

const help = `${[
  wrapWords(
    'Lists the debug pods of runs that were killed, and deletes them: pods with all of our marks that are older than any run which might still need them. Pods that have only some of our labels are listed, and not touched.',
    80,
  ).join('\n'),
  `Usage:\n  ${usage}`,
  `Flags:
  -n, --namespace=NAME          there; default: the context's, and exec-doctor,
                                where setup has debug pods live
  -A, --all-namespaces          in all namespaces
      --dry-run                 only list them`,
  wrapWords(
    'And those of the group Connection of kubectl exec-doctor --help. Exit codes: 0, also where none was left; 2 where something could not be read, or is not gone.',
    80,
  ).join('\n'),
].join('\n\n')}\n`;
