import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { startChild } from './start-child.ts';
import { busyboxFolder, presentUserlands } from './userlands.ts';

const busybox = busyboxFolder();
afterAll(() => busybox[Symbol.dispose]());

const bootText = readFileSync(new URL('../../src/node-script/boot.sh', import.meta.url), 'utf8');
const nsenter = fileURLToPath(new URL('stubs/nsenter.sh', import.meta.url));

interface Boot {
  readonly shell: readonly string[];
  readonly script: string;
  readonly environment?: Record<string, string>;
  readonly words?: readonly string[];
  readonly whileRunning?: (kill: (signal: NodeJS.Signals) => void) => Promise<void>;
}

/** Runs boot.sh as the debug pod does; the path of its termination message is a file of this test. */
async function boot({ shell: [program = '', ...more], script, environment = {}, words = [], whileRunning }: Boot) {
  const folder = mkdtempSync(join(tmpdir(), 'boot-'));
  mkdirSync(join(folder, 'exec-doctor'));
  symlinkSync(nsenter, join(folder, 'nsenter.sh'));
  writeFileSync(join(folder, 'nsenter'), '');
  const text = bootText.replaceAll('/dev/termination-log', join(folder, 'termination-log'));
  const { child, ended } = startChild(program, [...more, '-c', text, 'boot', script, ...words], {
    env: {
      PATH: '/usr/bin:/bin',
      STUBS: folder,
      ED_USERLAND: 'host',
      ED_FOLDER: join(folder, 'exec-doctor'),
      // by its path: busybox' shell takes its own applets first
      ED_NSENTER: join(folder, 'nsenter.sh'),
      ...environment,
    },
  });
  await whileRunning?.((signal) => child.kill(signal));
  const { exitCode, stdout } = await ended;
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const result = {
    exitCode,
    stdout: stdout.replaceAll(`${folder}/nsenter.sh`, 'nsenter').replaceAll(folder, ''),
    pid: child.pid,
    entered: read('nsenter'),
    message: read('termination-log'),
  };
  rmSync(folder, { recursive: true });
  return result;
}

for (const { name, shell } of presentUserlands) {
  describe.concurrent(`boot, by ${name}`, { timeout: 30_000 }, () => {
    test('with the programs of the node: the script in its namespaces, its folder by descriptor', async () => {
      const { stdout, entered, pid, exitCode } = await boot({
        shell,
        script: 'echo "$ED_WORK" "$ED_INIT" "$ED_HOST"; exit 3',
      });
      expect(stdout).toBe(`/proc/${pid}/fd/5 ${pid} \n`);
      expect(entered).toBe(' -t 1 -m -C -- true\n -t 1 -m -u -i -n -C -- sh\n');
      expect(exitCode).toBe(3);
    });

    test("with the programs of the image: only the cgroup namespace is the node's", async () => {
      const { stdout, entered, pid } = await boot({
        shell,
        environment: { ED_USERLAND: 'image' },
        script: 'echo "$ED_WORK" "$ED_INIT" "$ED_ROOT" "$ED_SYS" "$ED_RUN"; echo "$ED_HOST"; $ED_HOST echo on the node',
      });
      expect(stdout).toBe(
        `/exec-doctor ${pid} /proc/1/root /proc/1/root/sys /proc/1/root/run\nnsenter -t 1 -m -u -i -n -C --\non the node\n`,
      );
      expect(entered).toBe(' -t 1 -m -C -- true\n -t 1 -C -- sh\n -t 1 -m -u -i -n -C -- echo\n');
    });

    test.for(['host', 'image'])('without cgroup namespaces, with the programs of the %s', async (userland) => {
      const { stdout, exitCode } = await boot({
        shell,
        environment: { ED_USERLAND: userland, NO_CGROUP_NAMESPACE: '1' },
        script: 'echo "runs $ED_HOST"',
      });
      expect(stdout).toBe(userland === 'host' ? 'runs \n' : 'runs nsenter -t 1 -m -u -i -n  --\n');
      expect(exitCode).toBe(0);
    });

    test('the brief is appended to the termination message', async () => {
      const { message } = await boot({ shell, script: 'echo one >&3; echo two >&3' });
      expect(message).toBe('one\ntwo\n');
    });

    test("the user's words arrive as they are", async () => {
      const words = ['a b', '$(exit 1)', '"', "'", '', '-x', 'two\nlines', '*'];
      const { stdout } = await boot({ shell, script: 'printf \'%s\\0\' "$@"', words });
      expect(stdout.split('\0').slice(0, -1)).toEqual(words);
    });

    test('a signal reaches the script, and its end is waited for', async () => {
      const { stdout, exitCode } = await boot({
        shell,
        script: "trap 'kill $!; echo told; sleep 0.3; echo tidy; exit 143' TERM; sleep 30 & wait",
        whileRunning: async (kill) => {
          await sleep(700);
          kill('SIGTERM');
        },
      });
      expect(stdout).toBe('told\ntidy\n');
      expect(exitCode).toBe(143);
    });
  });
}
