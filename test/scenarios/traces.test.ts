import { expect, it } from 'vitest';
import { eventually, healAll, lab } from './support/the-lab.ts';
import { collectable, ourChildren, ourExecIDs, ourPods, ourProcesses } from './support/traces.ts';

/** Of a kubelet: it looks for containers of deleted pods once a minute, and for their folders after that. */
const garbageCollectionMs = 180_000;

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
