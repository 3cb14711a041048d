import { expect, it, vi } from 'vitest';
import { DebugPod } from '../../../../src/debug-pod/debug-pod.ts';
import { debugPodManifest } from '../../../../src/debug-pod/manifest.ts';
import { removalHint, removePods } from '../../../../src/run/debug-pod/remove-pods.ts';
import { apiError, FakeCluster, statuses } from '../../debug-pod/fake-cluster.ts';
import { planOf } from '../../debug-pod/plan.ts';

// The same rules, faster.
vi.mock(import('../../../../src/limits.ts'), async (original) => {
  const { limits } = await original();
  return {
    limits: { ...limits, deletionConfirmMs: 20, removalMs: 10, forcedDeletionMs: 20, watchRetryMs: 5, tryPauseMs: 1 },
  };
});

/** What is told while a pod is removed whose API server is like this, and whether it is let alone after that. */
async function removing(prepare: (cluster: FakeCluster) => void) {
  const cluster = new FakeCluster();
  const pod = await DebugPod.create(cluster, debugPodManifest(planOf()), () => undefined);
  cluster.report(statuses.running);
  prepare(cluster);
  const told: string[] = [];
  await removePods([pod], {
    stage: () => undefined,
    notice: (text) => told.push(text),
    waiting: () => undefined,
    watch: () => undefined,
    leave: () => undefined,
    end: () => undefined,
  });
  await new Promise((resolve) => setTimeout(resolve, 10));
  const before = cluster.requests.length;
  await new Promise((resolve) => setTimeout(resolve, 30));
  return { told, goesOn: cluster.requests.length > before };
}

const command = 'Remove it with: kubectl delete pod -n shop exec-doctor-a1b2c3d4';

it.each<[string, (cluster: FakeCluster) => void, readonly unknown[]]>([
  ['it goes', (cluster) => setTimeout(() => cluster.vanish(), 5), []],
  ['it stays', () => undefined, [`The debug pod exec-doctor-a1b2c3d4 is still there. ${command}`]],
  [
    'it may not be deleted',
    (cluster) => cluster.refusals.set('DELETE', apiError(403, 'no')),
    [`The debug pod exec-doctor-a1b2c3d4 could not be deleted (no). ${command}`],
  ],
  [
    'the API server has gone',
    (cluster) => {
      for (const method of ['DELETE', 'GET', 'WATCH']) cluster.refusals.set(method, apiError(0, 'refused'));
      cluster.endWatches();
    },
    [`The debug pod exec-doctor-a1b2c3d4 could not be deleted (refused). ${command}`],
  ],
  [
    'nobody confirms it',
    async (cluster) => {
      await expect.poll(() => cluster.bodies.at(-1), { interval: 1 }).toMatchObject({ gracePeriodSeconds: 0 });
      cluster.vanish();
    },
    [expect.stringMatching(/by force/)],
  ],
])('%s', async (_, prepare, told) => expect(await removing(prepare)).toEqual({ told, goesOn: false }));

it('those that may exist, a line each, whatever they are called', () =>
  expect(
    removalHint([
      { namespace: 'shop', name: 'exec-doctor-1', mayExist: true },
      { namespace: 'shop', name: 'exec-doctor-2', mayExist: false },
      { namespace: 'shop\nFix:', name: '\u001b[31mexec-doctor-3', mayExist: true },
    ]),
  ).toBe(
    [
      'still there; remove it with: kubectl delete pod -n shop exec-doctor-1\n',
      'still there; remove it with: kubectl delete pod -n shop Fix: exec-doctor-3\n',
    ].join(''),
  ));
