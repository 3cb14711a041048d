import { describe, expect, test } from 'vitest';
import { controlID, runScript, secondID, targetID } from './run-script.ts';
import { answers, StubNode } from './stub-node.ts';

const other = { ED_FAMILY: 'docker', ED_CONTROL: 'other', ED_SECOND: '' };
const shims = { control: 190, second: 290 };

/** The container that was the control, and what was executed in it. */
async function lent(node: StubNode, parameters: Readonly<Record<string, string>> = other) {
  const { facts, evidence } = await runScript(node, { parameters });
  const methods = new Set(evidence.probes.filter(({ subject }) => subject === 'control').map(({ method }) => method));
  return { id: methods.size > 0 ? facts['control.id'] : undefined, methods: [...methods], lent: facts['control.lent'] };
}

const stopped = (node: StubNode, shim: number) =>
  node.process({ pid: shim, comm: 'containerd-shim', state: 'T', exe: '/usr/bin/containerd-shim-runc-v2' });

describe.concurrent('without a debug pod, a container that runs is the control', { timeout: 30_000 }, () => {
  test('nothing is executed in it but the path that cannot exist', async () => {
    using node = new StubNode();
    expect(await lent(node)).toEqual({ id: controlID, methods: ['missing-path'], lent: 'yes' });
  });

  test('one that was named is taken first', async () => {
    using node = new StubNode();
    expect(await lent(node, { ...other, ED_SECOND: secondID })).toMatchObject({ id: secondID });
  });

  test('not one whose shim is stopped', async () => {
    using node = stopped(new StubNode(), shims.control);
    expect(await lent(node)).toMatchObject({ id: secondID });
  });

  test('not one that is frozen', async () => {
    using node = new StubNode();
    node.cgroup(`freezer/kubepods/${controlID}`, { 'freezer.state': 'FROZEN', 'freezer.self_freezing': '1' });
    expect(await lent(node)).toMatchObject({ id: secondID });
  });

  test('none, where no other is fit', async () => {
    using node = stopped(stopped(new StubNode(), shims.control), shims.second);
    expect(await lent(node)).toEqual({ id: undefined, methods: [], lent: 'yes' });
  });

  test('also where the target has no bundle any more', async () => {
    using node = new StubNode();
    node.remove(`run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/${targetID}`);
    expect(await lent(node)).toMatchObject({ id: controlID });
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
  const withBash = () =>
    new StubNode().program('root/usr/bin/bash', 'client.sh').file('stubs/bash.command', 'echo connected');

  test.each([
    ['asked', {}, ['connected\n']],
    ['not in a debug pod', { ED_FIFO_DIR_UID: 'u1' }, []],
  ])('%s', async (_, more, said) => {
    using node = withBash();
    const { evidence } = await runScript(node, { parameters: { ...other, ...more } });
    expect(evidence.answers.filter(({ name }) => name === 'kubelet').map(({ out }) => out)).toEqual(said);
  });
});
