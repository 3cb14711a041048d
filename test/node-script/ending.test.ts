import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { carriesNothing, carriesOurId, inContainer, inTree, isAlive, pidOf } from './real-process.ts';
import { runScript, type ScriptRun } from './run-script.ts';
import { answers, StubNode } from './stub-node.ts';
import { busyboxFolder, presentUserlands } from './userlands.ts';

const busybox = busyboxFolder();
afterAll(() => busybox[Symbol.dispose]());

const docker = { ED_FAMILY: 'docker', ED_SECOND: '' };
const left = ({ evidence }: ScriptRun) =>
  evidence.left.map(({ kind, subject, name }) => `${kind} ${subject} ${name}`.trim());
const bundle = `run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/${'a'.repeat(64)}`;

/** Of a fifo: does somebody wait for what is written to it? */
function hasReader(path: string): boolean {
  try {
    closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch {
    return false;
  }
}

/** Shell text: what a client does, unless it is asked for a path that cannot exist. */
const onlyEcho = (does: string) => `case $last in *-cannot-exist) ok; exit ;; esac\n${does}`;

for (const { name, shell, path } of presentUserlands) {
  describe.concurrent(`the end, by ${name}`, { timeout: 60_000 }, () => {
    const userland = { ...docker, ...path(busybox.path) };

    test.for(['SIGTERM', 'SIGHUP'] as const)(
      '%s while clients hang: all are ended, exec ids deleted',
      async (signal) => {
        using node = new StubNode();
        node
          .all('target', ['ctr', 'docker'], answers.hangIgnoringTerm)
          .all('control', ['ctr'], answers.hangWithChildren);
        // what is asked for evidence takes time, in which a probe could come to have hung
        for (const tool of ['ss', 'journalctl', 'tail']) node.remove(`root/usr/bin/${tool}`);
        const run = await runScript(node, {
          shell,
          parameters: { ...userland, ED_PROBE_TIMEOUT_MS: '30000' },
          whileRunning: async (kill) => {
            while (!node.started().includes('docker target')) await sleep(50);
            kill(signal);
          },
        });
        expect(run.exitCode).toBe(signal === 'SIGTERM' ? 143 : 129);
        expect(run.left).toEqual([]);
        expect(node.started('delete').toSorted()).toEqual(['ctr control', 'ctr target']);
        expect(left(run)).toEqual(['docker-exec target']);
        expect(run.evidence.probes.filter(({ end }) => end === 'timeout')).toEqual([]);
        expect(run.durationMs).toBeLessThan(15_000);
      },
    );

    test('where the signal itself got lost, by what its starter left in its folder', async () => {
      using node = new StubNode().all('target', ['runc', 'ctr', 'docker'], answers.hang);
      const run = await runScript(node, {
        shell,
        parameters: { ...userland, ED_LINGER_S: '20' },
        whileRunning: async () => {
          await sleep(1500);
          node.file('work/stop', '');
        },
      });
      expect(run.left).toEqual([]);
      expect(run.exitCode).toBe(143);
      expect(run.durationMs).toBeLessThan(8000);
    });

    test('SIGTERM at once', async () => {
      using node = new StubNode();
      const run = await runScript(node, {
        shell,
        parameters: { ...userland, ED_LINGER_S: '20' },
        whileRunning: async (kill) => {
          await sleep(150);
          kill('SIGTERM');
          await sleep(1000); // bash loses one now and then
          kill('SIGTERM');
        },
      });
      expect(run.left).toEqual([]);
      expect(run.durationMs).toBeLessThan(8000);
    });

    test('SIGTERM while what was left on the other side is looked for: that is looked for all the same', async () => {
      using node = new StubNode().file('proc/90/task/90/children', '100 60 ');
      node.process({ pid: 60, comm: 'app', ppid: 90, start: 99_999_999_999 }).remove('proc/60/cmdline');
      const waiting = node.path('proc/60/cmdline');
      execFileSync('sh', ['-c', 'mkfifo "$0"', waiting]);
      node.does('runc', 'target', `${carriesOurId}${inTree('$pid')}${inContainer}\nexec sleep 1000`);
      const run = await runScript(node, {
        shell,
        parameters: { ...userland, ED_LINGER_S: '20' },
        whileRunning: async (kill) => {
          while (!hasReader(waiting)) await sleep(20);
          kill('SIGTERM');
        },
      });
      expect(run.exitCode).toBe(143);
      expect(isAlive(node)).toBe(false);
      expect(run.left).toEqual([]);
    });

    test('a client that was asked for its version and hangs is no exec that is left', async () => {
      using node = new StubNode().does('docker', 'target', answers.fail);
      node.file('stubs/docker.version', answers.hang).file('stubs/ctr.version', answers.hang);
      const run = await runScript(node, { shell, parameters: userland });
      expect(node.started('version')).toEqual(expect.arrayContaining(['ctr none', 'docker none']));
      expect(left(run)).toEqual([]);
      expect(node.started('delete')).toEqual([]);
      expect(run.left).toEqual([]);
    });

    test('a client that cannot be ended is abandoned, and told', async () => {
      using node = new StubNode();
      // its parent does not get to end it, as if it were in uninterruptible sleep
      node.does('docker', 'target', onlyEcho('echo $$ >"$stubs/pid"; sleep 0.3; kill -STOP $PPID; exec sleep 1000'));
      const run = await runScript(node, { shell, parameters: userland });
      expect(left(run)).toEqual(['docker-exec target', `process target ${pidOf(node)}`]);
      expect(run.evidence.complete).toBe(true);
      expect(run.briefRecords).toContainEqual({
        r: 'left',
        kind: 'process',
        subject: 'target',
        name: String(pidOf(node)),
        frozen: '',
      });
      process.kill(pidOf(node), 'SIGKILL');
    });
  });
}

const running = 'echo "ctr: process must be stopped" >&2; exit 1';
/** A process that is about to end does so within seconds; it is asked about again until then. */
const deletions: Record<string, [answer: string, tries: [least: number, most: number], left: string[]]> = {
  'is deleted': ['exit 0', [1, 1], []],
  'is gone already': ['echo "ctr: exec process not found" >&2; exit 1', [1, 1], []],
  'is deleted when its process has ended': [`if first; then ${running}; fi`, [2, 2], []],
  'is not deleted': [running, [4, 25], ['exec-id target exec-doctor-run1-2']],
  'cannot even be asked about': [answers.hang, [1, 1], ['exec-id target exec-doctor-run1-2']],
};

const tail = '/volumes/kubernetes.io~empty-dir';
const volumes = `/var/lib/kubelet/pods/uid-1${tail}`;
const volumes2 = '/var/lib/kubelet/pods/uid-2/volumes/kubernetes.io~nfs';

describe.concurrent('what a hung client leaves on the other side', { timeout: 60_000 }, () => {
  for (const [name, [answer, tries, expected]] of Object.entries(deletions)) {
    test(`its exec id ${name}`, async () => {
      using node = new StubNode().does('ctr', 'target', answers.hangsEcho).file('stubs/delete.target', answer);
      const run = await runScript(node, { parameters: docker });
      const deleted = node.started('delete');
      expect(new Set(deleted)).toEqual(new Set(['ctr target']));
      expect([deleted.length >= tries[0], deleted.length <= tries[1]], `${deleted.length} times`).toEqual([true, true]);
      expect(left(run)).toEqual(expected);
      expect(run.left).toEqual([]);
      expect(run.durationMs).toBeLessThan(8000);
    });
  }

  test('nothing, where it is ended and would have answered in a moment', async () => {
    using node = new StubNode().does('ctr', 'target', 'sleep 0.6; ok');
    const run = await runScript(node, {
      parameters: docker,
      whileRunning: async (kill) => {
        while (!node.started().includes('ctr target')) await sleep(20);
        kill('SIGTERM');
      },
    });
    expect(run.exitCode).toBe(143);
    expect(node.started('delete')).toEqual([]);
    expect(left(run)).toEqual([]);
  });

  // the shim opens them once the runtime has started the process, and is held up by that for 30 s where nobody is there
  test('no pipe at whose other end a shim waits', async () => {
    const pipe = '"$ED_WORK/fifo/1/exec-doctor-run1-2-stdout"';
    const opens = `setsid env -i pipe=${pipe} stubs="$stubs" sh -c 'echo $$ >"$stubs/pid"; : >"$pipe"; : >"$stubs/opened"' &`;
    using node = new StubNode().does(
      'ctr',
      'target',
      `mkdir -p "$ED_WORK/fifo/1"; mkfifo ${pipe}; ${opens} exec sleep 1000`,
    );
    const run = await runScript(node, { parameters: docker });
    expect(existsSync(node.path('stubs/opened'))).toBe(true);
    expect(run.left).toEqual([]);
  });

  test('a process under the shim with our exec id is killed', async () => {
    using node = new StubNode().does('ctr', 'target', `${carriesOurId}${inTree('$pid')}\nexec sleep 1000`);
    const run = await runScript(node, { parameters: docker });
    expect(isAlive(node)).toBe(false);
    expect(run.left).toEqual([]);
  });

  test('what runs in the container was started by every layer, which is told', async () => {
    using node = new StubNode().does(
      'runc',
      'target',
      `${carriesOurId}${inTree('$pid')}${inContainer}\nexec sleep 1000`,
    );
    const run = await runScript(node, { parameters: docker });
    expect(run.evidence.facts['target.started']).toBe('S');
    expect(isAlive(node)).toBe(false);
  });

  test('a process under the shim that is not ours stays', async () => {
    using node = new StubNode().does('ctr', 'target', `${carriesNothing}${inTree('$pid')}\nexec sleep 1000`);
    await runScript(node, { parameters: docker });
    expect(isAlive(node)).toBe(true);
    process.kill(pidOf(node), 'SIGKILL');
  });

  test('a process with our exec id that is older than this run stays', async () => {
    using node = new StubNode();
    node.does(
      'ctr',
      'target',
      `${carriesOurId}${inTree('$pid')}\nsed -i s/99999999999/5/ "$ED_PROC/$pid/stat"; exec sleep 1000`,
    );
    await runScript(node, { parameters: docker });
    expect(isAlive(node)).toBe(true);
    process.kill(pidOf(node), 'SIGKILL');
  });

  test('one in uninterruptible sleep is left alone, and told where it is the runtime', async () => {
    using node = new StubNode().does(
      'runc',
      'target',
      onlyEcho(`${carriesOurId}${inTree('$pid', { state: 'D', comm: 'runc:[2:INIT]' })}\nexec sleep 1000`),
    );
    const run = await runScript(node, { parameters: docker });
    expect(left(run)).toEqual([`process target ${pidOf(node)}`]);
    expect(isAlive(node)).toBe(true);
    process.kill(pidOf(node), 'SIGKILL');
  });

  test("the user's command that hangs is ended by the process id which the runtime wrote", async () => {
    using node = new StubNode();
    node.file(
      'proc/1/mountinfo',
      `42 1 0:50 / ${node.path('volume')} rw - tmpfs\n43 1 0:51 / ${node.path('x')}/pods/uid-1/volumes/kubernetes.io~empty-dir/work rw - tmpfs tmpfs rw\n`,
    );
    node.link('x/pods/uid-1/volumes/kubernetes.io~empty-dir/work', node.path('work'));
    node.link(`root${node.path('x')}/pods/uid-1/volumes/kubernetes.io~empty-dir/work`, node.path('work'));
    node.file(
      'stubs/runc.command',
      `while [ "$1" != --pid-file ]; do shift; done; setsid sh -c 'sleep 1000; :' & pid=$!; echo $pid >"$2"; echo $pid >"$stubs/pid"; sleep 0.2${inTree('$pid')}${inContainer}\nexec sleep 1000`,
    );
    const run = await runScript(node, {
      parameters: { ...docker, ED_FIFO_DIR_UID: 'uid-1', ED_EVERY_LAYER: '1' },
      command: ['top'],
    });
    expect(run.evidence.commands.map(({ end }) => end)).toEqual(['timeout']);
    expect(isAlive(node)).toBe(false);
    expect(run.left).toEqual([]);
  });

  test('whoever has the number by now that the runtime wrote stays', async () => {
    using node = new StubNode().does(
      'ctr',
      'target',
      `setsid env -i sh -c 'sleep 1000; :' & pid=$!; echo $pid >"$stubs/pid"; echo $pid >"${'$'}{ED_RUN%/run}/${bundle}/.exec-doctor-run1-2.pid"; sleep 0.2${inTree('$pid', { parent: 1 })}\nexec sleep 1000`,
    );
    await runScript(node, { parameters: docker });
    expect(isAlive(node)).toBe(true);
    process.kill(pidOf(node), 'SIGKILL');
  });

  test('an exec that ctr started is ended by the process id which the shim wrote', async () => {
    using node = new StubNode().does(
      'ctr',
      'target',
      `setsid env -i sh -c 'sleep 1000; :' & pid=$!; echo $pid >"$stubs/pid"; echo $pid >"${'$'}{ED_RUN%/run}/${bundle}/.exec-doctor-run1-2.pid"; sleep 0.2${inTree('$pid')}${inContainer}\nexec sleep 1000`,
    );
    const run = await runScript(node, { parameters: docker });
    expect(isAlive(node)).toBe(false);
    expect(run.left).toEqual([]);
  });

  test("containerd's fifos are made in the pod's own folder", async () => {
    using node = new StubNode().does('ctr', 'target', 'echo "$*" >"$stubs/words"; ok');
    node.file(
      'proc/1/mountinfo',
      '43 1 0:51 / /var/lib/kubelet/pods/uid-1/volumes/kubernetes.io~empty-dir/work rw - tmpfs tmpfs rw\n',
    );
    node.link(`root${volumes}/work`, node.path('work'));
    await runScript(node, { parameters: { ...docker, ED_FIFO_DIR_UID: 'uid-1' } });
    expect(readFileSync(node.path('stubs/words'), 'utf8')).toContain(
      '--fifo-dir /var/lib/kubelet/pods/uid-1/volumes/kubernetes.io~empty-dir/work/fifo --exec-id exec-doctor-run1-2 ',
    );
  });

  test.each([
    ['a volume that comes from where ours is called so', `/x/pods/uid-1${tail}/work ${volumes2}/work rw - nfs`],
    ['a mount that is called as ours is, and another folder', `/ /x/pods/uid-1${tail}/work rw - tmpfs`],
  ])('fifos are made in no folder of somebody else: %s', async (_, mount) => {
    using node = new StubNode().does('ctr', 'target', 'echo "$*" >"$stubs/words"; ok');
    const ours = `43 1 0:51 / ${volumes}/work rw - tmpfs tmpfs rw`;
    node.file('proc/1/mountinfo', `${ours}\n44 1 0:52 ${mount} host:/pods/uid-1${tail}/work rw\n`);
    node.link(`root${volumes}/work`, node.path('work'));
    for (const folder of [`root${volumes2}/work`, `root/x/pods/uid-1${tail}/work`]) node.file(`${folder}/keep`, '');
    await runScript(node, { parameters: { ...docker, ED_FIFO_DIR_UID: 'uid-1' } });
    expect(readFileSync(node.path('stubs/words'), 'utf8')).toContain(`--fifo-dir ${volumes}/work/fifo `);
  });

  test('an old ctr knows no folder for fifos, and is asked without', async () => {
    using node = new StubNode()
      .does('ctr', 'target', answers.withoutFifoDir)
      .does('ctr', 'control', answers.withoutFifoDir);
    node.file(
      'proc/1/mountinfo',
      '43 1 0:51 / /var/lib/kubelet/pods/uid-1/volumes/kubernetes.io~empty-dir/work rw - tmpfs tmpfs rw\n',
    );
    node.link(`root${volumes}/work`, node.path('work'));
    const run = await runScript(node, { parameters: { ...docker, ED_FIFO_DIR_UID: 'uid-1' } });
    expect(
      run.evidence.probes.filter(({ layer }) => layer === 'ctr').map(({ seen, attempt }) => [seen, attempt]),
    ).toEqual([
      [true, 1],
      [true, 1],
    ]);
    expect(node.started().filter((call) => call === 'ctr target')).toHaveLength(2);
  });
});
