import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { runScript } from './run-script.ts';
import { StubNode } from './stub-node.ts';

const id = 'a'.repeat(64);
const none = '9223372036854771712';
const ample = { 'memory.limit_in_bytes': '1073741824', 'memory.usage_in_bytes': '1048576' };

/** The target's cgroup on a node with cgroup v2 only. */
const v2 = (node: StubNode, path: string) =>
  node
    .process({ pid: 100, comm: 'app', ppid: 90, cgroup: `0::${path}` })
    .cgroup('', { 'cgroup.controllers': 'memory' });

interface Situation {
  readonly node: (node: StubNode) => StubNode;
  /** Fields of the guard's record. */
  readonly guard: Readonly<Record<string, unknown>>;
}

const situations: Record<string, Situation> = {
  'v1: nothing speaks against it': {
    node: (node) => node,
    guard: { frozen: 'no', frozenAt: '', cgroup: `/sys/fs/cgroup/freezer/kubepods/${id}`, headroom: null, blocked: '' },
  },
  'v1: frozen': {
    node: (node) => node.cgroup(`freezer/kubepods/${id}`, { 'freezer.state': 'FROZEN', 'freezer.self_freezing': '1' }),
    guard: { frozen: 'yes', frozenAt: `/sys/fs/cgroup/freezer/kubepods/${id}`, blocked: 'frozen' },
  },
  'v1: on its way to be frozen': {
    node: (node) =>
      node.cgroup(`freezer/kubepods/${id}`, { 'freezer.state': 'FREEZING', 'freezer.self_freezing': '1' }),
    guard: { frozen: 'yes', blocked: 'frozen' },
  },
  'v1: frozen by a parent': {
    node: (node) =>
      node
        .cgroup(`freezer/kubepods/${id}`, { 'freezer.state': 'FROZEN', 'freezer.self_freezing': '0' })
        .cgroup('freezer/kubepods', { 'freezer.state': 'FROZEN', 'freezer.self_freezing': '1' }),
    guard: { frozen: 'yes', frozenAt: '/sys/fs/cgroup/freezer/kubepods', blocked: 'frozen' },
  },
  'v2: nothing speaks against it': {
    node: (node) =>
      v2(node, `/kubepods/${id}`).cgroup(`kubepods/${id}`, {
        'cgroup.events': 'populated 1\nfrozen 0',
        'cgroup.freeze': '0',
        'memory.max': 'max',
        'memory.current': '1',
      }),
    guard: { frozen: 'no', cgroup: `/sys/fs/cgroup/kubepods/${id}`, headroom: null, blocked: '' },
  },
  'v2: frozen by a parent': {
    node: (node) =>
      v2(node, `/kubepods/${id}`)
        .cgroup(`kubepods/${id}`, { 'cgroup.events': 'populated 1\nfrozen 1', 'cgroup.freeze': '0' })
        .cgroup('kubepods', { 'cgroup.freeze': '1' }),
    guard: { frozen: 'yes', frozenAt: '/sys/fs/cgroup/kubepods', blocked: 'frozen' },
  },
  'v2: to be frozen, and one process does not stop': {
    node: (node) =>
      v2(node, `/kubepods/${id}`).cgroup(`kubepods/${id}`, {
        'cgroup.events': 'populated 1\nfrozen 0',
        'cgroup.freeze': '1',
      }),
    guard: { frozen: 'yes', frozenAt: `/sys/fs/cgroup/kubepods/${id}`, blocked: 'frozen' },
  },
  'v2: the first process has moved into a child': {
    node: (node) =>
      v2(node, `/kubepods.slice/cri-containerd-${id}.scope/init.scope`)
        .cgroup(`kubepods.slice/cri-containerd-${id}.scope/init.scope`, { 'cgroup.freeze': '0' })
        .cgroup(`kubepods.slice/cri-containerd-${id}.scope`, { 'cgroup.freeze': '1' }),
    guard: { frozen: 'yes', cgroup: `/sys/fs/cgroup/kubepods.slice/cri-containerd-${id}.scope` },
  },
  'hybrid: freezer and memory by v1, all else by v2': {
    node: (node) =>
      node
        .process({
          pid: 100,
          comm: 'app',
          ppid: 90,
          cgroup: `11:memory:/kubepods/${id}\n5:freezer:/kubepods/${id}\n0::/system.slice/docker.service`,
        })
        .cgroup('unified/system.slice/docker.service', { 'cgroup.events': 'frozen 0', 'cgroup.freeze': '0' })
        .cgroup(`memory/kubepods/${id}`, ample),
    guard: { frozen: 'no', cgroup: `/sys/fs/cgroup/freezer/kubepods/${id}`, headroom: 1072693248, blocked: '' },
  },
  'hybrid: thawed by v1, frozen by v2': {
    node: (node) =>
      node
        .process({
          pid: 100,
          comm: 'app',
          ppid: 90,
          cgroup: `5:freezer:/kubepods/${id}\n0::/system.slice/docker.service`,
        })
        .cgroup('unified/system.slice/docker.service', { 'cgroup.events': 'frozen 1', 'cgroup.freeze': '1' }),
    guard: {
      frozen: 'yes',
      cgroup: '/sys/fs/cgroup/unified/system.slice/docker.service',
      frozenAt: '/sys/fs/cgroup/unified/system.slice/docker.service',
    },
  },
  'hybrid: the freezer by v2': {
    node: (node) =>
      node
        .process({ pid: 100, comm: 'app', ppid: 90, cgroup: `11:memory:/kubepods/${id}\n0::/kubepods/${id}` })
        .cgroup(`unified/kubepods/${id}`, { 'cgroup.events': 'populated 1\nfrozen 1', 'cgroup.freeze': '1' }),
    guard: { frozen: 'yes', frozenAt: `/sys/fs/cgroup/unified/kubepods/${id}` },
  },
  'v1: little memory left': {
    node: (node) =>
      node.cgroup(`memory/kubepods/${id}`, {
        'memory.limit_in_bytes': '10000000',
        'memory.usage_in_bytes': '9000000',
        'memory.stat': 'inactive_file 4096',
      }),
    guard: { headroom: 1004096, blocked: 'memory' },
  },
  'v1: what is left is file cache': {
    node: (node) =>
      node.cgroup(`memory/kubepods/${id}`, {
        'memory.limit_in_bytes': '100000000',
        'memory.usage_in_bytes': '99000000',
        'memory.stat': 'inactive_file 7\nactive_file 5\ntotal_inactive_file 50000000\ntotal_active_file 9',
      }),
    guard: { headroom: 51000000, blocked: '' },
  },
  'v1: little memory left in a parent': {
    node: (node) =>
      node
        .cgroup(`memory/kubepods/${id}`, ample)
        .cgroup('memory/kubepods', { 'memory.limit_in_bytes': '2000000', 'memory.usage_in_bytes': '1500000' })
        .cgroup('memory', { 'memory.limit_in_bytes': none, 'memory.usage_in_bytes': '1500000' }),
    guard: { headroom: 500000, blocked: 'memory' },
  },
  'v2: over its limit': {
    node: (node) =>
      v2(node, `/kubepods/${id}`).cgroup(`kubepods/${id}`, { 'memory.max': '1000', 'memory.current': '5000' }),
    guard: { headroom: -4000, blocked: 'memory' },
  },
  'a runc init that is stuck inside': {
    node: (node) => node.process({ pid: 120, comm: 'runc:[2:INIT]', state: 'D', cgroup: `5:freezer:/kubepods/${id}` }),
    guard: { stuckInit: 120, blocked: 'stuck-init' },
  },
  'a runc init that is stuck elsewhere, or runs': {
    node: (node) =>
      node
        .process({ pid: 120, comm: 'runc:[2:INIT]', state: 'D', cgroup: '5:freezer:/kubepods/other' })
        .process({ pid: 121, comm: 'runc:[2:INIT]', state: 'R', cgroup: `5:freezer:/kubepods/${id}` }),
    guard: { stuckInit: null, blocked: '' },
  },
  'a process in a user namespace of its own that is called as a runc init': {
    node: (node) =>
      node.process({
        ...{ pid: 120, comm: 'runc:[2:INIT]', ppid: 90, state: 'D', cgroup: `5:freezer:/kubepods/${id}` },
        userNamespace: 'user:[4026533188]',
      }),
    guard: { stuckInit: null, blocked: '' },
  },
  "another's, in a cgroup of its own that is called as this container": {
    node: (node) =>
      node.process({
        ...{ pid: 120, comm: 'runc:[2:INIT]', ppid: 90, state: 'D' },
        cgroup: `5:freezer:/kubepods/${'e'.repeat(64)}/${id}`,
      }),
    guard: { stuckInit: null, blocked: '' },
  },
  'the same where the node is itself a container': {
    node: (node) =>
      node.process({ pid: 1, comm: 'systemd', cgroup: `5:freezer:/docker/${'c'.repeat(64)}` }).process({
        ...{ pid: 120, comm: 'runc:[2:INIT]', exe: '/usr/sbin/runc', state: 'D' },
        cgroup: `5:freezer:/docker/${'c'.repeat(64)}/kubepods/${'e'.repeat(64)}/${id}`,
      }),
    guard: { stuckInit: null, blocked: '' },
  },
  'a runc init that is stuck, where the node is itself a container': {
    node: (node) =>
      node.process({ pid: 1, comm: 'systemd', cgroup: `5:freezer:/docker/${'c'.repeat(64)}` }).process({
        ...{ pid: 120, comm: 'runc:[2:INIT]', exe: '/usr/sbin/runc', state: 'D' },
        cgroup: `5:freezer:/docker/${'c'.repeat(64)}/kubepods/${id}`,
      }),
    guard: { stuckInit: 120, blocked: 'stuck-init' },
  },
  'a crun that is stuck on its way in': {
    node: (node) => node.process({ pid: 120, comm: 'crun', state: 'D', cgroup: `5:freezer:/kubepods/${id}` }),
    guard: { stuckInit: 120, blocked: 'stuck-init' },
  },
  'a crun that the container itself runs': {
    node: (node) =>
      node.process({ pid: 120, comm: 'crun', ppid: 100, state: 'D', cgroup: `5:freezer:/kubepods/${id}` }),
    guard: { stuckInit: null, blocked: '' },
  },
  'the container has no cgroup that can be seen': {
    node: (node) => node.process({ pid: 100, comm: 'app', ppid: 90, cgroup: '0::/../../elsewhere' }),
    guard: { frozen: 'unknown', cgroup: '', headroom: null, blocked: '' },
  },
};

