import { chmodSync, chownSync, lchownSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runScript, targetID } from './run-script.ts';
import { StubNode } from './stub-node.ts';

const docker = { ED_FAMILY: 'docker', ED_CONTROL: '', ED_SECOND: '' };
const bundle = `run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/${targetID}`;
const state = `run/docker/runtime-runc/moby/${targetID}`;
const somebody = 1000;

const owned = (node: StubNode, name: string) => {
  chmodSync(node.path(name), 0o755);
  chownSync(node.path(name), somebody, somebody);
};
const options = (node: StubNode, runtime: string) =>
  node.file(`${bundle}/options.json`, `{"binary_name":"${runtime}"}`);

/** What is done to an ordinary node, and what is left aside for that: WHAT NAME WHY. */
const situations: readonly (readonly [what: string, done: (node: StubNode) => unknown, refused: readonly string[]])[] =
  [
    ['nothing', () => {}, []],
    [
      'an agent in a container, called as a daemon',
      (node) => node.process({ pid: 60, comm: 'containerd', cgroup: `0::/kubepods/${'f'.repeat(64)}` }),
      ['daemon containerd container'],
    ],
    ['of another user', (node) => node.process({ pid: 60, comm: 'kubelet', user: somebody }), ['daemon kubelet user']],
    [
      'processes of one container with more names than are told, and a shim of another user',
      (node) => {
        for (let n = 0; n < 30; n++)
          node.process({ pid: 500 + n, comm: `a${n}`, user: somebody }).file(`proc/${500 + n}/comm`, 'kubelet\n');
        node.process({ pid: 90, comm: 'containerd-shim', user: somebody });
      },
      [...[...Array(12).keys()].map((n) => `daemon a${n} user`), 'shim 90 user'],
    ],
    [
      'in a mount namespace of its own',
      (node) => node.process({ pid: 60, comm: 'dockerd', mountNamespace: 'mnt:[1]' }),
      ['daemon dockerd mount-namespace'],
    ],
    [
      'of a program that is not the one at its place',
      (node) => node.process({ pid: 60, comm: 'dockerd' }).file('other', '').link('proc/60/exe', node.path('other')),
      ['daemon dockerd path'],
    ],
    [
      'of another program of root, as anybody may start one by any name',
      (node) => node.process({ pid: 60, comm: 'containerd', exe: '/usr/bin/chsh' }),
      ['daemon containerd program'],
    ],
    [
      'of a program that anybody starts with the rights of root',
      (node) => {
        node.process({ pid: 60, comm: 'containerd' });
        chmodSync(node.path('root/usr/bin/containerd'), 0o4755);
      },
      ['daemon containerd program'],
    ],
    [
      'a shim in the cgroup and the mount namespace of a container',
      (node) =>
        node.process({
          ...{ pid: 90, comm: 'containerd-shim', exe: '/usr/bin/containerd-shim-runc-v2' },
          ...{ cgroup: `0::/kubepods/${'f'.repeat(64)}`, mountNamespace: 'mnt:[1]' },
        }),
      ['shim 90 container'],
    ],
    [
      'a shim of another program',
      (node) => node.process({ pid: 90, comm: 'containerd-shim', exe: '/usr/bin/chsh' }),
      ['shim 90 program'],
    ],
    [
      "another container's process, which has the number by now",
      (node) => node.process({ pid: 100, comm: 'app', ppid: 90, cgroup: `0::/docker/${'f'.repeat(64)}` }),
      ['shim 90 container'],
    ],
    [
      'a client that somebody owns',
      (node) => owned(node.remove('root/usr/bin/crictl').file('root/usr/bin/crictl', ''), 'root/usr/bin/crictl'),
      ['program /usr/bin/crictl owner'],
    ],
    [
      'a folder of clients that a group may write',
      (node) => {
        node.file('root/opt/bin/own', '').remove('root/usr/bin/crictl').program('root/opt/bin/crictl', 'client.sh');
        chownSync(node.path('root/opt/bin'), 0, somebody);
        chmodSync(node.path('root/opt/bin'), 0o775);
      },
      ['program /opt/bin/crictl writable'],
    ],
    [
      'a client that is a link to what somebody owns',
      (node) => {
        node.remove('root/usr/bin/crictl').file('root/home/own', '');
        owned(node, 'root/home/own');
        symlinkSync('/home/own', node.path('root/usr/bin/crictl'));
      },
      ['program /usr/bin/crictl owner'],
    ],
    ['a bundle that somebody owns', (node) => owned(node, bundle), [`bundle /${bundle} owner`]],
    [
      'a record that everybody may write',
      (node) => chmodSync(node.path(state), 0o777),
      [`state /var/${state} writable`, `state /${state} writable`],
    ],
    ['a runtime of an unknown name', (node) => options(node, '/usr/bin/own'), ['runtime /usr/bin/own name']],
    ['a runtime that is not there', (node) => options(node, '/usr/bin/crun'), ['runtime /usr/bin/crun path']],
    [
      'a folder of containerd that is a link to a name of two lines',
      (node) => {
        // which would tell of the link itself, as root's
        const name = `x\ndrwxr-xr-x 2 0 0 4096 Jan  1 00:00 ${node.path('run/lock/containerd')}`;
        node.file('run/lock/own', '').file(`run/lock/${name}/own`, '');
        symlinkSync(name, node.path('run/lock/containerd'));
        lchownSync(node.path('run/lock/containerd'), somebody, somebody);
      },
      ['bundle /run/lock/containerd path'],
    ],
    [
      'a link of somebody in a folder that everybody may write, which may lead to where nothing answers: not even looked at',
      (node) => {
        node.file('run/lock/own', '');
        chmodSync(node.path('run/lock'), 0o1777);
        symlinkSync(node.path('run/docker/containerd/daemon'), node.path('run/lock/containerd'));
        lchownSync(node.path('run/lock/containerd'), somebody, somebody);
      },
      [],
    ],
    [
      'a shim of another user',
      (node) => node.process({ pid: 90, comm: 'containerd-shim', user: somebody }),
      ['shim 90 user'],
    ],
  ];

