import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { controlID, runScript, secondID, targetID } from './run-script.ts';
import { answers, StubNode } from './stub-node.ts';
import { busyboxFolder, presentUserlands } from './userlands.ts';

const busybox = busyboxFolder();
afterAll(() => busybox[Symbol.dispose]());

const conmon = 90;
const inode = 4242;

/** A node whose crio listens at `socket`, below /run. */
async function crioNode(socket = 'crio/crio.sock') {
  const node = new StubNode('cri-o');
  const path = node.path(`run/${socket}`);
  mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
  const server = createServer().listen(path);
  await once(server, 'listening');
  node.process({ pid: 50, comm: 'crio' }).link('proc/50/fd/7', `socket:[${inode}]`);
  node.file(
    'proc/1/net/unix',
    `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 4241 /run/nri/nri.sock
0000000000000000: 00000002 00000000 00010000 0001 01 ${inode} /var/run/${socket}
`,
  );
  return Object.assign(node, { [Symbol.asyncDispose]: async () => void server.close(() => node[Symbol.dispose]()) });
}

for (const { name, shell, path } of presentUserlands) {
  describe.concurrent(`a node of CRI-O, by ${name}`, { timeout: 60_000 }, () => {
    const options = { shell, parameters: { ED_FAMILY: 'cri-o', ED_SECOND: '', ...path(busybox.path) } };

    test("conmon tells the runtime and where that keeps the container's state", async () => {
      await using node = await crioNode();
      const { facts } = await runScript(node, options);
      expect(facts).toMatchObject({
        'target.init': '100',
        'target.parent': `${conmon}:conmon`,
        'target.runtime': '/usr/bin/runc',
        'target.root': '/run/runc',
        'target.bundle': `/run/containers/storage/overlay-containers/${targetID}/userdata`,
        cri: 'unix:///run/crio/crio.sock',
      });
    });

    test('exec is tried by crictl, the runtime and the kernel, and by no client that the node has no use for', async () => {
      await using node = await crioNode();
      const { evidence } = await runScript(node, options);
      const of = (subject: string) =>
        evidence.probes.filter((probe) => probe.subject === subject).map(({ layer, seen }) => `${layer} ${seen}`);
      expect(of('target').toSorted()).toEqual(['crictl true', 'nsenter true', 'runc true']);
      expect(of('control').toSorted()).toEqual(['crictl true', 'nsenter true', 'runc true']);
      expect(evidence.skips).toEqual([]);
    });

    test('a container without /bin/echo has a crictl that works: only by the stream CRI-O says what runc complained of', async () => {
      await using node = await crioNode();
      const silent = `echo 'rpc error: code = Unknown desc = command error: , stdout: , stderr: , exit code -1' >&2; exit 1`;
      node.all('target', ['runc'], answers.withoutEcho);
      node.does('crictl', 'target', `case "$*" in *" exec -s "*) ${silent} ;; esac; ${answers.withoutEcho}`);
      const { evidence } = await runScript(node, options);
      const [last] = evidence.probes.filter((row) => row.layer === 'crictl' && row.subject === 'target').toReversed();
      expect(last).toMatchObject({ method: 'missing-path', seen: true });
      expect(last?.command).not.toContain('-s');
    });

    test("the user's own command runs by the runtime: crictl ends with 1, whatever that ended with", async () => {
      await using node = await crioNode();
      const { evidence } = await runScript(node, { ...options, command: ['id'] });
      expect(evidence.commands.map(({ layer }) => layer)).toEqual(['runc']);
    });

    test('a socket of another name is found by the process that listens there', async () => {
      await using node = await crioNode('other/crio-2.sock');
      expect((await runScript(node, options)).facts.cri).toBe('unix:///run/other/crio-2.sock');
    });

    test('a folder of storage elsewhere: the first process is found by its cgroup, and is not conmon', async () => {
      await using node = await crioNode();
      for (const id of [targetID, controlID]) node.remove(`run/containers/storage/overlay-containers/${id}`);
      const { facts } = await runScript(node, options);
      expect(facts).toMatchObject({ 'target.init': '100', 'target.how': 'cgroup', 'target.root': '/run/runc' });
    });

    test('a spec that is written for people is read, and older containers are asked too', async () => {
      await using node = await crioNode();
      const spec = { process: { user: { uid: 0, additionalGids: [0] }, env: ['A="cwd": "/no"'], cwd: '/srv/www' } };
      node.file(
        `run/containers/storage/overlay-containers/${targetID}/userdata/config.json`,
        JSON.stringify(spec, null, '\t'),
      );
      node.does('runc', 'target', answers.fail);
      const { facts, evidence } = await runScript(node, {
        ...options,
        parameters: { ...options.parameters, ED_SECOND: secondID },
      });
      expect(facts).toMatchObject({ 'target.cwd': '/srv/www', 'target.user': '{"uid":0,"additionalGids":[0]}' });
      expect(evidence.probes).toContainEqual(expect.objectContaining({ subject: 'second', layer: 'runc', seen: true }));
    });

    test('without a conmon the usual places are looked at', async () => {
      await using node = await crioNode();
      node.process({ pid: 100, comm: 'app', ppid: 1, cgroup: `0::/kubepods.slice/crio-${targetID}.scope` });
      const { facts } = await runScript(node, options);
      expect(facts).toMatchObject({
        'target.init': '100',
        'target.runtime': '/usr/bin/runc',
        'target.root': '/run/runc',
      });
    });

    test("a first process whose number is another container's by now is none", async () => {
      await using node = await crioNode();
      node.process({ pid: 100, comm: 'app', ppid: conmon, cgroup: `0::/kubepods.slice/crio-${controlID}.scope` });
      node.process({ pid: conmon, comm: 'conmon', cgroup: '0::/' }); // as with the cgroupfs manager
      expect((await runScript(node, options)).facts['target.init']).toBe('');
    });

    const arguments_ = ['/usr/bin/conmon', '-c', targetID, '-r', '/tmp/evil/runc', '--runtime-arg', '--root=/run/runc'];
    test.each([
      ['of another user', { user: 1000 }, 'user'],
      ['in a container', { cgroup: `0::/kubepods.slice/crio-${controlID}.scope/conmon-${targetID}` }, 'container'],
      [
        "in another container's monitor",
        { cgroup: `0::/crio-conmon-${controlID}.scope/conmon-${targetID}` },
        'container',
      ],
      ['in a mount namespace of its own', { mountNamespace: 'mnt:[1]' }, 'mount-namespace'],
      ['that runs another program', { exe: '/usr/bin/other' }, 'program'],
    ] as const)('a conmon %s is not believed', async (_, how, why) => {
      await using node = await crioNode();
      node.process({
        ...{ pid: conmon, comm: 'conmon', exe: '/usr/bin/conmon', arguments: arguments_ },
        cgroup: `0::/kubepods.slice/crio-conmon-${targetID}.scope`,
        ...how,
      });
      const { facts, evidence } = await runScript(node, options);
      expect(evidence.refused).toContainEqual(expect.objectContaining({ what: 'monitor', name: String(conmon), why }));
      expect(facts['target.runtime']).toBe('/usr/bin/runc');
    });

    test('a runtime that others may write is not run', async () => {
      await using node = await crioNode();
      node.process({
        ...{ pid: conmon, comm: 'conmon', cgroup: `0::/kubepods.slice/crio-conmon-${targetID}.scope` },
        arguments: ['/usr/bin/conmon', '-r', '/tmp/evil/runc'],
      });
      const { evidence } = await runScript(node, options);
      expect(evidence.refused).toContainEqual(expect.objectContaining({ what: 'runtime', name: '/tmp/evil/runc' }));
    });

    test('a crictl that hangs leaves nothing behind', async () => {
      await using node = await crioNode();
      node.all('target', ['crictl'], answers.hang);
      const { evidence, left } = await runScript(node, options);
      expect(evidence.probes.find(({ subject, layer }) => subject === 'target' && layer === 'crictl')?.end).toBe(
        'timeout',
      );
      expect(left).toEqual([]);
    });
  });
}
