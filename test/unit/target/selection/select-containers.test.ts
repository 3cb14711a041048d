import { describe, expect, it, vi } from 'vitest';
import { containerName, managedBy } from '../../../../src/debug-pod/names.ts';
import { selectContainers } from '../../../../src/target/selection/select-containers.ts';
import type { Selection } from '../../../../src/target/selection/target-argument.ts';
import { clusterOf, id, lease, node, pod, refusal } from '../objects.ts';

/** A bug of ours, at what one pod says. */
vi.mock('../../../../src/target/refuse-target.ts', async (original) => {
  const { refuseNode, ...others } = await original<typeof import('../../../../src/target/refuse-target.ts')>();
  return {
    ...others,
    refuseNode: (...[pod, ...more]: Parameters<typeof refuseNode>) => {
      if (pod.name === 'bug') throw new RangeError('Invalid time value');
      refuseNode(pod, ...more);
    },
  };
});

const shop = '/api/v1/namespaces/shop/pods';
const labels = `${shop}?labelSelector=app=web`;
const everywhere = '/api/v1/pods?labelSelector=app=web';
const onNode = '/api/v1/pods?fieldSelector=spec.nodeName=n1';
const nodes = {
  '/api/v1/nodes/n1': node(),
  '/api/v1/nodes/n2': node(),
  '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1': lease('2026-01-01T11:59:55Z'),
  '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n2': lease('2026-01-01T11:59:55Z'),
};
const container = (name: string, letter: string, more: object = {}) => ({
  name,
  containerID: `containerd://${id(letter)}`,
  ...more,
});
const waiting = { state: { waiting: { reason: 'CrashLoopBackOff' } } };
const ended = { state: { terminated: { exitCode: 0, reason: 'Completed' } } };

const byLabels: Selection['pods'] = { kind: 'labels', selector: 'app=web', allNamespaces: false };
const named = (...names: string[]): Selection['pods'] => ({
  kind: 'named',
  arguments: names.map((name) => ({ type: 'pod', name })),
});
const ofEach = { kind: 'default' } as const;
const all = { kind: 'all' } as const;

const select = (
  objects: Record<string, unknown>,
  selection: Selection,
  timeIsUp: AbortSignal = new AbortController().signal,
) =>
  selectContainers(
    clusterOf({ ...nodes, ...objects }),
    selection,
    'shop',
    () => new Date('2026-01-01T12:00:00Z'),
    timeIsUp,
  );

const run = 'a1b2c3d4';
const debugPod = pod({
  name: `exec-doctor-${run}`,
  labels: { 'app.kubernetes.io/name': 'exec-doctor', [managedBy.key]: managedBy.value, 'exec-doctor/run': run },
  spec: { hostPID: true },
  containers: [{ name: containerName, containerID: `containerd://${id('d')}`, privileged: true }],
});

/** `NODE: POD/CONTAINER …` of each node, then what was left out. */
async function selected(objects: Record<string, unknown>, selection: Selection) {
  const { nodes: found, leftOut } = await select(objects, selection);
  return [
    ...found.map(
      ({ name, containers }) =>
        `${name}: ${containers.map(({ target }) => `${target.pod}/${target.container}`).join(' ')}`,
    ),
    ...leftOut.map((out) => `left out: ${out.pod}/${out.container}`),
  ];
}

const web = (name: string, letter: string, nodeName = 'n1') =>
  pod({ name, nodeName, containers: [container('app', letter), container('side', letter === 'a' ? 'e' : 'f')] });

