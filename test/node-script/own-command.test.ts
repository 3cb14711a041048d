import { afterAll, describe, expect, test } from 'vitest';
import { runScript, type ScriptRun, targetID } from './run-script.ts';
import { answers, StubNode } from './stub-node.ts';
import { busyboxFolder, presentUserlands } from './userlands.ts';

const busybox = busyboxFolder();
afterAll(() => busybox[Symbol.dispose]());

const docker = { ED_FAMILY: 'docker' };
const everyLayer = { ...docker, ED_EVERY_LAYER: '1' };

/** Clock ticks: after the script has begun. */
const later = 99_999_999_999;

/** What the user's command printed at a layer. */
const output = ({ evidence }: ScriptRun, layer: string, stream: 'out' | 'err') =>
  Buffer.concat(evidence.outputs.filter((row) => row.layer === layer && row.stream === stream).map(({ v }) => v));

const ends = ({ evidence }: ScriptRun) => evidence.commands.map(({ layer, end, code }) => `${layer} ${end} ${code}`);

describe.concurrent("the user's own command, once", { timeout: 30_000 }, () => {
  test.each<[string, (node: StubNode) => unknown, readonly string[]]>([
    ['where all layers work', () => undefined, ['docker target']],
    ['where docker fails', (node) => node.does('docker', 'target', answers.fail), ['ctr target']],
    ['where docker hangs', (node) => node.does('docker', 'target', answers.hang), ['ctr target']],
    ['where only runc works', (node) => node.all('target', ['ctr', 'docker'], answers.fail), ['runc target']],
    ['where only nsenter works', (node) => node.all('target', ['runc', 'ctr', 'docker'], answers.fail), []],
    ['whatever becomes of it', (node) => node.file('stubs/docker.command', 'exit 7'), ['docker target']],
    ['though it hangs', (node) => node.file('stubs/docker.command', 'sleep 1000'), ['docker target']],
  ])('%s', async (_, prepare, started) => {
    using node = new StubNode();
    prepare(node);
    const run = await runScript(node, { parameters: docker, command: ['id'] });
    expect(node.started('command')).toEqual(started);
    expect(run.evidence.facts['command.once']).toBe('yes');
    expect(run.left).toEqual([]);
  });

  test.each<[string, (node: StubNode) => unknown, boolean | null]>([
    ['runs', (node) => node.process({ pid: 4444, comm: 'app', ppid: 90, start: later }), false],
    ['is gone', (node) => node.process({ pid: 4445, comm: 'child', ppid: 1, start: later }), true],
    ['is an older exec', (node) => node.process({ pid: 4444, comm: 'app', ppid: 90, start: 1 }), null],
    ['has left nothing', () => undefined, null],
  ])('which hangs through docker, and itself %s', async (_, prepare, ended) => {
    using node = new StubNode();
    node.process({
      pid: 100,
      comm: 'app',
      ppid: 90,
      cgroup: `11:memory:/kubepods/${targetID}\n4:pids:/kubepods/${targetID}`,
    });
    node
      .file('stubs/docker.command', 'sleep 1000')
      .cgroup(`pids/kubepods/${targetID}`, { 'cgroup.procs': '4444\n4445\n' });
    prepare(node);
    const run = await runScript(node, { parameters: docker, command: ['cat'] });
    expect(run.evidence.commands).toMatchObject([{ layer: 'docker', end: 'timeout', ended }]);
    expect(run.evidence.facts['command.holder1']).toBe(ended === true ? 'child (process 4445)' : undefined);
  });
});

