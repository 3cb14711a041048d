import { execFileSync } from 'node:child_process';
import { uptime } from 'node:os';
import { afterAll, describe, expect, test } from 'vitest';
import { carriesOurId, inContainer, inTree, isAlive } from './real-process.ts';
import { runScript, targetID } from './run-script.ts';
import { StubNode } from './stub-node.ts';
import { busyboxFolder, presentUserlands } from './userlands.ts';

const busybox = busyboxFolder();
afterAll(() => busybox[Symbol.dispose]());

const docker = { ED_FAMILY: 'docker', ED_SECOND: '' };
const own = `11:memory:/kubepods/${targetID}`;
/** Ticks of the clock from the node's start: some seconds from now, while the probes wait. */
const soon = () => Math.round(uptime() * 100) + 500;
const inShim = `\necho 0::/system.slice >"$ED_PROC/$pid/cgroup"`;

/** Children of the shim that a program has cloned beside itself, younger than the run, by names of its choice. */
function crowd(node: StubNode, size: number, comm = 'runc'): StubNode {
  const pids = Array.from({ length: size }, (_, n) => 100_000 + n);
  node.file('proc/90/task/90/children', `100 ${pids.join(' ')} `);
  for (const pid of pids) {
    node.file(`proc/${pid}/stat`, `${pid} (${comm}) S 90 ${'0 '.repeat(17)}${soon()} 0 0\n`);
    node.file(`proc/${pid}/cgroup`, `${own}\n`).file(`proc/${pid}/cmdline`, `${comm}\0`);
  }
  return node;
}

for (const { name, shell, path } of presentUserlands) {
  describe.concurrent(`what a container may have any number of, by ${name}`, { timeout: 120_000 }, () => {
    const parameters = { ...docker, ...path(busybox.path) };

    test('of the children of its shim our exec is found, and told that not all were looked at', async () => {
      using node = crowd(new StubNode(), 1200);
      node.does('ctr', 'target', `${carriesOurId}${inTree('$pid')}${inShim}\nexec sleep 1000`);
      const run = await runScript(node, { shell, parameters });
      expect(isAlive(node)).toBe(false);
      expect(run.facts['target.processesUnseen']).toBe('yes');
      expect(run.left).toEqual([]);
    });

    test('what its runtime wrote down is found before all of them', async () => {
      using node = crowd(new StubNode(), 400);
      const bundle = `run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/${targetID}`;
      const written = `echo $pid >"${'$'}{ED_RUN%/run}/${bundle}/.exec-doctor-run1-2.pid"`;
      node.does('ctr', 'target', `${carriesOurId}${inTree('$pid')}${inContainer}\n${written}\nexec sleep 1000`);
      await runScript(node, { shell, parameters });
      expect(isAlive(node)).toBe(false);
    });

    test('of these the runtime, and what it has started, is told', async () => {
      using node = crowd(new StubNode(), 400);
      node.process({ pid: 60, comm: 'runc', ppid: 90, start: soon(), children: [61] });
      node.process({ pid: 61, comm: 'runc:[2:INIT]', ppid: 60, start: soon(), cgroup: own, exe: '/usr/bin/runc' });
      node.does('ctr', 'target', `printf '60 ' >>"$ED_PROC/90/task/90/children"; exec sleep 1000`);
      const run = await runScript(node, { shell, parameters: { ...parameters, ED_PROBE_TIMEOUT_MS: '9000' } });
      const told = run.evidence.processes.filter(({ pid }) => pid === 60 || pid === 61).map(({ role }) => role);
      expect(told.toSorted()).toEqual(['inside', 'runtime']);
    });

    test('four processes that keep us waiting do not hide what is ours behind them, from either search', async () => {
      using node = new StubNode().file('proc/90/task/90/children', '100 60 61 62 63 ');
      for (const pid of [60, 61, 62, 63]) {
        node.process({ pid, comm: 'app', ppid: 90, cgroup: own, start: soon() }).remove(`proc/${pid}/cmdline`);
        execFileSync('sh', ['-c', 'mkfifo "$0"', node.path(`proc/${pid}/cmdline`)]);
      }
      node.does('runc', 'target', `${carriesOurId}${inTree('$pid')}${inContainer}\nexec sleep 1000`);
      const run = await runScript(node, { shell, parameters });
      expect(run.records).toContainEqual({ r: 'refused', what: 'process', name: '63', why: 'waiting' });
      expect(isAlive(node)).toBe(false);
      expect(run.left).toEqual([]);
    });
  });
}