describe.concurrent('what is left aside', { timeout: 30_000 }, () => {
  test.for(situations)('%s', async ([, done, refused]) => {
    using node = new StubNode();
    done(node);
    const { evidence } = await runScript(node, { parameters: docker });
    expect(evidence.refused.map(({ what, name, why }) => `${what} ${name} ${why}`)).toEqual(refused);
  });

  test('where the node is a container, a program of a container that has no file any more is not the runtime', async () => {
    using node = new StubNode().file('proc/1/cgroup', `0::/docker/${'d'.repeat(64)}\n`);
    const inNode = `0::/docker/${'d'.repeat(64)}`;
    node.process({ pid: 60, comm: 'runc', ppid: 90, exe: '/usr/bin/runc (deleted)', mountNamespace: 'mnt:[1]' });
    node.file('proc/60/cgroup', `${inNode}/kubepods/${targetID}\n`);
    node.file('proc/60/status', 'Name:\trunc\nUid:\t0\t0\t0\t0\nCapEff:\t00000000a80425fb\n');
    // and one of the node's own, that was replaced
    node.process({ pid: 61, comm: 'runc', ppid: 90, exe: '/usr/sbin/runc (deleted)', cgroup: inNode });
    const { evidence } = await runScript(node, { parameters: docker });
    expect(evidence.processes.filter(({ role }) => role === 'runtime').map(({ pid }) => pid)).toEqual([61]);
  });

  const own = `0::/kubepods/${targetID}`;
  const elsewhere = { mountNamespace: 'mnt:[1]' };
  test.for<[string, object, object | null, string | undefined, string | undefined]>([
    ['a script in the place of the runtime', {}, null, 'runtime', 'yes'],
    ['which has started what is not in the container', {}, {}, 'runtime', 'yes'],
    ['what may be a container of a node that is one itself', elsewhere, null, undefined, 'yes'],
    ['what is in the container', { cgroup: own }, null, 'inside', 'yes'],
    ['a script that has started what is in the container', {}, { cgroup: own }, 'runtime', undefined],
    ['or perhaps is', {}, elsewhere, 'runtime', undefined],
    ['or has itself started something', {}, { children: [62] }, 'runtime', undefined],
  ])('below the shim: %s', { timeout: 30_000 }, async ([, process, child, role, noneEntered]) => {
    const start = 99_999_999_999; // until the exec has begun
    const begins = `t=$(cut -d ' ' -f 1 /proc/uptime | tr -d .); sed -i "s/${start}/$t/" "$ED_PROC"/6?/stat`;
    using node = new StubNode().does('ctr', 'target', `${begins}; exec sleep 1000`);
    const script = { pid: 60, comm: 'runc', ppid: 90, start, exe: '/usr/bin/bash', children: child ? [61] : [] };
    node.process({ ...script, ...process }).file('proc/90/task/90/children', '100 60 ');
    if (child) node.process({ pid: 61, comm: 'sleep', ppid: 60, start, exe: '/usr/bin/sleep', ...child });
    const run = await runScript(node, { parameters: { ...docker, ED_PROBE_TIMEOUT_MS: '4000' } });
    expect(run.evidence.processes.find(({ pid }) => pid === 60)?.role).toBe(role);
    expect(run.facts['target.noneEntered']).toBe(noneEntered);
  });

  test('what is root’s in a folder like /tmp is believed', async () => {
    using node = new StubNode();
    chmodSync(node.path('run/docker'), 0o1777);
    const { evidence, facts } = await runScript(node, { parameters: docker });
    expect([evidence.refused, facts['target.how']]).toEqual([[], 'bundle']);
  });

  test('a runtime that is left aside is not stood for by another', async () => {
    using node = new StubNode();
    options(node, '/usr/bin/own');
    const { evidence } = await runScript(node, { parameters: docker });
    expect(evidence.skips).toContainEqual(
      expect.objectContaining({ layer: 'runc', subject: 'target', why: 'no-program' }),
    );
    expect(node.started()).not.toContain('runc target');
  });
});