// by itself: what changes in the middle of the run has to change in time
test('a runc init that waits for the disk for a moment is not stuck', { timeout: 30_000 }, async () => {
  const inside = { pid: 120, comm: 'runc:[2:INIT]', cgroup: `5:freezer:/kubepods/${id}` } as const;
  using node = new StubNode().process({ ...inside, state: 'D' });
  const run = await runScript(node, {
    parameters: { ED_FAMILY: 'docker', ED_SECOND: '' },
    whileRunning: async () => {
      await sleep(300);
      node.process({ ...inside, state: 'S' });
    },
  });
  expect(run.evidence.guard).toMatchObject({ stuckInit: null, blocked: '' });
});

describe.concurrent('guards', { timeout: 30_000 }, () => {
  for (const [name, { node: prepare, guard }] of Object.entries(situations)) {
    test(name, async () => {
      using node = prepare(new StubNode());
      const run = await runScript(node, { parameters: { ED_FAMILY: 'docker', ED_SECOND: '' } });
      const told = run.evidence.guard;
      expect(told).toMatchObject(guard);
      const blocked = guard.blocked ?? told?.blocked;
      const onTarget = node.started().filter((call) => call.endsWith('target'));
      expect(onTarget).toEqual(
        blocked === '' ? ['nsenter target', 'runc target', 'ctr target', 'docker target'] : ['nsenter target'],
      );
      expect(run.evidence.gate).toBe(blocked);
      expect(run.briefRecords).toContainEqual(
        expect.objectContaining({ r: 'guard', blocked, headroom: told?.headroom, frozen: told?.frozen }),
      );
    });
  }

  const memoryAtLimit = { 'memory.limit_in_bytes': '10000000', 'memory.usage_in_bytes': '9999000' };
  for (const [told, control] of [
    [undefined, 'oom_kill_disable 0\nunder_oom 0\noom_kill 3'],
    ['yes', 'oom_kill_disable 1\nunder_oom 0\noom_kill 0'],
    ['now', 'oom_kill_disable 1\nunder_oom 1\noom_kill 0'],
  ] as const) {
    test(`v1: what becomes of a process at the limit: ${told ?? 'killed'}`, async () => {
      using node = new StubNode().cgroup(`memory/kubepods/${id}`, { ...memoryAtLimit, 'memory.oom_control': control });
      const run = await runScript(node, { parameters: { ED_FAMILY: 'docker', ED_SECOND: '' } });
      expect(run.evidence.guard?.blocked).toBe('memory');
      expect(run.facts['target.memoryWaits']).toBe(told);
    });
  }

  test('a cgroup that the container has made below its own is frozen: the container is not', async () => {
    const child = `freezer/kubepods/${id}/app`;
    using node = new StubNode()
      .process({ pid: 100, comm: 'app', ppid: 90, cgroup: `5:freezer:/kubepods/${id}/app` })
      .cgroup(child, { 'freezer.state': 'FROZEN', 'freezer.self_freezing': '1' });
    const run = await runScript(node, { parameters: { ED_FAMILY: 'docker', ED_SECOND: '' } });
    expect(run.evidence.guard).toMatchObject({ frozen: 'no', frozenAt: '', blocked: '' });
    expect(run.facts['target.childFrozen']).toBe(`/sys/fs/cgroup/${child}`);
  });

  test('ED_FORCE overrules, and the guard is told all the same', async () => {
    using node = situations['v1: frozen']?.node(new StubNode()) ?? new StubNode();
    const run = await runScript(node, { parameters: { ED_FAMILY: 'docker', ED_FORCE: '1' } });
    expect(run.evidence.guard).toMatchObject({ blocked: 'frozen' });
    expect(node.started()).toContain('ctr target');
  });

  test('two execs of ours that still hang in the target: no third one', async () => {
    using node = new StubNode();
    const bundle = `run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/${id}`;
    node.process({ pid: 131, comm: 'echo' }).file(`${bundle}/.exec-doctor-old1-1.pid`, '131');
    node.process({
      pid: 132,
      comm: 'runc',
      ppid: 90,
      arguments: ['runc', 'exec', '--pid-file', '.exec-doctor-old2-1.pid'],
    });
    node.file('proc/90/task/90/children', '100 132 ');
    node.file(`${bundle}/.exec-doctor-old3-1.pid`, '133'); // it is gone
    const run = await runScript(node, { parameters: { ED_FAMILY: 'docker' } });
    expect(run.facts['target.oldExecs']).toBe('2');
    expect(run.evidence.gate).toBe('old-execs');
    expect(node.started().filter((call) => call.endsWith('target'))).toEqual(['nsenter target', 'runc target']);
  });
});
