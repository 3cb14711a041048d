import { describe, expect, test } from 'vitest';
import { NodeTree } from './node-tree.ts';
import { crunOfContainerd, nodes } from './recorded-nodes.ts';
import { runScript, targetID } from './run-script.ts';

/** What the script finds out about the target on each kind of node. */
describe.concurrent('discovery', () => {
  for (const [name, { build, family, expected }] of Object.entries(nodes)) {
    test(name, async () => {
      using tree = new NodeTree();
      build(tree);
      const run = await runScript(tree, { parameters: { ED_FAMILY: family ?? 'containerd', ED_CONTROL: '' } });
      expect(run.facts).toMatchObject(expected);
      expect(run.evidence.complete).toBe(true);
    });
  }

  test('crun is told the working directory, in which all other layers begin', async () => {
    using tree = new NodeTree();
    const bundle = `run/containerd/io.containerd.runtime.v2.task/k8s.io/${targetID}`;
    crunOfContainerd(tree, '{}').file(`${bundle}/config.json`, '{"process":{"args":["nginx"],"cwd":"/srv/my www"}}');
    const run = await runScript(tree, { parameters: { ED_FAMILY: 'containerd', ED_CONTROL: '' } });
    const [probe] = run.evidence.probes.filter(({ layer }) => layer === 'runc');
    expect(probe?.command.slice(1, 6)).toEqual([
      '--root',
      '/run/containerd/runc/k8s.io',
      'exec',
      '--cwd',
      '/srv/my www',
    ]);
  });
});
