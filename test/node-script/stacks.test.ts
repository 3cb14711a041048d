import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { stacksOf } from '../../src/diagnosis/context/stacks.ts';
import type { NodeProcess } from './node-tree.ts';
import { runScript } from './run-script.ts';
import { startChild } from './start-child.ts';
import { answers, StubNode } from './stub-node.ts';
import { busyboxFolder, presentUserlands } from './userlands.ts';

const busybox = busyboxFolder();
afterAll(() => busybox[Symbol.dispose]());

const local = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const asked = { ED_FAMILY: 'docker', ED_DUMP_STACKS: '1', ED_CONTROL: '', ED_SECOND: '' };
const catches = 'Name:\tdaemon\nUid:\t0\t0\t0\t0\nSigCgt:\tfffffffd7fc1feff\n';

/** A real process, which is signalled for real: it writes a dump of the lab's at SIGUSR1. */
async function daemon(
  node: StubNode,
  of: 'dockerd' | 'containerd',
  how: Partial<NodeProcess> & { status?: string } = {},
) {
  const { child } = startChild(local('stubs/daemon.sh'), [of, local(`recorded-dumps/${of}.log`), node.folder], {
    detached: true,
  });
  await new Promise((resolve, reject) => child.stdout?.once('data', resolve).once('end', reject));
  const pid = child.pid ?? 0;
  node
    .process({ pid, comm: of, ...how })
    .file(`proc/${pid}/status`, how.status ?? catches)
    .file(`proc/${pid}/environ`, 'A=b\0TMPDIR=/run/tmp\0')
    .file('run/tmp/other', '')
    .link(`proc/${pid}/root`, node.folder);
  const dump =
    of === 'dockerd' ? 'run/docker/goroutine-stacks-2026-11-24T130807Z.log' : `run/tmp/containerd.${pid}.stacks.log`;
  return {
    pid,
    dump,
    signalled: () => existsSync(node.path(`signalled.${of}`)),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}

for (const { name, shell, path } of presentUserlands) {
  describe.concurrent(`goroutine dumps, by ${name}`, { timeout: 60_000 }, () => {
    const options = { shell, parameters: { ...asked, ...path(busybox.path) } };

    test('while a probe hangs both daemons are signalled; what they write is told and deleted', async () => {
      using node = new StubNode().all('target', ['ctr', 'docker'], answers.hang);
      using dockerd = await daemon(node, 'dockerd');
      using containerd = await daemon(node, 'containerd');
      node.file('run/docker/goroutine-stacks-2025-01-01T000000Z.log', 'of somebody else');
      const run = await runScript(node, options);
      const { daemons } = stacksOf(run.evidence);
      expect(daemons.map(({ of, pid, missing, goroutines, cut }) => [of, pid, missing, goroutines, cut])).toEqual([
        ['dockerd', dockerd.pid, '', 4, false],
        ['containerd', containerd.pid, '', 7, false],
      ]);
      expect(daemons.flatMap(({ waiting }) => waiting.map(({ waitsFor }) => waitsFor)).toSorted()).toEqual([
        'containerd',
        'lock',
        'shim',
        'shim',
      ]);
      for (const one of [dockerd, containerd]) expect(existsSync(node.path(one.dump)), one.dump).toBe(false);
      expect(existsSync(node.path('run/docker/goroutine-stacks-2025-01-01T000000Z.log'))).toBe(true);
      expect(run.briefRecords).toContainEqual(expect.objectContaining({ r: 'dump', of: 'dockerd', why: '' }));
      expect(run.lines.length, run.stdout).toBe(run.records.length);
      expect(Math.max(...run.lines.map((line) => line.length))).toBeLessThan(8192);
      expect(run.left).toEqual([]);
    });
  });
}

describe.concurrent('a daemon', { timeout: 60_000 }, () => {
  const hanging = () => new StubNode().does('ctr', 'target', answers.hang);
  const why = async (node: StubNode, parameters = {}) => {
    const run = await runScript(node, { parameters: { ...asked, ...parameters } });
    return Object.fromEntries(run.evidence.dumps.map((dump) => [dump.of, dump.why]));
  };

  test('is not signalled where nothing fails', async () => {
    using node = new StubNode();
    using containerd = await daemon(node, 'containerd');
    expect(await why(node)).toEqual({});
    expect(containerd.signalled()).toBe(false);
  });

  test('is not signalled unasked', async () => {
    using node = hanging();
    using containerd = await daemon(node, 'containerd');
    expect(await why(node, { ED_DUMP_STACKS: '0' })).toEqual({});
    expect(containerd.signalled()).toBe(false);
  });

  test('is signalled after a failure too', async () => {
    using node = new StubNode().does('ctr', 'target', answers.fail);
    using containerd = await daemon(node, 'containerd');
    expect(await why(node)).toEqual({ dockerd: 'not-found', containerd: '' });
    expect(containerd.signalled()).toBe(true);
  });

  const never: Record<string, Partial<NodeProcess> & { status?: string }> = {
    stopped: { state: 'T' },
    uninterruptible: { state: 'D' },
    'other-program': { exe: '/usr/local/bin/k3s' },
    'too-old': { exe: '/usr/bin/docker-containerd' },
    'not-caught': { status: 'Uid:\t0\t0\t0\t0\nSigCgt:\t0000000000000100\n' },
  };
  test.for(Object.entries(never))('is not signalled: %s', async ([reason, how]) => {
    using node = hanging();
    using containerd = await daemon(node, 'containerd', how);
    expect((await why(node)).containerd).toBe(reason);
    expect(containerd.signalled()).toBe(false);
  });

  test('is not signalled where its dump would overwrite one', async () => {
    using node = hanging();
    using containerd = await daemon(node, 'containerd');
    node.file(containerd.dump, 'of somebody else');
    expect((await why(node)).containerd).toBe('file-there');
    expect(containerd.signalled()).toBe(false);
    expect(readFileSync(node.path(containerd.dump), 'utf8')).toBe('of somebody else');
  });

  test('of a docker before 18.09 is not signalled', async () => {
    using node = hanging();
    using dockerd = await daemon(node, 'dockerd');
    node.process({ pid: 45, comm: 'docker-containe', exe: '/usr/bin/docker-containerd' });
    expect(await why(node)).toEqual({ dockerd: 'too-old', containerd: 'too-old' });
    expect(dockerd.signalled()).toBe(false);
  });

  test('whose dump is a link by now: it is not followed, nor deleted', async () => {
    using node = hanging().file('linking.containerd', '');
    using containerd = await daemon(node, 'containerd');
    expect((await why(node)).containerd).toBe('no-file');
    expect(existsSync(node.path(containerd.dump))).toBe(true);
  });

  test('that writes nothing is not waited for any longer', async () => {
    using node = hanging().file('silent.containerd', '');
    using containerd = await daemon(node, 'containerd');
    expect((await why(node)).containerd).toBe('no-file');
    expect(containerd.signalled()).toBe(true);
  });
});

test('an interrupted run leaves no dump', { timeout: 30_000 }, async () => {
  using node = new StubNode().does('ctr', 'target', answers.hang).file('slow.containerd', '');
  using containerd = await daemon(node, 'containerd');
  const run = await runScript(node, {
    parameters: { ...asked, ED_PROBE_TIMEOUT_MS: '3000' },
    whileRunning: async (kill) => {
      while (!containerd.signalled()) await new Promise((resolve) => setTimeout(resolve, 20));
      kill('SIGTERM');
    },
  });
  expect(run.exitCode).toBe(143);
  expect(existsSync(node.path(containerd.dump))).toBe(false);
});