describe('by node', () => {
  it.each<[string, Record<string, unknown>, Selection, readonly string[]]>([
    [
      'several pods that were named, each by its default container',
      { [`${shop}/a`]: web('a', 'a'), [`${shop}/b`]: web('b', 'b', 'n2') },
      { pods: named('a', 'b'), containers: ofEach },
      ['n1: a/app', 'n2: b/app'],
    ],
    [
      'one that was named twice, once',
      { [`${shop}/a`]: web('a', 'a') },
      { pods: named('a', 'a'), containers: ofEach },
      ['n1: a/app'],
    ],
    [
      'all containers of a pod',
      { [`${shop}/a`]: web('a', 'a') },
      { pods: named('a'), containers: all },
      ['n1: a/app a/side'],
    ],
    [
      'pods by their labels',
      { [labels]: { items: [web('a', 'a'), web('b', 'b', 'n2')] } },
      { pods: byLabels, containers: ofEach },
      ['n1: a/app', 'n2: b/app'],
    ],
    [
      'in all namespaces',
      { [everywhere]: { items: [web('a', 'a')] } },
      { pods: { ...byLabels, allNamespaces: true }, containers: ofEach },
      ['n1: a/app'],
    ],
    [
      'a container by its name, of the pods that have it',
      { [labels]: { items: [web('a', 'a'), pod({ name: 'b', containers: [container('other', 'b')] })] } },
      { pods: byLabels, containers: { kind: 'named', name: 'side' } },
      ['n1: a/side'],
    ],
    [
      'all of a node, but for debug pods',
      { [onNode]: { items: [web('a', 'a'), debugPod] } },
      { pods: { kind: 'node', name: 'n1', allNamespaces: true }, containers: all },
      ['n1: a/app a/side'],
    ],
    [
      'a pod with the label of debug pods, like any other',
      { [onNode]: { items: [pod({ name: 'a', labels: { [managedBy.key]: managedBy.value } })] } },
      { pods: { kind: 'node', name: 'n1', allNamespaces: true }, containers: all },
      ['n1: a/app'],
    ],
    [
      'a pod with all marks of a debug pod, and without its rights, likewise',
      { [onNode]: { items: [{ ...debugPod, spec: { ...debugPod.spec, hostPID: false } }] } },
      { pods: { kind: 'node', name: 'n1', allNamespaces: true }, containers: all },
      ['n1: exec-doctor-a1b2c3d4/exec-doctor'],
    ],
    [
      'what does not run is left out',
      { [labels]: { items: [web('a', 'a'), pod({ name: 'b', containers: [container('app', 'b', waiting)] })] } },
      { pods: byLabels, containers: ofEach },
      ['n1: a/app', 'left out: b/app'],
    ],
    [
      'the pods of a node that is gone are left out',
      {
        [labels]: { items: [web('a', 'a'), web('b', 'b', 'n2')] },
        '/api/v1/nodes/n2': refusal(404),
      },
      { pods: byLabels, containers: ofEach },
      ['n1: a/app', 'left out: b/app'],
    ],
    [
      'an init container that has done its work is not even told of',
      {
        [labels]: {
          items: [pod({ name: 'a', containers: [container('app', 'a')], init: [container('init', 'b', ended)] })],
        },
      },
      { pods: byLabels, containers: all },
      ['n1: a/app'],
    ],
    [
      'what runs under a runtime that is not known is left out',
      {
        [labels]: { items: [web('a', 'a'), pod({ name: 'b', containers: [{ name: 'app', containerID: 'rkt://x' }] })] },
      },
      { pods: byLabels, containers: ofEach },
      ['n1: a/app', 'left out: b/app'],
    ],
  ])('%s', async (_, objects, selection, expected) => expect(await selected(objects, selection)).toEqual(expected));
});

describe('where the time is up', () => {
  const both = { [labels]: { items: [web('a', 'a'), web('b', 'b', 'n2')] } };
  const selection: Selection = { pods: byLabels, containers: ofEach };
  /** Node n2 has no answer before the time is up. */
  const late = async (objects: Record<string, unknown>) => {
    const time = new AbortController();
    const known = clusterOf({ ...nodes, ...objects });
    const read = Promise.withResolvers<void>();
    const get: typeof known.get = async (path, query) => {
      const answer = known.get(path, query);
      if (path.endsWith('/leases/n1')) void answer.finally(() => setTimeout(read.resolve));
      if (!path.includes('n2')) return answer;
      await read.promise;
      time.abort();
      throw time.signal.reason;
    };
    return selectContainers({ get }, selection, 'shop', () => new Date('2026-01-01T12:00:00Z'), time.signal);
  };

  it('the containers of a node that was not read are left out, and it is not known how they are', async () => {
    const { nodes: found, leftOut, notices } = await late(both);
    expect(found.map(({ name }) => name)).toEqual(['n1']);
    expect(leftOut).toEqual([
      {
        ...{ namespace: 'shop', pod: 'b', container: 'app', unknown: true },
        why: 'Node n2 was not read in the time of the run (--timeout).',
      },
    ]);
    expect(notices).toEqual([]);
  });
  it('and no node was read, that is the Problem', async () =>
    await expect(select(both, selection, AbortSignal.abort())).rejects.toThrow(
      /None of the 2 selected containers can be diagnosed: Node n1 was not read in the time of the run/,
    ));
});

