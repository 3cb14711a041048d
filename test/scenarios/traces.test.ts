import { expect, it } from 'vitest';
import { eventually, healAll, lab } from './support/the-lab.ts';
import { collectable, garbageCollectionMs, ourChildren, ourExecIDs, ourPods, ourProcesses } from './support/traces.ts';

// the last file of the scenarios, by its name
it('after all of them nothing of ours is on the node, once the kubelet has collected what it stopped', async () => {
  await healAll();
  expect([await ourPods(), ourChildren()]).toEqual([[], []]);
  await eventually(garbageCollectionMs, async () => [
    ...(await collectable()),
    ...(await ourExecIDs()),
    ...(await ourProcesses()),
  ]);
  expect(lab.missing).toBe('');
});
