import { limits } from '../limits.ts';
import enter from './enter.sh';
import { type ScriptParameters, script, toEnvironment } from './script.ts';
import standalone from './standalone.sh';

export interface Standalone {
  readonly parameters: ScriptParameters;
  /** The user's own command. */
  readonly command: readonly string[];
  readonly output: 'stream' | 'whole';
  /** What the records are about, in base64, for who reads them elsewhere; empty: who reads them knows it. */
  readonly plan: string;
}

/**
 * The script with its parameters as one text for a POSIX shell, run as root on the node: a single command, which the shell
 * has read whole before it starts anything. Where the records are streamed it takes the shell's place, so that what follows
 * on the standard input, its end, is the script's to read; else that shell may be one that somebody types in.
 */
export function standaloneScript({ parameters, command, output, plan }: Standalone): string {
  const environment = Object.entries({
    ...toEnvironment(parameters, 'host'),
    ED_FIFO_DIR_UID: '',
    ED_OUTPUT: output,
    ED_PLAN: plan,
    // a console that keeps but 4 KiB has to have room for both
    ED_BRIEF_BYTES: String(limits.briefBytes - plan.length),
  }).map(([name, value]) => `${name}=${value}`);
  const words = [
    ...['env', '-i', `PATH=${path}`, ...environment],
    ...['/bin/sh', '-c', enter, 'enter', '/bin/sh', '-c', standalone, 'standalone', script, ...command],
  ];
  return `${output === 'stream' ? 'exec ' : ''}${words.map(quote).join(' ')}\n`;
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** For every POSIX shell; lines stay lines, so that a console takes them. */
const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
