import type { Command } from '../command-line/command.ts';
import { printingOptions, probingOptions } from '../command-line/diagnose-invocation.ts';
import { flagTable } from '../command-line/flags.ts';
import type { HelpInvocation, LocalInvocation } from '../command-line/invocation.ts';
import { groupsOfLocal, ownFlags } from '../command-line/own-flags.ts';
import { readFlags } from '../command-line/read-flags.ts';
import { Problem } from '../model/problem.ts';
import { wrapWords } from '../report/wrap.ts';

/** `kubectl-exec_doctor local CONTAINER`: the same diagnosis on the node itself. */
export const local: Command<LocalInvocation> = {
  parse,
  run: async (asked, process) => (await import('./run-local.ts')).runLocal(asked, process),
};

function parse(words: readonly string[], env: NodeJS.ProcessEnv): LocalInvocation | HelpInvocation {
  const own = words.slice(0, words.includes('--') ? words.indexOf('--') : words.length);
  if (own.includes('--help') || own.includes('-h')) return { kind: 'help', text: help };
  const given = readFlags(words);
  const stranger = flagTable.find((flag) => !ownFlags.local(flag) && given.names.has(flag.name));
  if (stranger) {
    throw new Problem(`The flag --${stranger.name} is for a run through the API server; local contacts none.`);
  }
  const [container, second] = given.positionals;
  if (container === undefined || second !== undefined) {
    throw new Problem(
      container === undefined ? 'No container was named.' : `One container is diagnosed at a time, got also ${second}.`,
      { next: `Usage: ${usage}`, lines: ['A pod that is called local is diagnosed as pod/local.'] },
    );
  }
  if (!/^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*){0,2}$/.test(container)) {
    throw new Problem(`${JSON.stringify(container)} is neither an id nor a name of a container.`);
  }
  return { kind: 'local', container, ...probingOptions(given), ...printingOptions(given, env) };
}

const usage = 'kubectl-exec_doctor local CONTAINER [flags] [-- COMMAND [ARG...]]';

const help = `${[
  wrapWords(
    'The same diagnosis on the node itself, as root: for a node on which no pod can start any more, or that has fallen out of its cluster, and for containers that belong to none. It contacts no cluster and creates no pod.',
    80,
  ).join('\n'),
  `Usage:\n  ${usage}`,
  `CONTAINER is one of:
  0fa5d8593c26                its id, or the beginning of it
  web                         docker's or Kubernetes' name of the container
  nginx1, nginx1/nginx        its pod, and the container in it
  default/nginx1/nginx        and the namespace`,
  wrapWords(
    `Flags: those of the groups ${groupsOfLocal.join(' and ')} of kubectl exec-doctor --help. Exit codes: the same. A pod that is called local is diagnosed as pod/local.`,
    80,
  ).join('\n'),
].join('\n\n')}\n`;
