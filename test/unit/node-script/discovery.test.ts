import { describe, expect, test } from 'vitest';
import { NodeTree } from './node-tree.ts';
import { nodes } from './recorded-nodes.ts';
import { runScript } from './run-script.ts';

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
});
