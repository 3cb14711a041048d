import { expect, it } from 'vitest';
import { rereadTarget } from '../../../src/target/reread-target.ts';
import { resolveTarget } from '../../../src/target/resolve-target.ts';
import { type ContainerLike, clusterOf, node, pod, runningSince } from './objects.ts';

const path = '/api/v1/namespaces/shop/pods/web';
const clock = () => new Date('2026-01-01T00:01:00Z');

it.each<[string, Partial<ContainerLike>, boolean]>([
  ['as before', {}, true],
  ['ended, and not started again yet', { state: { terminated: { exitCode: 3 } } }, false],
  ['waiting to be started again', { state: { waiting: { reason: 'CrashLoopBackOff' } } }, false],
  ['started since', { state: runningSince('2026-01-01T00:00:40Z') }, false],
  ['started again', { restartCount: 1 }, false],
])('a container that is %s', async (_, after, same) => {
  const before = clusterOf({ [path]: pod(), '/api/v1/nodes/n1': node() });
  const { target } = await resolveTarget(
    before,
    { type: 'pod', name: 'web' },
    { namespace: 'shop', container: null },
    clock,
  );
  const later = clusterOf({ [path]: pod({ containers: [{ name: 'app', ...after }] }) });
  const read = await rereadTarget(later, target, 0, clock, new AbortController().signal);
  expect(read.sameContainer).toBe(same);
});

/** Of a node whose lease was renewed at one time when the run began, and at another when it is read again. */
it.each<[string, { ready: string; renewed: string; again: string; waitedMs: number }, boolean]>([
  ['in a short run', { ready: 'True', renewed: '00:00:55', again: '00:00:55', waitedMs: 3_000 }, false],
  ['in one that missed a renewal', { ready: 'True', renewed: '00:00:45', again: '00:00:45', waitedMs: 15_000 }, true],
  ['in one that did not', { ready: 'True', renewed: '00:00:50', again: '00:01:00', waitedMs: 15_000 }, false],
  ['Unknown for long', { ready: 'Unknown', renewed: '00:00:10', again: '00:00:10', waitedMs: 3_000 }, true],
  ['Unknown, and back', { ready: 'Unknown', renewed: '00:00:10', again: '00:01:00', waitedMs: 3_000 }, false],
  ['Unknown, but heard of', { ready: 'Unknown', renewed: '00:00:50', again: '00:00:50', waitedMs: 3_000 }, false],
])('the silence of a kubelet: %s', async (_, { ready, renewed, again, waitedMs }, silent) => {
  const lease = (time: string) => ({ spec: { renewTime: `2026-01-01T${time}.000000Z` } });
  const path = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1';
  const at = (time: string) => clusterOf({ '/api/v1/namespaces/shop/pods/web': pod(), [path]: lease(time) });
  const facts = {
    ready: { status: ready, reason: '', message: '', lastTransitionTime: null },
    lease: { renewTime: lease(renewed).spec.renewTime, ageSeconds: 60 - Number(renewed.slice(-2)) },
  };
  const before = clusterOf({ '/api/v1/namespaces/shop/pods/web': pod(), '/api/v1/nodes/n1': node() });
  const { target } = await resolveTarget(
    before,
    { type: 'pod', name: 'web' },
    { namespace: 'shop', container: null },
    clock,
  );
  const asked = { ...target, node: { ...target.node, ...facts } };
  const { kubeletSilent } = await rereadTarget(at(again), asked, waitedMs, clock, new AbortController().signal);
  expect(kubeletSilent).toBe(silent);
});
