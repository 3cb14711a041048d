import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/cluster/request/api-error.ts';
import { readOwnNamespace } from '../../../src/debug-pod/own-namespace.ts';
import { ApiObject } from '../../../src/target/api-object.ts';

interface Cluster {
  /** Of the namespace; null: there is none. */
  readonly labels?: object | null;
  /** Of the role; null: there is none, or this user may not read it. */
  readonly annotations?: object | null;
  readonly forbidden?: readonly string[];
  /** To a pod that is no debug pod; null: it is admitted. */
  readonly answer?: ApiError | null;
  /** To an exec into a pod that is not there. */
  readonly toExec?: ApiError;
}

const refusedBy = (words: string, status = 422) => new ApiError(words, 'POST x', 'https://s', status, '');
const byTheRule = refusedBy(
  "pods \"no-debug-pod\" is forbidden: ValidatingAdmissionPolicy 'exec-doctor-in-exec-doctor' with binding 'exec-doctor-in-exec-doctor' denied request: no",
);
const byTheRuleOfUse = refusedBy(
  "pods \"no-debug-pod\" is forbidden: ValidatingAdmissionPolicy 'exec-doctor-in-exec-doctor-use' with binding 'exec-doctor-in-exec-doctor-use' denied request: no",
);

const label = { 'exec-doctor/debug-pods': 'only' };
const annotations = { 'exec-doctor/debug-namespace': 'exec-doctor', 'exec-doctor/image': 'tools@sha256:1' };
const refusal = (status: number) => new ApiError('no', 'GET x', 'https://s', status, '');

const serving = (different: Cluster) => {
  const {
    labels,
    annotations: told,
    forbidden = [],
    answer,
    toExec,
  } = {
    ...{ labels: label, annotations, answer: byTheRule, toExec: byTheRuleOfUse },
    ...different,
  };
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
    async create(path: string, review: unknown, query: object = {}) {
      if (/^\/api\/v1\/namespaces\/[^/]+\/pods$/.test(path)) {
        expect(query).toEqual({ dryRun: 'All' });
        if (answer) throw answer;
        return review;
      }
      if (path.endsWith('/pods/no-debug-pod/exec')) {
        expect(review).toBeUndefined();
        throw toExec;
      }
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
  expect(await readOwnNamespace(serving(cluster), null)).toEqual({
    own: expected && { ...expected, image: expected.image || null },
    notices: [],
  }),
);

describe('its rule', () => {
  it.each<[string, ApiError]>([
    ['of the API server', byTheRule],
    [
      'of Kyverno',
      refusedBy(
        'admission webhook "vpol.validate.kyverno.svc-fail" denied the request: Policy exec-doctor-in-exec-doctor failed: no',
        400,
      ),
    ],
  ])('%s refuses another pod: it is in force', async (_, answer) =>
    expect(await readOwnNamespace(serving({ answer }), null)).toEqual({ own, notices: [] }),
  );

  it.each<[string, ApiError | null, RegExp]>([
    [
      'is not there',
      null,
      /^The rule of .* is not in force, so namespace exec-doctor is not taken .*: it admits other pods/,
    ],
    [
      'is not asked, for a quota refuses',
      refusedBy('exceeded quota: pods.', 403),
      /could not be seen \(exceeded quota: pods\),/,
    ],
    [
      'is of another namespace',
      refusedBy("ValidatingAdmissionPolicy 'exec-doctor-in-exec-doctor-use' denied", 422),
      /not be seen/,
    ],
    ['cannot be asked in a dry run', refusedBy('admission webhook "x" does not support dry run', 400), /not be seen/],
    ['is named by a server in trouble', refusedBy('exec-doctor-in-exec-doctor', 500), /not be seen/],
    ['is not answered for', refusedBy('timeout', 0), /could not be seen \(timeout\)/],
  ])('%s: debug pods live elsewhere, and why is told in a line', async (_, answer, told) => {
    for (const named of [null, 'exec-doctor']) {
      const { own: found, notices } = await readOwnNamespace(serving({ answer }), named);
      expect(found).toBeNull();
      expect(notices).toEqual([expect.stringMatching(told)]);
    }
  });

  it.each<[string, ApiError, RegExp]>([
    [
      'is not there',
      refusedBy('pods "no-debug-pod" not found', 404),
      /not in force, .*: it admits any exec into debug/,
    ],
    ['is not there, and somebody has made that pod', refusedBy('Upgrade request required', 400), /it admits any exec/],
    ['is not asked', refusedBy('pods "no-debug-pod" is forbidden: User "a"', 403), /could not be seen \(pods /],
    ['is of pods alone', byTheRule, /could not be seen/],
  ])('for an exec %s: debug pods live elsewhere, too', async (_, toExec, told) => {
    const { own: found, notices } = await readOwnNamespace(serving({ toExec }), null);
    expect(found).toBeNull();
    expect(notices).toEqual([expect.stringMatching(told)]);
  });

  it('is not asked about where nothing was set up', async () => {
    const create = () => Promise.reject(new Error('asked'));
    expect(await readOwnNamespace({ ...serving({ labels: null }), create }, null)).toEqual({ own: null, notices: [] });
  });
});

it('one that was named is asked for by its name', async () => {
  const tools = serving({
    annotations: { ...annotations, 'exec-doctor/debug-namespace': 'tools' },
    answer: refusedBy("ValidatingAdmissionPolicy 'exec-doctor-in-tools' denied"),
    toExec: refusedBy("ValidatingAdmissionPolicy 'exec-doctor-in-tools-use' denied"),
  });
  expect(await readOwnNamespace(tools, 'tools')).toEqual({ own: { ...own, name: 'tools' }, notices: [] });
  expect(await readOwnNamespace(tools, 'shop')).toEqual({ own: null, notices: [] });
});

it('what is no answer of an API server is not hidden', async () => {
  const broken = { ...serving({}), get: () => Promise.reject(new TypeError('a bug')) };
  await expect(readOwnNamespace(broken, 'tools')).rejects.toThrow('a bug');
});

it('is not taken for one that nobody set up where the API server does not say so', async () => {
  const get = async () => {
    throw new ApiError('too many requests.', 'GET', 'server', 429, 'TooManyRequests');
  };
  expect(await readOwnNamespace({ ...serving({}), get }, null)).toEqual({
    own: null,
    notices: ['Whether namespace exec-doctor was set up for debug pods could not be read (too many requests).'],
  });
});
