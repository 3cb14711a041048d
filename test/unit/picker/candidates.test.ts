import { describe, expect, it } from 'vitest';
import { debugPodManifest } from '../../../src/debug-pod/manifest.ts';
import { readCandidates } from '../../../src/picker/candidates.ts';
import { planOf } from '../debug-pod/plan.ts';
import { clusterOf, pod, refusal } from '../target/objects.ts';

const events = '/api/v1/namespaces/shop/events?fieldSelector=reason=Unhealthy,involvedObject.kind=Pod';
const unhealthy = (name: string, more: object) => ({ involvedObject: { uid: `uid-of-${name}` }, ...more });
const debugPod = debugPodManifest(planOf());
const ours = { ...debugPod, metadata: { ...debugPod.metadata, uid: 'u1' }, status: { phase: 'Running' } };

const candidates = (pods: readonly object[], of: unknown = { items: [] }) =>
  readCandidates(clusterOf({ '/api/v1/namespaces/shop/pods': { items: pods }, [events]: of }), 'shop');

describe('pods to choose from', () => {
  it('by name, those first for which something speaks', async () =>
    expect(
      await candidates(
        [pod({ name: 'b' }), pod({ name: 'd' }), pod({ name: 'c', isReady: false }), pod({ name: 'a' })],
        { items: [unhealthy('d', { count: 3 }), unhealthy('d', { series: { count: 2 } }), unhealthy('gone', {})] },
      ),
    ).toEqual([
      { name: 'c', signs: ['not ready'] },
      { name: 'd', signs: ['failed probes: 5'] },
      { name: 'a', signs: [] },
      { name: 'b', signs: [] },
    ]));
  it('none that does not run, and none of ours', async () =>
    expect(
      await candidates([pod({ name: 'job', phase: 'Succeeded' }), pod({ name: 'a', phase: 'Pending' }), ours]),
    ).toEqual([]));
  it('one that is being deleted says so', async () =>
    expect(await candidates([pod({ name: 'a', deletedAt: '2026-01-01T00:00:00Z' })])).toEqual([
      { name: 'a', signs: ['being deleted'] },
    ]));
  it('without events, where they may not be read', async () =>
    expect(await candidates([pod({ name: 'a' })], refusal(403))).toEqual([{ name: 'a', signs: [] }]));
});
