import { describe, expect, test } from 'vitest';
import { controlID, runScript, secondID, targetID } from './run-script.ts';
import { answers, StubNode } from './stub-node.ts';

const other = { ED_FAMILY: 'docker', ED_CONTROL: 'other', ED_SECOND: '' };
const shims = { control: 190, second: 290 };

/** The container that was the control, and what was executed in it. */
async function existingControl(node: StubNode, parameters: Readonly<Record<string, string>> = other) {
  const { facts, evidence } = await runScript(node, { parameters });
  const methods = new Set(evidence.probes.filter(({ subject }) => subject === 'control').map(({ method }) => method));
  return { id: methods.size > 0 ? facts['control.id'] : undefined, methods: [...methods], lent: facts['control.lent'] };
}

const stopped = (node: StubNode, shim: number) =>
  node.process({ pid: shim, comm: 'containerd-shim', state: 'T', exe: '/usr/bin/containerd-shim-runc-v2' });

describe.concurrent('without a debug pod, a container that runs is the control', { timeout: 30_000 }, () => {
  test('nothing is executed in it but the path that cannot exist', async () => {
    using node = new StubNode();
    expect(await existingControl(node)).toEqual({ id: controlID, methods: ['missing-path'], lent: 'yes' });
  });

  test('and that is another path each time: a shim may tell the last complaint once more', async () => {
    using node = new StubNode();
    const { evidence } = await runScript(node, { parameters: other });
    const paths = evidence.probes
      .filter(({ method, layer }) => method === 'missing-path' && layer !== 'nsenter')
      .map(({ command }) => command.at(-1));
    expect(paths.length).toBeGreaterThan(2);
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('one that was named is taken first', async () => {
    using node = new StubNode();
    expect(await existingControl(node, { ...other, ED_SECOND: secondID })).toMatchObject({ id: secondID });
  });

  test('not one whose shim is stopped', async () => {
    using node = stopped(new StubNode(), shims.control);
    expect(await existingControl(node)).toMatchObject({ id: secondID });
  });

  test('not one that is frozen', async () => {
    using node = new StubNode();
    node.cgroup(`freezer/kubepods/${controlID}`, { 'freezer.state': 'FROZEN', 'freezer.self_freezing': '1' });
    expect(await existingControl(node)).toMatchObject({ id: secondID });
  });

  test('none, where no other is fit', async () => {
    using node = stopped(stopped(new StubNode(), shims.control), shims.second);
    expect(await existingControl(node)).toEqual({ id: undefined, methods: [], lent: 'yes' });
  });

  test('what was passed over for a shim that is stopped is asked once the target fails', async () => {
    using node = stopped(new StubNode(), shims.control).does('ctr', 'target', answers.fail);
    const { facts } = await runScript(node, { parameters: other });
    expect([facts['control.id'], facts['second.id']]).toEqual([secondID, controlID]);
  });

  test('also where the target has no bundle any more', async () => {
    using node = new StubNode();
    node.remove(`run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/${targetID}`);
    expect(await existingControl(node)).toMatchObject({ id: controlID });
  });

  test('where it fails like the target, another one is asked', async () => {
    using node = new StubNode().does('ctr', 'target', answers.fail).does('ctr', 'control', answers.fail);
    const { evidence } = await runScript(node, { parameters: other });
    expect(
      evidence.probes.filter(({ subject }) => subject === 'second').map(({ layer, seen }) => [layer, seen]),
    ).toEqual([['ctr', true]]);
  });
});

describe.concurrent('the kubelet is asked where no debug pod proves that it works', { timeout: 30_000 }, () => {
  const listening = (address: string) =>
    `   0: ${address}:280A ${'0'.repeat(address.length)}:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1\n`;
  const withBash = (address: string) =>
    new StubNode()
      .program('root/usr/bin/bash', 'client.sh')
      .file('stubs/bash.command', 'echo "connected to $last"')
      .process({ pid: 42, comm: 'kubelet' })
      .link('proc/42/fd/3', 'socket:[4711]')
      .file(address.length > 8 ? 'proc/net/tcp6' : 'proc/net/tcp', listening(address));

  test.each([
    ['on all addresses', '00000000', {}, ['connected to 127.0.0.1\n']],
    ['of IPv6, too', '0'.repeat(32), {}, ['connected to 127.0.0.1\n']],
    ['on the loopback address', '0100007F', {}, ['connected to 127.0.0.1\n']],
    ['on one address', '0702FE0A', {}, ['connected to 10.254.2.7\n']],
    ['not on one of IPv6', '0000000000000000FFFF000001020304', {}, []],
    ['not in a debug pod', '00000000', { ED_FIFO_DIR_UID: 'u1' }, []],
  ])('%s', async (_, address, more, said) => {
    using node = withBash(address);
    const { evidence } = await runScript(node, { parameters: { ...other, ...more } });
    expect(evidence.answers.filter(({ name }) => name === 'kubelet').map(({ out }) => out)).toEqual(said);
  });
});
