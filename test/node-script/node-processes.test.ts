import { describe, expect, test } from 'vitest';
import { runScript } from './run-script.ts';
import { StubNode } from './stub-node.ts';

const listening =
  '   1: 00000000:280A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0';
const connected =
  '   2: 0100007F:280A 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000000000000000 20 4 30 10 -1';

const docker = { ED_FAMILY: 'docker', ED_SECOND: '' };

describe.concurrent("the node's own processes", { timeout: 30_000 }, () => {
  test('daemons with their state, none of a container', async () => {
    using node = new StubNode();
    node
      .process({ pid: 40, comm: 'dockerd', start: 11 })
      .process({ pid: 41, comm: 'containerd', state: 'T', start: 12 })
      .process({ pid: 42, comm: 'kubelet', state: 'D' })
      .process({ pid: 43, comm: 'dockerd', mountNamespace: 'mnt:[4026532999]' })
      .process({ pid: 44, comm: 'docker-containe', exe: '/usr/bin/docker-containerd-shim' })
      .process({ pid: 45, comm: 'docker-containe', exe: '/usr/bin/docker-containerd' })
      .process({ pid: 46, comm: 'x"\ncontainerd' })
      .process({ pid: 47, comm: 'containerd-stre' });
    const run = await runScript(node, { parameters: docker });
    const daemons = run.evidence.processes
      .filter(({ role }) => role === 'daemon')
      .map(({ pid, name, state, start }) => [pid, name, state, start]);
    expect(daemons).toEqual([
      [40, 'dockerd', 'S', 11],
      [41, 'containerd', 'T', 12],
      [42, 'kubelet', 'D', 1000],
      [45, 'docker-containe', 'S', 1000],
    ]);
    expect(run.briefRecords).toContainEqual(
      expect.objectContaining({ r: 'process', name: 'containerd', pid: 41, state: 'T', start: 12 }),
    );
    expect(run.briefRecords).toContainEqual(
      expect.objectContaining({ name: 'containerd-shim', pid: 90, role: 'shim', of: 'target' }),
    );
  });

  test('the frozen cgroup that a daemon or a shim is in, by either version', async () => {
    using node = new StubNode()
      .cgroup('freezer/odd', { 'freezer.state': 'FROZEN', 'freezer.self_freezing': '0' })
      .cgroup('freezer', { 'freezer.self_freezing': '0' })
      .cgroup('unified/jobs/one', { 'cgroup.events': 'populated 1\nfrozen 1' })
      .cgroup('unified/jobs', { 'cgroup.freeze': '1' })
      .process({ pid: 40, comm: 'dockerd', cgroup: '6:freezer:/odd' })
      .process({ pid: 41, comm: 'containerd', cgroup: '0::/jobs/one' })
      .process({ pid: 42, comm: 'kubelet', cgroup: '6:freezer:/' });
    const { evidence } = await runScript(node, { parameters: docker });
    const frozen = evidence.processes.map(({ name, frozenAt }) => [name, frozenAt]);
    expect(frozen).toEqual(
      expect.arrayContaining([
        ['dockerd', '/sys/fs/cgroup/freezer/odd'],
        ['containerd', '/sys/fs/cgroup/unified/jobs'],
        ['kubelet', ''],
        ['containerd-shim', ''],
      ]),
    );
  });

  const onIPv6 = listening.replaceAll('00000000:', '00000000000000000000000000000000:');
  const ports: Record<string, [tcp: string, tcp6: string, held: string | null, expected: string]> = {
    'the kubelet listens': [`${connected}\n${listening}`, '', 'socket:[4711]', 'yes'],
    'the kubelet listens on IPv6': ['', onIPv6, 'socket:[4711]', 'yes'],
    'the kubelet listens beside others': [
      `${listening.replace('4711', '99')}\n${listening}`,
      '',
      'socket:[4711]',
      'yes',
    ],
    'a process of a pod listens': [listening, '', 'socket:[471]', 'other'],
    'somebody listens where no kubelet runs': [listening, onIPv6, null, 'other'],
    'only an old connection is left': [connected, '', 'socket:[4712]', 'no'],
    'another port': [listening.replace(':280A', ':0016'), '', 'socket:[4711]', 'no'],
  };
  for (const [name, [tcp, tcp6, held, expected]] of Object.entries(ports)) {
    test(name, async () => {
      using node = new StubNode();
      node.file('proc/net/tcp', `${tcp}\n`).file('proc/net/tcp6', `${tcp6}\n`);
      if (held) node.process({ pid: 42, comm: 'kubelet' }).link('proc/42/fd/3', held);
      const run = await runScript(node, { parameters: docker });
      expect(run.facts['kubelet.listens']).toBe(expected);
      expect(run.briefRecords).toContainEqual({ r: 'fact', k: 'kubelet.listens', v: expected });
    });
  }

  test('of two containerds, the one that listens on the address of the target', async () => {
    using node = new StubNode();
    node
      .process({ pid: 41, comm: 'containerd' })
      .process({ pid: 45, comm: 'containerd' })
      .file(
        'proc/1/net/unix',
        [
          'Num       RefCount Protocol Flags    Type St Inode Path',
          '0000000000000000: 00000002 00000000 00010000 0001 01 5001 /run/containerd/containerd.sock',
          '0000000000000000: 00000003 00000000 00000000 0001 03 5002 /run/docker/containerd/containerd.sock',
          '0000000000000000: 00000002 00000000 00010000 0001 01 5003 /var/run/docker/containerd/containerd.sock',
          '',
        ].join('\n'),
      );
    node
      .link('proc/41/fd/7', 'socket:[5001]')
      .link('proc/45/fd/9', 'socket:[5003]')
      .link('proc/41/fd/8', 'socket:[50033]');
    expect((await runScript(node, { parameters: docker })).facts['target.containerd']).toBe('45');
  });

  test('and of thousands of sockets of that name the one that it holds, in the same time', async () => {
    using node = new StubNode();
    const line = (inode: number, path: string) =>
      `0000000000000000: 00000002 00000000 00010000 0001 01 ${inode} ${path}`;
    const address = '/run/docker/containerd/containerd.sock';
    node
      .process({ pid: 41, comm: 'containerd' })
      .process({ pid: 45, comm: 'containerd' })
      .link('proc/41/fd/7', 'socket:[5001]')
      .link('proc/45/fd/9', 'socket:[5003]')
      .file(
        'proc/1/net/unix',
        [
          'Num       RefCount Protocol Flags    Type St Inode Path',
          ...Array.from({ length: 20_000 }, (_, n) => line(100_000 + n, address)),
          line(5003, `/var${address}`),
          // the second line of a name
          line(5001, address),
          line(5001, '/run/containerd/containerd.sock'),
          '',
        ].join('\n'),
      );
    const run = await runScript(node, { parameters: docker });
    expect(run.facts['target.containerd']).toBe('45');
    expect(run.durationMs).toBeLessThan(5_000);
  });

  const shims: Record<string, [exe: string, runtime: string, skipped: boolean]> = {
    'runc by the shim of runc': ['/usr/bin/containerd-shim-runc-v2', 'runc', false],
    'the shim was replaced on disk': ['/usr/bin/containerd-shim-runc-v2 (deleted)', 'runc', false],
    kata: ['/opt/kata/bin/containerd-shim-kata-v2', 'runc', true],
    gVisor: ['/usr/local/bin/containerd-shim-runsc-v1', 'runc', true],
    'gVisor by the shim of runc': ['/usr/bin/containerd-shim-runc-v2', '/usr/local/bin/runsc', true],
  };
  for (const [name, [exe, runtime, skipped]] of Object.entries(shims)) {
    test(`${name}: ${skipped ? 'a sandbox' : 'a container of this kernel'}`, async () => {
      using node = new StubNode();
      node.process({
        pid: 90,
        comm: 'containerd-shim',
        exe,
        arguments: [exe, '-namespace', 'moby', '-address', '/run/c.sock'],
      });
      node.file(
        `run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/${'a'.repeat(64)}/options.json`,
        JSON.stringify({ binary_name: runtime, root: '/var/run/docker/runtime-runc' }),
      );
      const run = await runScript(node, { parameters: docker });
      const skips = run.evidence.skips
        .filter(({ subject, why }) => subject === 'target' && why === 'vm-runtime')
        .map(({ layer }) => layer);
      expect(skips).toEqual(skipped ? ['nsenter', 'runc'] : []);
      expect(node.started().filter((call) => call.endsWith('target'))).toEqual(
        skipped ? ['ctr target', 'docker target'] : ['nsenter target', 'runc target', 'ctr target', 'docker target'],
      );
      expect(run.facts['control.sameRuntime']).toBe(skipped ? 'no' : 'yes');
    });
  }

  test('the control is the container that the script runs in, also where a cgroup namespace hides its id', async () => {
    using node = new StubNode();
    const run = await runScript(node, { parameters: { ...docker, ED_CONTROL: 'self', ED_INIT: '200' } });
    expect(run.facts['control.id']).toBe('b'.repeat(64));
  });

  test('versions are asked for where something failed only', async () => {
    using well = new StubNode();
    expect((await runScript(well, { parameters: docker })).facts).not.toHaveProperty('runc.version');
    using ill = new StubNode().does('ctr', 'target', 'exit 1');
    expect((await runScript(ill, { parameters: docker })).facts).toMatchObject({
      'runc.version': 'runc version 1.2.3',
      'ctr.version': 'ctr version 1.2.3',
      'docker.version': 'docker version 1.2.3',
    });
  });
});
