import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { errorText, Problem } from '../model/problem.ts';
import { type Output, print } from '../print.ts';
import type { CommandResult } from '../run/command-result.ts';

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

/** Of the process, what this takes. */
export interface Installing {
  readonly stdout: Output;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/**
 * `kubectl exec-doctor completion install`: puts the script beside the plugin as PATH finds it, which with krew is a
 * link to it. Throws a Problem where that cannot be done.
 */
export async function installCompletion({ stdout, env, platform }: Installing): Promise<CommandResult> {
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
  await print(
    stdout,
    `${file} ${isThere ? 'is there already' : 'written'}.\nkubectl 1.26 or newer completes exec-doctor by it, where its own completion is set up: kubectl completion --help\nTo take it away, delete that file.\n`,
  );
  return { kind: 'printed' };
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
