import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { script } from '../../src/node-script/script.ts';
import { runScript } from './run-script.ts';
import { answers, StubNode } from './stub-node.ts';
import { busyboxFolder, presentUserlands } from './userlands.ts';

const busybox = busyboxFolder();
afterAll(() => busybox[Symbol.dispose]());

const docker = { ED_FAMILY: 'docker' };
const upper = ['ctr', 'docker'] as const;

test('the script is well below what one argument of a command may be', () => {
  // MAX_ARG_STRLEN: execve(2)
  expect(Buffer.byteLength(script)).toBeLessThan(131_072 * 0.95);
});

describe.concurrent('bounds', { timeout: 60_000 }, () => {
  test('at most four clients at once', async () => {
    using node = new StubNode();
    for (const who of ['target', 'control', 'second'] as const) {
      node.all(who, ['runc', ...upper], 'sleep 2.5; ok');
    }
    await runScript(node, { parameters: { ...docker, ED_PROBE_TIMEOUT_MS: '9000' }, command: ['id'] });
    let running = 0;
    let most = 0;
    for (const { event } of node.calls) {
      running += event === 'start' ? 1 : -1;
      most = Math.max(most, running);
    }
    expect(most).toBe(4);
  });

  test('a hung layer costs one probe timeout, not one a layer', async () => {
    using node = new StubNode().all('target', upper, answers.hang).all('control', upper, answers.hang);
    const run = await runScript(node, { parameters: { ...docker, ED_PROBE_TIMEOUT_MS: '4000' } });
    const hung = run.evidence.probes.filter(({ end }) => end === 'timeout');
    expect(hung.map(({ layer }) => layer).toSorted()).toEqual(['ctr', 'ctr', 'docker', 'docker']);
    expect(run.durationMs).toBeLessThan(4000 + 4000);
  });

  test('the brief of the worst run fits into a termination message, with its end', async () => {
    using node = new StubNode();
    for (const who of ['target', 'control', 'second'] as const) {
      node.all(who, ['nsenter', 'runc', ...upper], `head -c 3000 /dev/urandom; exit 1`);
    }
    for (let pid = 400; pid < 460; pid++) node.process({ pid, comm: 'containerd', state: 'T' });
    const run = await runScript(node, { parameters: docker });
    expect(run.brief.length).toBeLessThanOrEqual(4096);
    expect(run.brief.endsWith('\nend 0\n')).toBe(true);
    expect(run.lines.length).toBe(run.records.length);
    expect(Math.max(...run.lines.map((line) => line.length))).toBeLessThan(8192);
  });

  test('a path of 4 KiB makes no long line', async () => {
    using node = new StubNode();
    const long = `/${'ä"$'.repeat(60)}`.repeat(16);
    const shim = '/usr/bin/containerd-shim-runc-v2';
    node.process({
      pid: 90,
      comm: 'containerd-shim',
      exe: shim,
      arguments: [shim, '-namespace', 'moby', '-address', long],
    });
    const run = await runScript(node, { parameters: docker });
    expect(long.length).toBeGreaterThan(2000);
    expect(run.facts['target.address']?.length).toBeGreaterThan(1000);
    expect(run.lines.length).toBe(run.records.length);
    expect(Math.max(...run.lines.map((line) => line.length))).toBeLessThan(8192);
  });

  test('the script ends by itself at its deadline, and says so', async () => {
    using node = new StubNode().all('target', upper, answers.hang).all('control', upper, answers.hang);
    const run = await runScript(node, {
      parameters: { ...docker, ED_PROBE_TIMEOUT_MS: '60000', ED_DEADLINE_MS: '2000' },
      command: ['id'],
    });
    expect(run.durationMs).toBeLessThan(6000);
    expect(run.records.at(-1)).toEqual({ r: 'end', overdue: 1 });
    expect(node.started('command')).toEqual([]);
    expect(run.left).toEqual([]);
  });

  test('where nothing can be written it says so, and ends', async () => {
    using node = new StubNode();
    const run = await runScript(node, { parameters: { ...docker, ED_WORK: '/proc/nothing' } });
    expect(run.facts).toEqual({ 'script.problem': 'nothing can be written to /proc/nothing' });
    expect(run.records.at(-1)).toEqual({ r: 'end', overdue: 1 });
    expect(run.exitCode).toBe(2);
    expect(node.calls).toEqual([]);
  });

  test('it waits for the control to be asked, and no longer', async () => {
    using node = new StubNode();
    const patient = await runScript(node, { parameters: { ...docker, ED_LINGER_S: '2' } });
    using asked = new StubNode().file('work/asked', '');
    const brisk = await runScript(asked, { parameters: { ...docker, ED_LINGER_S: '20' } });
    expect(patient.durationMs).toBeGreaterThan(2000);
    expect(brisk.durationMs).toBeLessThan(10_000);
  });
});

for (const { name, shell, path } of presentUserlands) {
  describe.concurrent(`what a client is started with, by ${name}`, { timeout: 60_000 }, () => {
    test('none of our descriptors, in /, with nothing to read, and no limit on the size of files', async () => {
      using node = new StubNode();
      node.does(
        'runc',
        'target',
        'ls -l /proc/$$/fd >"$stubs/fds"; pwd >"$stubs/pwd"; read -r x || echo end >"$stubs/stdin"; ulimit -f >"$stubs/limit"; ok',
      );
      const run = await runScript(node, { shell, parameters: { ...docker, ...path(busybox.path) } });
      const saw = (file: string) => readFileSync(node.path(`stubs/${file}`), 'utf8').trim();
      expect(run.evidence.probes.find(({ layer, subject }) => layer === 'runc' && subject === 'target')?.seen).toBe(
        true,
      );
      expect(saw('fds')).toContain('/work/target_runc.out.pipe');
      expect(saw('fds')).not.toMatch(/brief|events/);
      expect(saw('pwd')).toBe('/');
      expect(saw('stdin')).toBe('end');
      expect(saw('limit')).toBe('unlimited');
    });
  });
}

test('a sleep that takes no fractions makes the clock tick each second', { timeout: 30_000 }, async () => {
  using node = new StubNode().does('docker', 'target', answers.hang);
  node.program('tools/sleep', 'coarse-sleep.sh');
  const run = await runScript(node, { parameters: { ...docker, ED_PATH: `${node.path('tools')}:/usr/bin:/bin` } });
  expect(run.evidence.probes.find(({ layer, subject }) => layer === 'docker' && subject === 'target')?.end).toBe(
    'timeout',
  );
});
