import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { deleteLeftovers } from '../../../src/cleanup/delete-leftovers.ts';
import { containerName, managedBy } from '../../../src/debug-pod/names.ts';
import { limits } from '../../../src/limits.ts';
import { json, startServer } from '../cluster/test-server.ts';

vi.mock('../../../src/limits.ts', async (original) => {
  const { limits: all } = await original<typeof import('../../../src/limits.ts')>();
  return { limits: { ...all, deletionConfirmMs: 30, goneEveryMs: 5 } };
});

const debugPod = (run: string, metadata: { labels?: object; finalizers?: readonly string[] } = {}) => ({
  metadata: {
    name: `exec-doctor-${run}`,
    namespace: 'shop',
    uid: `uid-${run}`,
    creationTimestamp: '2020-01-01T00:00:00Z',
    ...metadata,
    labels: {
      'app.kubernetes.io/name': 'exec-doctor',
      [managedBy.key]: managedBy.value,
      'exec-doctor/run': run,
      ...metadata.labels,
    },
  },
  spec: { nodeName: 'n1', activeDeadlineSeconds: 90, containers: [{ name: containerName }] },
  status: { phase: 'Succeeded' },
});
type DebugPod = ReturnType<typeof debugPod>;

/** Those pods; a deletion takes them away, but where they have finalizers or are stuck. */
async function cleanUp(pods: readonly DebugPod[], stuck: 'stuck' | 'free' = 'free') {
  const there = new Map(pods.map((pod) => [pod.metadata.name, pod]));
  await using server = await startServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    const name = /\/pods\/([^/]+)$/.exec(url.pathname)?.[1];
    const pod = there.get(name ?? '');
    if (name !== undefined && !pod)
      return json({ kind: 'Status', message: 'no', reason: 'NotFound' }, 404)(request, response);
    if (request.method === 'DELETE' && stuck === 'free' && !pod?.metadata.finalizers) there.delete(name ?? '');
    if (pod) return json(pod)(request, response);
    const [key = '', value] = (url.searchParams.get('labelSelector') ?? '').split('=');
    const has = ({ metadata: { labels } }: DebugPod) => {
      const own = Object.entries(labels).find(([label]) => label === key)?.[1];
      return own !== undefined && (value === undefined || own === value);
    };
    json({ items: [...there.values()].filter(has) })(request, response);
  });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const connection = { asGroup: [], server: server.url, kubeconfig: '/dev/null' };
  const process = { stdout, stderr, env: {} } as unknown as NodeJS.Process;
  const said = await deleteLeftovers(
    {
      ...{ kind: 'cleanup', connection, namespace: 'shop', allNamespaces: false, dryRun: false, verbosity: 0 },
    },
    process,
  ).then(
    ({ kind }) => kind,
    (error: Error) => error.message,
  );
  stdout.end();
  stderr.end();
  return { stdout: await text(stdout), stderr: await text(stderr), said };
}

describe('a clean-up', () => {
  it('deletes what is left', async () => {
    const { stdout, said } = await cleanUp([debugPod('0000000a')]);
    expect([stdout.split('\n').at(-2), said]).toEqual(['pod shop/exec-doctor-0000000a deleted', 'printed']);
  });
  it('says that nothing is left where that is so', async () =>
    expect((await cleanUp([])).stdout).toBe('No debug pods are left in namespace shop.\n'));
  it('names the finalizers that keep a pod, which is not deleted then', async () => {
    const { stdout, said } = await cleanUp([debugPod('0000000a', { finalizers: ['example.com/stay'] })]);
    expect(stdout).not.toContain('deleted');
    expect(said).toBe(
      '1 of 1 could not be deleted. shop/exec-doctor-0000000a: it is being deleted, and its finalizers keep it: example.com/stay. Check with whoever set them.',
    );
  });
  it('says so of one that its kubelet does not let go', async () => {
    const { stdout, said } = await cleanUp([debugPod('0000000a')], 'stuck');
    expect(stdout).not.toContain('deleted');
    expect(said).toMatch(/its kubelet has not confirmed yet that it has ended/);
  });
  it.each<[string, object]>([
    ['its manager is another', { [managedBy.key]: 'x' }],
    ['its run is another', { 'exec-doctor/run': 'changed' }],
    ['its name and its manager are others', { [managedBy.key]: 'x', 'app.kubernetes.io/name': 'x' }],
  ])('tells of a pod with some of our marks, and leaves it: %s', async (_, labels) => {
    const { stdout, stderr, said } = await cleanUp([debugPod('0000000a', { labels })]);
    expect([stdout, said]).toEqual(['Nothing is to be deleted in namespace shop.\n', 'printed']);
    expect(stderr).toMatch(/^Not touched, because they have only some marks.*: shop\/exec-doctor-0000000a\.$/m);
  });
});

it('is tested in less time than a kubelet has', () => expect(limits.deletionConfirmMs).toBeLessThan(100));
