import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runScript, targetID } from './run-script.ts';
import { answers, StubNode } from './stub-node.ts';

const docker = { ED_FAMILY: 'docker', ED_SECOND: '', ED_PROBE_TIMEOUT_MS: '4000' };
const bundle = `run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/${targetID}`;
const shimSocket = '/run/containerd/s/5f1c';

/** A shell whose programs may have 256 KiB of arguments: a quarter of its stack, execve(2). */
const littleRoom = ['sh', '-c', 'ulimit -s 1024 && exec dash "$@"', 'dash'];

describe.concurrent('evidence', { timeout: 30_000 }, () => {
  test('what lies unread at the sockets on the way, twice', async () => {
    using node = new StubNode().does('ctr', 'target', answers.hang).file(`${bundle}/address`, `unix://${shimSocket}`);
    node.prints(
      'ss',
      [
        'Netid State  Recv-Q Send-Q            Local Address:Port   Peer Address:Port',
        `u_str LISTEN 3      128               ${shimSocket} 11                 * 0`,
        `u_str ESTAB  348    0                 ${shimSocket} 12                 * 13`,
        `u_str ESTAB  7      0                                  * 13 ${shimSocket} 12`,
        `u_str ESTAB  9      0                 ${shimSocket}0 14                * 15`,
        // of somebody else's, with that name
        `u_str LISTEN 80     128               ${shimSocket} 16                 * 0`,
      ].join('\n'),
    );
    for (const inode of [11, 12]) node.link(`proc/90/fd/${inode}`, `socket:[${inode}]`);
    const { evidence } = await runScript(node, { parameters: docker });
    expect(evidence.sockets.filter(({ layer }) => layer === 'shim')).toMatchObject([
      { look: 1, path: shimSocket, listens: true, waiting: 3, unread: 348 },
      { look: 2, path: shimSocket, listens: true, waiting: 3, unread: 348 },
    ]);
  });

  test('where the name of a socket holds a line that looks like one of the shim, nothing is said of it', async () => {
    using node = new StubNode().does('ctr', 'target', answers.hang).file(`${bundle}/address`, `unix://${shimSocket}`);
    node.prints(
      'ss',
      [
        `u_str LISTEN 0      128               ${shimSocket} 11                 * 0`,
        'u_str LISTEN 0      128               @x',
        `u_str LISTEN 128 128 ${shimSocket} 11 * 0 17                 * 0`,
      ].join('\n'),
    );
    node.link('proc/90/fd/11', 'socket:[11]');
    const { evidence, records } = await runScript(node, { parameters: docker });
    expect(evidence.sockets.filter(({ layer }) => layer === 'shim')).toEqual([]);
    expect(records).toContainEqual({ r: 'refused', what: 'socket', name: shimSocket, why: 'ambiguous' });
  });

  test.for([
    ['yes', 'dockerd holds it', 11],
    ['other', 'dockerd holds another of that name, which was renamed', 12],
    [undefined, 'dockerd holds nothing, for it has ended', null],
  ] as const)('who listens at docker.sock: %s, where %s', async ([listens, , held]) => {
    using node = new StubNode().does('ctr', 'target', answers.hang).file('run/docker.sock', '');
    node.process({ pid: 50, comm: 'dockerd' });
    if (held !== null) node.link('proc/50/fd/3', `socket:[${held}]`);
    const inode = statSync(node.path('run/docker.sock')).ino;
    node.prints(
      'ss',
      [
        `u_str LISTEN 0 128 /var/run/docker.sock 11 * 0    <-> ino:${inode} dev:0/23 peers:`,
        `u_str LISTEN 0 128 /var/run/docker.sock 12 * 0    <-> ino:1${inode} dev:0/23 peers:`,
      ].join('\n'),
    );
    const { facts } = await runScript(node, { parameters: docker });
    expect(facts['dockerd.listens']).toBe(listens);
  });

  test('of a log that a daemon writes to a file, what tells of trouble and is not about us', async () => {
    using node = new StubNode().does('ctr', 'target', answers.hang);
    node.process({ pid: 50, comm: 'dockerd' }).link('proc/50/fd/2', node.path('root/var/log/dockerd.log'));
    node.file('root/var/log/dockerd.log', '');
    node.prints(
      'tail',
      [
        'time="2026-03-01T12:00:00Z" level=info msg="all is well"',
        'time="2026-03-01T12:00:01Z" level=error msg="something broke"',
        'time="2026-03-01T12:00:02Z" level=error msg="exec exec-doctor-r1-2 failed"',
      ].join('\n'),
    );
    const { evidence } = await runScript(node, { parameters: docker });
    expect(evidence.logs.map(({ of, v }) => [of, v])).toEqual([
      ['dockerd', 'time="2026-03-01T12:00:01Z" level=error msg="something broke"'],
    ]);
  });

  test('neither sockets nor logs where all goes well', async () => {
    using node = new StubNode();
    node.prints('journalctl', 'time="2026-03-01T12:00:01Z" level=error msg="something broke"');
    const { evidence } = await runScript(node, { parameters: docker });
    expect([evidence.sockets, evidence.logs]).toEqual([[], []]);
  });

  test('execs that live and lie dead under the shim', async () => {
    using node = new StubNode();
    const cgroup = `11:memory:/kubepods/${targetID}`;
    node.process({
      pid: 90,
      comm: 'containerd-shim',
      exe: '/usr/bin/containerd-shim-runc-v2',
      children: [100, 101, 102],
    });
    node.process({ pid: 101, comm: 'sh', ppid: 90, state: 'Z' });
    node.process({ pid: 102, comm: 'sleep', ppid: 90, start: 700, cgroup });
    const { evidence } = await runScript(node, { parameters: docker });
    expect(evidence.pile).toMatchObject({ live: 1, oldest: 700, deadOfShim: 1 });
  });

  test('of a shim with more threads than there is room for on a command line, too', async () => {
    using node = new StubNode();
    node.process({ pid: 101, comm: 'sh', ppid: 90, state: 'Z' });
    for (let thread = 10_000; thread < 15_000; thread++) node.file(`proc/90/task/${thread}/children`, '');
    node.file('proc/90/task/90/children', '100 101 ');
    const { evidence } = await runScript(node, { parameters: docker, shell: littleRoom });
    expect(evidence.pile).toMatchObject({ deadOfShim: 1 });
  });

  test('of a node with more processes than there is room for on a command line, the daemons', async () => {
    using node = new StubNode();
    for (let pid = 10_000; pid < 15_000; pid++) {
      node.file(`proc/${pid}/comm`, 'sleep\n').file(`proc/${pid}/cgroup`, '0::/\n');
    }
    node.process({ pid: 50, comm: 'dockerd' });
    const { evidence } = await runScript(node, { parameters: docker, shell: littleRoom });
    expect(evidence.processes.filter(({ role }) => role === 'daemon').map(({ pid }) => pid)).toEqual([50]);
  });

  test('where in the kernel a process on the way waits, and how it got there', async () => {
    using node = new StubNode();
    node
      .file('proc/90/wchan', 'futex_wait_queue')
      .file('proc/90/stack', '[<0>] futex_wait+0x1f/0x30\n[<0>] do_futex+0x2/0x9\n');
    const { evidence } = await runScript(node, { parameters: docker });
    expect(evidence.processes.find(({ pid }) => pid === 90)).toMatchObject({
      waitsIn: 'futex_wait_queue',
      stack: 'futex_wait < do_futex',
    });
  });

  test('what the shim has around it', async () => {
    using node = new StubNode();
    node.process({ pid: 90, comm: 'containerd-shim', exe: '/usr/bin/containerd-shim-runc-v2 (deleted)' });
    node.link('proc/1/ns/mnt', 'mnt:[1]').link('proc/90/ns/mnt', 'mnt:[2]').link('proc/190/ns/mnt', 'mnt:[1]');
    node.file('proc/90/attr/current', 'confined (enforce)');
    const { evidence } = await runScript(node, { parameters: docker });
    expect(evidence.facts).toMatchObject({
      'target.shim.mounts': 'other',
      'control.shim.mounts': 'same',
      'target.shim.replaced': 'yes',
      'target.shim.label': 'confined (enforce)',
    });
    expect(evidence.facts).not.toHaveProperty('control.shim.replaced');
  });
});
