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
