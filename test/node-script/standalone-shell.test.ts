import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { presentUserlands } from './userlands.ts';

const standalone = readFileSync(new URL('../../src/node-script/standalone.sh', import.meta.url), 'utf8');
let runs = 0;

interface Alone {
  readonly script: string;
  readonly output?: 'stream' | 'whole';
  readonly plan?: string;
  readonly words?: readonly string[];
  /** The only place that there is; else the machine's own. */
  readonly places?: string;
  /** Called with what ends its standard input, or sends it a signal. */
  readonly whileRunning?: (run: { endInput(): void; kill(signal: NodeJS.Signals): void }) => Promise<void>;
}

/** Runs standalone.sh around a script of the test's own. */
async function run([shell = '', ...more]: readonly string[], options: Alone) {
  const { script, output = 'stream', plan = '', words = [], places, whileRunning } = options;
  const runId = `t${process.pid}x${runs++}`;
  const text = places === undefined ? standalone : standalone.replace('/run /root /var/lib', places);
  const child = spawn(shell, [...more, '-c', text, 'standalone', script, ...words], {
    // bash that is not called sh reads .bashrc where its standard input is a socket, as here
    env: {
      HOME: '/nowhere',
      PATH: '/usr/bin:/bin',
      ED_ECHO_WORD: 'WORD',
      ED_RUN_ID: runId,
      ED_OUTPUT: output,
      ED_PLAN: plan,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const collect = (stream: NodeJS.ReadableStream) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString();
  };
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  await whileRunning?.({ endInput: () => child.stdin.end(), kill: (signal) => child.kill(signal) });
  const exitCode = await ended;
  const folders = globSync(`{/run,/root,/var/lib}/exec-doctor-${runId}*`);
  return { exitCode, stdout: stdout(), stderr: stderr(), folders, runId };
}

/** Waits as the script does: until it is told to stop, by signal or by file. */
const waiting = `trap 'echo told; exit 143' TERM; echo begun; while [ ! -e "$ED_WORK/stop" ]; do sleep 0.1; done; echo told; exit 143`;
const soon = () => sleep(400);

describe.concurrent.each(presentUserlands)('standalone.sh in $name', ({ shell }) => {
  test('gives the script a folder, its words and its brief, and takes the folder away', async () => {
    const script = 'echo "$ED_WORK" "$@"; echo brief >&3; ls "$ED_WORK"; exit 5';
    const { exitCode, stdout, folders, runId } = await run(shell, { script, words: ['a b', '$c'] });
    expect(stdout).toBe(`/run/exec-doctor-${runId} a b $c\nbrief\n`);
    expect([exitCode, folders]).toEqual([5, []]);
  });

  test('the end of the standard input ends the run', async () => {
    const ended = await run(shell, { script: waiting, whileRunning: ({ endInput }) => soon().then(endInput) });
    expect(ended).toMatchObject({ exitCode: 143, stdout: 'begun\ntold\n', folders: [] });
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s ends it too', async (signal) => {
    const ended = await run(shell, { script: waiting, whileRunning: ({ kill }) => soon().then(() => kill(signal)) });
    expect(ended).toMatchObject({ exitCode: 143, stdout: 'begun\ntold\n', folders: [] });
  });

  test('whole: all of it at the end, the brief on both sides, with what it is about', async () => {
    const script = 'echo record; echo brief >&3';
    const { stdout, folders } = await run(shell, { script, output: 'whole', plan: 'UExBTg==' });
    expect(stdout).toMatch(/^brief\nplan (?<mark>[0-9a-f-]{36}) UExBTg==\nrecord\nplan \k<mark> UExBTg==\nbrief\n$/);
    expect(folders).toEqual([]);
  });

  test('whole: nobody reads the standard input', async () => {
    const ended = await run(shell, {
      script: 'sleep 0.6; echo record',
      output: 'whole',
      whileRunning: async ({ endInput }) => endInput(),
    });
    expect(ended).toMatchObject({ exitCode: 0, stdout: 'record\n' });
  });

  test('goes to where there is room', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'standalone-'));
    writeFileSync(join(folder, 'file'), '');
    const { stdout } = await run(shell, { script: 'echo "$ED_WORK"', places: `${folder}/file /dev/full ${folder}` });
    expect(stdout).toMatch(new RegExp(`^${folder}/exec-doctor-`));
    rmSync(folder, { recursive: true });
  });

  test('or says that there is none', async () => {
    const { exitCode, stdout, stderr } = await run(shell, { script: 'echo begun', places: '/nowhere /dev/full' });
    expect([exitCode, stdout]).toEqual([73, '']);
    expect(stderr).toMatch(/^exec-doctor: there is no room in /);
  });
});

test.runIf(process.getuid?.() === 0 && existsSync('/usr/bin/setpriv'))('only as root', async () => {
  const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'sh'];
  const { exitCode, stderr } = await run(asNobody, { script: 'echo begun' });
  expect([exitCode, stderr]).toEqual([77, 'exec-doctor: this has to run as root, and runs as nobody\n']);
});
