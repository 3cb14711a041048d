import { describe, expect, it } from 'vitest';
import { queryCluster } from '../../../src/completion/query-cluster.ts';
import { debugPodManifest } from '../../../src/debug-pod/manifest.ts';
import { findTargetType, targetTypes } from '../../../src/target/selection/target-argument.ts';
import { kubeconfigOf } from '../cluster/kubeconfigs.ts';
import { temporaryFolder } from '../cluster/temporary-folder.ts';
import { json, startServer } from '../cluster/test-server.ts';
import { planOf } from '../debug-pod/plan.ts';

/** kubectl's script for bash has the shell expand suggestions. */
const hostile = [
  'x$(id)',
  'x`id`',
  '--kubeconfig=x',
  '-x',
  'a;b',
  'a b',
  'a\nb',
  "a'b",
  'a"b',
  'a|b',
  'a*',
  '~x',
  'a\\b',
];
const fine = ['web-1', 'a.b', 'arn:aws:eks:eu-1:1:cluster/x', 'me@here', 'kind_x'];

type Asked = Parameters<typeof queryCluster>[0];

describe('only words that mean nothing to a shell are suggested', () => {
  it.each<[string, Asked, string]>([
    ['pods', { kind: 'target', words: [] }, ''],
    ['objects', { kind: 'objects', type: findTargetType('deploy') ?? targetTypes[0], spelling: 'deploy' }, 'deploy/'],
    ['namespaces', { kind: 'namespaces' }, ''],
    ['nodes', { kind: 'nodes' }, ''],
    ['containers', { kind: 'containers', target: 'web' }, ''],
  ])('%s', async (_, what, before) => {
    const names = [...hostile, ...fine];
    await using server = await startServer(
      json({
        items: names.map((name) => ({ metadata: { name } })),
        spec: { containers: names.map((name) => ({ name })) },
      }),
    );
    using folder = temporaryFolder();
    const flags = [`--kubeconfig=${folder.write('config', kubeconfigOf(server.url))}`];
    const suggested = (await queryCluster(what, flags, {})).map(({ word }) => word);
    // behind a type a hyphen begins no option
    expect(suggested.filter((word) => !/^deploy\/-x$/.test(word))).toEqual(fine.map((name) => before + name));
    expect(suggested.join('')).not.toMatch(/[^\w.:@/-]/);
  });

  it.each(['contexts', 'clusters', 'users'] as const)('%s', async (entries) => {
    const named = [...hostile, ...fine].map((name) => ({ name }));
    using folder = temporaryFolder();
    const flags = [`--kubeconfig=${folder.write('config', { contexts: named, clusters: named, users: named })}`];
    const suggested = await queryCluster({ kind: 'kubeconfig', entries }, flags, {});
    expect(suggested.map(({ word }) => word).toSorted()).toEqual(fine.toSorted());
  });
});

it.each<[string, Asked, readonly string[]]>([
  ['pods', { kind: 'target', words: [] }, ['web']],
  ['pods by their type', { kind: 'objects', type: targetTypes[0], spelling: 'pod' }, ['pod/web']],
])('no debug pod of ours is among the %s', async (_, what, suggested) => {
  await using server = await startServer(json({ items: [debugPodManifest(planOf()), { metadata: { name: 'web' } }] }));
  using folder = temporaryFolder();
  const flags = [`--kubeconfig=${folder.write('config', kubeconfigOf(server.url))}`];
  expect((await queryCluster(what, flags, {})).map(({ word }) => word)).toEqual(suggested);
});