describe.concurrent("the user's own command, at every layer", { timeout: 30_000 }, () => {
  test('what it prints and its exit code, at every layer but nsenter', async () => {
    using node = new StubNode();
    for (const layer of ['runc', 'ctr', 'docker'])
      node.file(`stubs/${layer}.command`, `printf '\\0\\377 ${layer}\\n'; echo oh >&2; exit 7`);
    const run = await runScript(node, { parameters: everyLayer, command: ['ls', '-la'] });
    expect(ends(run)).toEqual(['runc exited 7', 'ctr exited 7', 'docker exited 7']);
    expect(output(run, 'ctr', 'out')).toEqual(Buffer.from('\0\xff ctr\n', 'latin1'));
    expect(output(run, 'ctr', 'err').toString()).toBe('oh\n');
    expect(node.started('command')).toEqual(['runc target', 'ctr target', 'docker target']);
  });

  test('it is run where the harmless one was answered only', async () => {
    using node = new StubNode().does('ctr', 'target', answers.hang).does('docker', 'target', answers.fail);
    const run = await runScript(node, { parameters: everyLayer, command: ['id'] });
    expect(node.started('command')).toEqual(['runc target']);
    expect(ends(run)).toEqual(['runc exited 0']);
  });

  test('where only nsenter works it is not run', async () => {
    using node = new StubNode().all('target', ['runc', 'ctr', 'docker'], answers.fail);
    await runScript(node, { parameters: everyLayer, command: ['id'] });
    expect(node.started('command')).toEqual([]);
  });

  test('one that hangs is the command, not the layer: what it printed is told, and it is not tried above', async () => {
    using node = new StubNode().file('stubs/runc.command', 'echo so far; sleep 1000');
    const run = await runScript(node, { parameters: everyLayer, command: ['cat'] });
    expect(ends(run)).toEqual(['runc timeout null']);
    expect(output(run, 'runc', 'out').toString()).toBe('so far\n');
    expect(node.started('command')).toEqual(['runc target']);
    expect(run.left).toEqual([]);
  });

  test.each(presentUserlands)(
    'one that hangs is not tried above, whatever is answered meanwhile, with $name',
    async ({ shell, path }) => {
      // a layer that is slow has the sockets looked at, and a while later again: while the command hangs. It is not asked
      // once more for that, since there is a failure
      using node = new StubNode().does('docker', 'target', 'sleep 2; ok').does('docker', 'control', answers.fail);
      node.file('stubs/runc.command', 'sleep 1000');
      node.prints('ss', `u_str LISTEN 0 128 /run/docker.sock 11 * 0`).process({ pid: 50, comm: 'dockerd' });
      node.link('proc/50/fd/11', 'socket:[11]');
      const run = await runScript(node, {
        shell,
        parameters: { ...everyLayer, ...path(busybox.path), ED_PROBE_TIMEOUT_MS: '3000' },
        command: ['cat'],
      });
      expect(run.evidence.sockets.filter(({ layer }) => layer === 'dockerd').map(({ look }) => look)).toEqual([1, 2]);
      expect(node.started('command')).toEqual(['runc target']);
    },
  );

  test('of a flood the first 64 KiB, and its end is its own', async () => {
    using node = new StubNode();
    for (const layer of ['runc', 'ctr', 'docker']) {
      node.file(`stubs/${layer}.command`, 'head -c 100000000 /dev/zero; head -c 9000000 /dev/zero >&2; exit 5');
    }
    const run = await runScript(node, {
      parameters: { ...everyLayer, ED_PROBE_TIMEOUT_MS: '10000' },
      command: ['flood'],
    });
    expect(ends(run)).toEqual(['runc exited 5', 'ctr exited 5', 'docker exited 5']);
    expect(output(run, 'runc', 'out').length).toBe(65_536);
    expect(output(run, 'docker', 'err').length).toBe(65_536);
    expect(run.stdout.length).toBeLessThan(1_048_576);
    expect(Math.max(...run.lines.map((line) => line.length))).toBeLessThan(8192);
  });

  test('what it leaves running, with its output held open, is not waited for', async () => {
    using node = new StubNode().file('stubs/runc.command', 'echo done; sleep 1000 &');
    const run = await runScript(node, { parameters: everyLayer, command: ['daemonize'] });
    expect(ends(run)).toEqual(['runc exited 0', 'ctr exited 0', 'docker exited 0']);
    expect(output(run, 'runc', 'out').toString()).toBe('done\n');
    expect(run.left).toEqual([]);
  });

  test.each<[string, (node: StubNode) => unknown, boolean | null]>([
    ['is gone', () => undefined, true],
    ['runs', (node) => node.process({ pid: 4444, comm: 'app', start: later }), false],
    [
      'is dead and not yet collected',
      (node) => node.process({ pid: 4444, comm: 'app', start: later, state: 'Z' }),
      true,
    ],
    [
      'has its number taken over by an older process',
      (node) => node.process({ pid: 4444, comm: 'app', start: 1 }),
      true,
    ],
    ['is not known', (node) => node.file('stubs/runc.command', 'sleep 1000'), null],
  ])('whose client waits, and which itself %s', async (_, prepare, ended) => {
    using node = new StubNode();
    node.file('stubs/runc.command', `echo 4444 >'${node.path('work')}/command.pid'; sleep 1000`);
    prepare(node);
    const run = await runScript(node, { parameters: everyLayer, command: ['cat'] });
    expect(run.evidence.commands).toMatchObject([{ layer: 'runc', end: 'timeout', ended }]);
  });

  test('that ended at runc and hangs at ctr is not taken for ended', async () => {
    using node = new StubNode();
    node.file('stubs/runc.command', `echo 4444 >'${node.path('work')}/command.pid'; echo done`);
    node.file('stubs/ctr.command', 'sleep 1000');
    const run = await runScript(node, { parameters: everyLayer, command: ['cat'] });
    expect(run.evidence.commands).toMatchObject([
      { layer: 'runc', ended: true },
      { layer: 'ctr', end: 'timeout', ended: null },
    ]);
  });

  test('a layer that failed once is not trusted with it', async () => {
    using node = new StubNode().does('docker', 'target', answers.fail);
    await runScript(node, { parameters: everyLayer, command: ['id'] });
    expect(node.started('command')).toEqual(['runc target', 'ctr target']);
  });
});
