import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Command } from '../command-line/command.ts';
import type {
  HelpInvocation,
  InstallCompletionInvocation,
  PrintCompletionInvocation,
} from '../command-line/invocation.ts';
import { errorText, Problem } from '../model/problem.ts';
import { wrapWords } from '../report/wrap.ts';
import type { CommandResult } from '../run/command-result.ts';
import { shells } from './shells.ts';

interface Installed {
  readonly file: string;
  /** It was there before, word for word. */
  readonly isThere: boolean;
}

/** `kubectl exec-doctor completion install`. */
export const completion: Pick<Command<InstallCompletionInvocation, CommandResult & Installed>, 'run' | 'render'> = {
  run: async (_, process) => ({ kind: 'printed', ...installCompletion(process) }),
  render: ({ file, isThere }) =>
    `${file} ${isThere ? 'is there already' : 'written'}.\nkubectl 1.26 or newer completes exec-doctor by it, where its own completion is set up: kubectl completion --help\nTo take it away, delete that file.\n`,
};

/** Reads what follows `completion`; throws a Problem where that is something else. */
export function parseCompletion(
  words: readonly string[],
): InstallCompletionInvocation | PrintCompletionInvocation | HelpInvocation {
  if (words.includes('--help') || words.includes('-h')) return { kind: 'help', text: help };
  const [word, ...more] = words;
  const shell = shells.find((known) => known === word);
  if (shell && more.length === 0) return { kind: 'print-completion', shell };
  if (word === 'install' && more.length === 0) return { kind: 'install-completion' };
  throw new Problem(
    `completion is installed, or printed for ${shells.join(', ')}, got ${words.join(' ') || 'nothing'}.`,
    {
      next: `Usage: ${usage}`,
      lines: ['A pod that is called completion is diagnosed as pod/completion.'],
    },
  );
}

/** How a system names programs, and the script by which kubectl asks: the plugin itself answers. */
const forms = {
  posix: {
    plugin: 'kubectl-exec_doctor',
    script: 'kubectl_complete-exec_doctor',
    text: '#!/bin/sh\nexec kubectl-exec_doctor __complete "$@"\n',
  },
  windows: {
    plugin: 'kubectl-exec_doctor.exe',
    script: 'kubectl_complete-exec_doctor.cmd',
    text: '@kubectl-exec_doctor.exe __complete %*\r\n',
  },
} as const;

/**
 * Puts the script beside the plugin as PATH finds it, which with krew is a link to it. Throws a Problem where that cannot be
 * done.
 */
export function installCompletion({ env, platform }: Pick<NodeJS.Process, 'env' | 'platform'>): Installed {
  const { plugin, script, text } = platform === 'win32' ? forms.windows : forms.posix;
  const folder = (env.PATH ?? '').split(delimiter).find((one) => one !== '' && existsSync(join(one, plugin)));
  if (folder === undefined) {
    throw new Problem(`No folder of your PATH has ${plugin}, so kubectl would not find the script beside it either.`, {
      next: 'Put the plugin into a folder of your PATH, then try again.',
    });
  }
  const file = join(folder, script);
  const isThere = contentOf(file) === text;
  if (!isThere) write(file, text);
  return { file, isThere };
}

function contentOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function write(file: string, text: string): void {
  try {
    // what somebody else has put there stays
    writeFileSync(file, text, { mode: 0o755, flag: 'wx' });
  } catch (error) {
    const why = errorText(error);
    throw new Problem(`${file} could not be written: ${why}.`, {
      next: 'Write it yourself, executable, into any folder of your PATH:',
      lines: text.trimEnd().split(/\r?\n/),
    });
  }
}

const usage = 'kubectl exec-doctor completion install | bash | zsh | fish';

const help = `${[
  wrapWords(
    'Writes kubectl_complete-exec_doctor, a script of two lines, beside the plugin in your PATH. kubectl 1.26 or newer calls it to learn what may follow kubectl exec-doctor, in every shell that its own completion is set up for (kubectl completion --help): pods, workloads, containers, namespaces, contexts and flags, live from the cluster.',
    80,
  ).join('\n'),
  wrapWords(
    'With the name of a shell it prints a script for that shell, which does the same for kubectl exec-doctor and kubectl-exec_doctor, with any kubectl: source it behind the completion of kubectl, as the script itself says.',
    80,
  ).join('\n'),
  `Usage:\n  ${usage}`,
  wrapWords('Exit codes: 0; 2 where install could not write it.', 80).join('\n'),
].join('\n\n')}\n`;