describe('a Problem', () => {
  it.each<[string, Record<string, unknown>, Selection, RegExp]>([
    [
      'no pod has the labels',
      { [labels]: { items: [] } },
      { pods: byLabels, containers: ofEach },
      /No pod in namespace shop has the labels "app=web"/,
    ],
    [
      'a node without pods',
      { [onNode]: { items: [] } },
      { pods: { kind: 'node', name: 'n1', allNamespaces: true }, containers: all },
      /Node n1 has no pods in any namespace/,
    ],
    [
      'a node that is not there',
      { [onNode]: { items: [] }, '/api/v1/nodes/n1': refusal(404) },
      { pods: { kind: 'node', name: 'n1', allNamespaces: true }, containers: all },
      /There is no node "n1"/,
    ],
    [
      'one that was named is not there',
      { [`${shop}/a`]: web('a', 'a') },
      { pods: named('a', 'ls'), containers: ofEach },
      /There is no pod "ls".*write it after --: -- ls$/,
    ],
    [
      'one that was named has no such container',
      { [`${shop}/a`]: web('a', 'a') },
      { pods: named('a', 'a'), containers: { kind: 'named', name: 'x' } },
      /has no container "x"/,
    ],
    [
      'none of them runs',
      { [labels]: { items: [pod({ name: 'b', containers: [container('app', 'b', waiting)] })] } },
      { pods: byLabels, containers: ofEach },
      /Container "app" of pod shop\/b is not running/,
    ],
  ])('%s', async (_, objects, selection, said) => {
    await expect(select(objects, selection).catch((error) => Promise.reject(new Error(error.text)))).rejects.toThrow(
      said,
    );
  });
});

describe('a pod of others', () => {
  const hostile = (more: object) => {
    const one = web('b', 'b');
    return { ...one, metadata: { ...one.metadata, ...more } };
  };
  const selected3 = (more: object) =>
    select(
      { [labels]: { items: [web('a', 'a'), hostile(more), web('c', 'c')] } },
      { pods: byLabels, containers: ofEach },
    );
  const names = ({ nodes: found }: Awaited<ReturnType<typeof selected3>>) =>
    found.flatMap(({ containers }) => containers.map(({ target }) => target.pod));

  it.each<[string, object]>([
    [
      'has a grace period beyond all times',
      { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 8_700_000_000_000 },
    ],
    ['is deleted at no time', { deletionTimestamp: '277702-05-18T02:13:20Z', deletionGracePeriodSeconds: 1 }],
  ])('%s, and is surveyed like the others', async (_, more) => {
    const found = await selected3(more);
    expect([names(found), found.leftOut]).toEqual([['a', 'b', 'c'], []]);
    const [, leaver] = found.nodes[0]?.containers ?? [];
    expect(leaver?.notices).toEqual([expect.stringMatching(/^Pod b is being deleted; its processes have until \d+-/)]);
  });
});

it('what nobody expected of one container costs the others nothing', async () => {
  const items = [web('a', 'a'), web('bug', 'b'), web('c', 'c')];
  const { nodes: found, leftOut } = await select({ [labels]: { items } }, { pods: byLabels, containers: ofEach });
  expect(found.flatMap(({ containers }) => containers.map(({ target }) => target.pod))).toEqual(['a', 'c']);
  expect(leftOut).toEqual([
    {
      ...{ namespace: 'shop', pod: 'bug', container: 'app', unknown: true },
      why: 'What the API server says of it cannot be read: Invalid time value.',
    },
  ]);
});
