import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { script } from '../../src/node-script/script.ts';
import { decodeBrief } from '../../src/records/brief.ts';
import { decodeLine, markOf } from '../../src/records/decode.ts';
import { type Evidence, sortRecords } from '../../src/records/evidence.ts';
import type { NodeRecord } from '../../src/records/record.ts';
import type { NodeTree } from './node-tree.ts';
import { startChild } from './start-child.ts';

export const targetID = 'a'.repeat(64);
export const controlID = 'b'.repeat(64);
export const secondID = 'c'.repeat(64);

export interface ScriptRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly lines: readonly string[];
  readonly records: readonly NodeRecord[];
  readonly evidence: Evidence;
  readonly facts: Evidence['facts'];
  readonly brief: string;
  readonly briefRecords: readonly NodeRecord[];
  readonly durationMs: number;
  /** Command lines of processes of this run that outlived the script. */
  readonly left: readonly string[];
}

export interface RunOptions {
  readonly shell?: readonly string[];
  readonly parameters?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  /** Called once the script runs: to send it a signal. */
  readonly whileRunning?: (kill: (signal: NodeJS.Signals) => void) => Promise<void>;
}

let runs = 0;

/** Runs the script on a recorded tree, without root, with the parameters of an ordinary run unless told otherwise. */
export async function runScript(tree: NodeTree, options: RunOptions = {}): Promise<ScriptRun> {
  const word = options.parameters?.ED_ECHO_WORD ?? `word${process.pid}x${runs++}`;
  const [shell = 'dash', ...shellArguments] = options.shell ?? ['dash'];
  const briefPath = tree.path('brief');
  const briefFile = openSync(briefPath, 'a');
  const startedAt = performance.now();
  const { child, ended } = startChild(
    shell,
    [...shellArguments, '-c', script, 'exec-doctor', ...(options.command ?? [])],
    {
      env: { ...defaults(tree, word), ...options.parameters },
      stdio: ['ignore', 'pipe', 'pipe', briefFile],
      detached: true,
    },
  );
  closeSync(briefFile);
  await options.whileRunning?.((signal) => child.kill(signal));
  const { exitCode, stdout } = await ended;
  const durationMs = performance.now() - startedAt;
  const lines = stdout.split('\n').filter(Boolean);
  const [mark = ''] = lines.flatMap((line) => markOf(line) ?? []);
  const records = lines.flatMap((line) => decodeLine(line, mark) ?? []);
  const unread = lines.filter((line) => decodeLine(line, mark)?.r === 'unread');
  if (unread.length > 0) throw new Error(`not of the schema: ${unread.join('\n')}`);
  const brief = readFileSync(briefPath, 'utf8');
  const evidence = sortRecords(records);
  return {
    exitCode,
    stdout,
    lines,
    records,
    evidence,
    facts: evidence.facts,
    brief,
    briefRecords: decodeBrief(brief),
    durationMs,
    left: await remaining(`ED_ECHO_WORD=${word}`),
  };
}

const defaults = (tree: NodeTree, word: string): Record<string, string> => ({
  ED_ECHO_WORD: word,
  ED_RUN_ID: 'run1',
  ED_TARGET: targetID,
  ED_CONTROL: controlID,
  ED_SECOND: secondID,
  ED_POD_UID: '5096ac2b-fdba-4dce-ae2f-3c69ceb48b92',
  ED_FAMILY: 'containerd',
  ED_PROBE_TIMEOUT_MS: '1500',
  ED_DEADLINE_MS: '20000',
  ED_LINGER_S: '0',
  ED_TERMINAL: '0',
  ED_FORCE: '0',
  ED_USERLAND: 'host',
  ED_WORK: tree.path('work'),
  ED_HOST: tree.path('enter'),
  ED_ROOT: tree.path('root'),
  ED_PROC: tree.path('proc'),
  ED_SYS: tree.path('sys'),
  ED_RUN: tree.path('run'),
});

/** Whatever the script started has its environment. What was killed may take a moment to be gone; what is left is ended. */
async function remaining(mark: string): Promise<string[]> {
  const found = () =>
    readdirSync('/proc').filter((name) => /^\d+$/.test(name) && readProc(name, 'environ').includes(mark));
  if (found().length > 0) await sleep(300);
  return found().map((pid) => {
    const commandLine = readProc(pid, 'cmdline').replaceAll('\0', ' ').trim();
    endProcess(Number(pid));
    return commandLine;
  });
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended by itself
  }
}

function readProc(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
