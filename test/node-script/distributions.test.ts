import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Distribution, distributions } from './distributions.ts';
import { NodeTree } from './node-tree.ts';
import { runScript, targetID } from './run-script.ts';
import { StubNode } from './stub-node.ts';

const inTree = (path: string) => (path.startsWith('/run/') ? path.slice(1) : `root${path}`);

/** A node of that kind, with the target as process 100 of the shim 90, whose arguments are read unless it is stuck. */
function build(tree: NodeTree, { namespace = 'k8s.io', ...made }: Distribution, shimState: 'S' | 'D'): void {
  if (made.folder) {
    const [link, to] = made.folder;
    mkdirSync(tree.path(inTree(to)), { recursive: true });
    tree.remove(inTree(link)).link(inTree(link), to.slice(1));
  }
  for (const path of [made.runc, made.ctr, made.crictl]) {
    if (path !== undefined && made.links?.[path] === undefined) tree.program(inTree(path), '/bin/false');
  }
  for (const [index, [comm, exe]] of made.daemons.entries()) tree.process({ pid: 40 + index, comm, exe });
  for (const [link, to] of Object.entries(made.links ?? {})) tree.link(inTree(link), to);
  const cgroup = `0::/kubepods.slice/cri-containerd-${targetID}.scope`;
  const shim = [made.shim, '-namespace', namespace, '-id', 'f'.repeat(64), '-address', made.socket];
  tree.process({ pid: 90, comm: 'containerd-shim', exe: made.shim, state: shimState, arguments: shim, cgroup });
  tree.process({ pid: 100, comm: 'app', ppid: 90, cgroup });
  tree.file(`${inTree(made.state)}/io.containerd.runtime.v2.task/${namespace}/${targetID}/init.pid`, '100');
  tree.file(inTree(made.socket), '');
  tree.file(`run/containerd/runc/${namespace}/${targetID}/state.json`, '{}');
  if (made.second !== undefined) secondContainerd(tree, made.socket, made.second);
}

const listening = (inode: number, path: string) =>
  `0000000000000000: 00000002 00000000 00010000 0001 01 ${inode} ${path}`;

function secondContainerd(tree: NodeTree, socket: string, second: string): void {
  tree.process({ pid: 50, comm: 'containerd', exe: '/usr/bin/containerd' });
  tree.link('proc/50/fd/7', 'socket:[5001]').link('proc/40/fd/7', 'socket:[5002]');
  const lines = [
    'Num RefCount Protocol Flags Type St Inode Path',
    listening(5001, second),
    listening(5002, socket),
    '',
  ];
  tree.file('proc/1/net/unix', lines.join('\n'));
}

/** Where each distribution of Kubernetes keeps its programs and sockets. */
describe.each(Object.entries(distributions))('%s', (_, made) => {
  const found = async (shimState: 'S' | 'D') => {
    using tree = new NodeTree();
    build(tree, made, shimState);
    return await runScript(tree, { parameters: { ED_CONTROL: '', ED_SECOND: '' } });
  };
  const namespace = made.namespace ?? 'k8s.io';
  const { ctr = '', crictl = '' } = made;

  test.concurrent('the container, its runtime and the clients are found', async () => {
    const { facts, evidence } = await found('S');
    expect(facts).toMatchObject({
      ...{ 'target.shim': '90', 'target.address': made.socket, 'target.ns': namespace, cri: `unix://${made.socket}` },
      ...{ 'target.runtime': made.runc, 'target.root': `/run/containerd/runc/${namespace}`, ctr, crictl },
      ...(made.second !== undefined && { 'target.containerd': '40' }),
    });
    expect(evidence.refused).toEqual([]);
  });
  test.concurrent('its socket is found where the shim cannot say it', async () =>
    expect((await found('D')).facts).toMatchObject({
      'target.address': made.socket,
      'target.how': 'bundle, address guessed',
    }));
});

describe('with docker, the socket of the CRI', () => {
  test.concurrent.each([
    ['/run/cri-dockerd.sock'],
    ['/run/cri-dockerd-mke.sock'],
    ['/run/k3s/cri-dockerd/cri-dockerd.sock'],
    ['/run/dockershim.sock'],
  ])('%s', async (socket) => {
    using node = new StubNode();
    mkdirSync(dirname(node.path(inTree(socket))), { recursive: true });
    const server = createServer().listen(node.path(inTree(socket)));
    const run = await runScript(node, { parameters: { ED_FAMILY: 'docker' } });
    server.close();
    expect(run.facts.cri).toBe(`unix://${socket}`);
    expect(run.evidence.skips.filter(({ layer }) => layer === 'crictl')).toEqual([]);
  });
  test.concurrent('is not there: that is no lack of a client', async () => {
    using node = new StubNode();
    const run = await runScript(node, { parameters: { ED_FAMILY: 'docker' } });
    expect(run.evidence.skips).toContainEqual(
      expect.objectContaining({ layer: 'crictl', subject: 'target', why: 'no-endpoint' }),
    );
  });
});
