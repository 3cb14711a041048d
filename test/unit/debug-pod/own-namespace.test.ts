import { expect, it } from 'vitest';
import { ApiError } from '../../../src/cluster/cluster.ts';
import { readOwnNamespace, usableOwnNamespace } from '../../../src/debug-pod/own-namespace.ts';
import { ApiObject } from '../../../src/target/api-object.ts';

interface Cluster {
  /** Of the namespace; null: there is none. */
  readonly labels?: object | null;
  /** Of the role; null: there is none, or this user may not read it. */
  readonly annotations?: object | null;
  readonly forbidden?: readonly string[];
}

const label = { 'exec-doctor/debug-pods': 'only' };
const annotations = { 'exec-doctor/debug-namespace': 'exec-doctor', 'exec-doctor/image': 'tools@sha256:1' };
const refusal = (status: number) => new ApiError('no', 'GET x', 'https://s', status, '');

const serving = (different: Cluster) => {
  const { labels, annotations: told, forbidden = [] } = { labels: label, annotations, ...different };
  return {
    async get(path: string) {
      if (/^\/api\/v1\/namespaces\/[^/]+$/.test(path)) {
        if (labels === null) throw refusal(404);
        return { metadata: { labels } };
      }
      expect(path).toBe('/apis/rbac.authorization.k8s.io/v1/clusterroles/exec-doctor-namespace');
      if (told === null) throw refusal(403);
      return { metadata: { annotations: told } };
    },
    async create(_: string, review: unknown) {
      const right = new ApiObject(review).at('spec', 'resourceAttributes');
      expect([right.text('namespace'), right.text('resource')]).toEqual(['exec-doctor', 'pods']);
      return { status: { allowed: !forbidden.includes(right.text('verb')) } };
    },
  };
};

const own = { name: 'exec-doctor', image: 'tools@sha256:1' };

it.each<[string, Cluster, typeof own | null]>([
  ['was set up', {}, own],
  ['is not there', { labels: null }, null],
  ['is called so, and was made for something else', { labels: {} }, null],
  ['has another label', { labels: { 'exec-doctor/debug-pods': 'no' } }, null],
  // whoever may make namespaces can label them
  ['was labelled by somebody, and no administrator says so', { annotations: {} }, null],
  [
    'was labelled by somebody, where another one was set up',
    { annotations: { 'exec-doctor/debug-namespace': 'tools' } },
    null,
  ],
  ['cannot be told from one that somebody labelled', { annotations: null }, null],
  ...['create', 'get', 'watch', 'delete'].map((verb): [string, Cluster, null] => [
    `is not for this user, who may not ${verb} pods there`,
    { forbidden: [verb] },
    null,
  ]),
  [
    'is of a version that named no image',
    { annotations: { 'exec-doctor/debug-namespace': 'exec-doctor' } },
    { ...own, image: '' },
  ],
])('a namespace that %s', async (_, cluster, expected) =>
  expect(await usableOwnNamespace(serving(cluster))).toEqual(
    expected && { ...expected, image: expected.image || null },
  ),
);

it('one that was named is asked for by its name', async () => {
  const tools = serving({ annotations: { ...annotations, 'exec-doctor/debug-namespace': 'tools' } });
  expect(await readOwnNamespace(tools, 'tools')).toEqual({ ...own, name: 'tools' });
  expect(await readOwnNamespace(tools, 'shop')).toBeNull();
});

it('what is no answer of an API server is not hidden', async () => {
  const broken = { get: () => Promise.reject(new TypeError('a bug')) };
  await expect(readOwnNamespace(broken, 'tools')).rejects.toThrow('a bug');
});
