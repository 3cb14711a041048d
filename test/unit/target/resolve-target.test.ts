import { describe, expect, it } from 'vitest';
import { resolveTarget } from '../../../src/target/resolve-target.ts';
import { parseTargetArgument } from '../../../src/target/selection/target-argument.ts';
import { clusterOf, id, lease, node, type PodLike, pod, refusal, runningSince } from './objects.ts';

const podPath = '/api/v1/namespaces/shop/pods/web';
const podsPath = '/api/v1/namespaces/shop/pods';
const nodePath = '/api/v1/nodes/n1';
const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1';
const deploymentPath = '/apis/apps/v1/namespaces/shop/deployments/web';
const healthy = { [podPath]: pod(), [nodePath]: node(), [leasePath]: lease('2026-01-01T11:59:55.123456Z') };

const resolve = (objects: Record<string, unknown>, argument = 'web', container: string | null = null) =>
  resolveTarget(
    clusterOf({ ...healthy, ...objects }),
    parseTargetArgument(argument),
    { namespace: 'shop', container },
    () => new Date('2026-01-01T12:00:00Z'),
  );
const withPod = (like: PodLike) => ({ [podPath]: pod(like) });

it('goes from the pod to its container and node', async () => {
  expect(await resolve(withPod({ spec: { imagePullSecrets: [{ name: 'registry' }] } }))).toEqual({
    pod: expect.objectContaining({ name: 'web', uid: 'uid-of-web' }),
    sandboxImage: null,
    target: {
      namespace: 'shop',
      pod: 'web',
      podUID: 'uid-of-web',
      container: 'app',
      containerKind: 'regular',
      containerID: id('a'),
      runtime: 'containerd',
      image: 'docker.io/shop/app:1',
      restartCount: 0,
      startedAt: '2026-01-01T00:00:05Z',
      node: {
        name: 'n1',
        ready: { status: 'True', reason: 'KubeletReady', message: 'fine', lastTransitionTime: null },
        unschedulable: false,
        lease: { renewTime: '2026-01-01T11:59:55.123456Z', ageSeconds: 5 },
        kubeletVersion: 'v1.30.1',
        runtimeVersion: 'containerd://1.7.2',
        osImage: 'Debian',
        kernelVersion: '6.1',
        operatingSystem: 'linux',
        architecture: 'arm64',
        address: '',
      },
    },
    imagePullSecrets: ['registry'],
    notices: [],
  });
});

describe('the image', () => {
  const is = (what: string, runningImage: string, expected: string) =>
    it(what, async () => {
      const like = { containers: [{ name: 'app', image: 'shop/app:1', runningImage }] };
      expect((await resolve(withPod(like))).target.image).toBe(expected);
    });

  is('as the runtime names it', 'docker.io/shop/app:1', 'docker.io/shop/app:1');
  is('as it was asked for, where the runtime has a digest only', `sha256:${id('b')}`, 'shop/app:1');
});

it('a node is cordoned', async () => {
  const { target } = await resolve({ ...healthy, [nodePath]: { ...node(), spec: { unschedulable: true } } });
  expect(target.node.unschedulable).toBe(true);
});

describe('the container', () => {
  const like: PodLike = {
    containers: [{ name: 'app' }, { name: 'sidecar' }],
    init: [{ name: 'setup' }],
    ephemeral: [{ name: 'debugger' }],
  };
  const chosen = async (differs: PodLike, named: string | null) => {
    const { target, notices } = await resolve(withPod({ ...like, ...differs }), 'web', named);
    return [target.container, target.containerKind, ...notices];
  };
  const annotated = (name: string) => ({ annotations: { 'kubectl.kubernetes.io/default-container': name } });
  const defaulted = 'Defaulted container "app" out of: app, sidecar, debugger (ephem), setup (init)';

  it('named', async () => expect(await chosen({}, 'sidecar')).toEqual(['sidecar', 'regular']));
  it('named, an init one', async () => expect(await chosen({}, 'setup')).toEqual(['setup', 'init']));
  it('named, an ephemeral one', async () => expect(await chosen({}, 'debugger')).toEqual(['debugger', 'ephemeral']));
  it('named, a sidecar among the init ones, which goes on beside the others', async () => {
    const initContainers = [{ name: 'proxy', image: 'shop/proxy:1', restartPolicy: 'Always' }, { name: 'setup' }];
    const ended = { terminated: { exitCode: 0, reason: 'Completed', finishedAt: '2026-01-01T00:00:04Z' } };
    const init = [
      { name: 'proxy', containerID: `containerd://${id('c')}` },
      { name: 'setup', state: ended },
    ];
    const { target } = await resolve(withPod({ ...like, init, spec: { initContainers } }), 'web', 'proxy');
    expect(target).toMatchObject({ container: 'proxy', containerKind: 'init', containerID: id('c') });
    expect(await chosen({ init, spec: { initContainers } }, null)).toEqual([
      'app',
      'regular',
      'Defaulted container "app" out of: app, sidecar, debugger (ephem), proxy (init), setup (init)',
    ]);
  });
  it('an init one of a pod that still starts', async () =>
    expect(await chosen({ phase: 'Pending' }, 'setup')).toEqual(['setup', 'init']));
  it('annotated', async () => expect(await chosen(annotated('sidecar'), null)).toEqual(['sidecar', 'regular']));
  it('named against the annotation', async () =>
    expect(await chosen(annotated('sidecar'), 'app')).toEqual(['app', 'regular']));
  it('the first', async () => expect(await chosen({}, null)).toEqual(['app', 'regular', defaulted]));
  it('the first where the annotation is wrong', async () =>
    expect(await chosen(annotated('gone'), null)).toEqual([
      'app',
      'regular',
      'The annotation kubectl.kubernetes.io/default-container names "gone", which pod web does not have; it is ignored.',
      defaulted,
    ]));
});

/** What younger versions of Kubernetes have of a pod, and an exec does not depend on. */
describe('is the same target', () => {
  const usual = resolve(withPod({}));
  const same = (what: string, spec: object, status: object = {}) =>
    it(what, async () => expect((await resolve(withPod({ spec, status }))).target).toEqual((await usual).target));

  same('in a user namespace', { hostUsers: false });
  same(
    "with the pod's own resources",
    { resources: { requests: { cpu: '100m' }, limits: { cpu: '1', memory: '64Mi' } } },
    { resources: { limits: { cpu: '1', memory: '64Mi' } }, allocatedResources: { cpu: '100m' } },
  );
  same('while it is resized', {}, { resize: 'InProgress', observedGeneration: 3 });
  same('of a node that Kubernetes chose by its resource claims', { resourceClaims: [{ name: 'gpu' }] });
  same('with a name of its own on the network', { hostnameOverride: 'web.example', setHostnameAsFQDN: true });
});

it('an ephemeral one is the target with its own id and image', async () => {
  const ephemeral = [{ name: 'debugger', containerID: `containerd://${id('e')}`, runningImage: 'docker.io/shop/sh:1' }];
  const { target } = await resolve(withPod({ ephemeral }), 'web', 'debugger');
  expect(target).toMatchObject({ containerKind: 'ephemeral', containerID: id('e'), image: 'docker.io/shop/sh:1' });
});

describe('a workload', () => {
  const list = (...likes: PodLike[]) => ({
    [deploymentPath]: { spec: { selector: { matchLabels: { app: 'web' } } } },
    [`${podsPath}?labelSelector=app=web`]: { items: likes.map(pod) },
  });

  it('stands for its best pod, and says which', async () => {
    const objects = list({ name: 'web-1', isReady: false }, { name: 'web-2' });
    const { target, notices } = await resolve(objects, 'deploy/web');
    expect([target.pod, ...notices]).toEqual(['web-2', 'Took pod/web-2, one of 2 of deployment/web.']);
  });

  const refuses = (what: string, objects: Record<string, unknown>, ...said: string[]) =>
    it(what, async () => expectSaid(resolve(objects, 'deploy/web'), said));

  refuses('that is not there', {}, 'no deployment "web" in namespace shop');
  refuses('without a selector', { [deploymentPath]: { spec: {} } }, 'deployment/web', 'no selector');
  refuses('without pods', list(), 'No pod in namespace shop', '(app=web)');
  refuses(
    'of which nothing runs',
    list({ name: 'web-1', phase: 'Pending' }, { name: 'web-2', phase: 'Failed' }),
    'None of the 2 pods',
    'web-1 is Pending, web-2 is Failed',
  );
});

describe('it is told before anything is created', () => {
  const tells = (what: string, objects: Record<string, unknown>, ...said: string[]) =>
    it(what, async () => {
      const { notices } = await resolve(objects);
      expect(notices).toHaveLength(said.length);
      for (const [index, part] of said.entries()) expect(notices[index]).toContain(part);
    });

  tells('nothing where the lease is 40 s old', { [leasePath]: lease('2026-01-01T11:59:20Z') });
  tells('that the lease is stale', { [leasePath]: lease('2026-01-01T11:59:18Z') }, 'for 42 s');
  tells('nothing where there is no lease', { [leasePath]: refusal(404) });
  tells('nothing where the clock is behind', { [leasePath]: lease('2026-01-01T12:30:00Z') });
  tells('that the node is not ready', unready('Unknown'), 'Node n1 is not ready (NodeStatusUnknown: silence).');
  tells('that the node must not be read', { [nodePath]: refusal(403, 'nodes is forbidden') }, 'nodes is forbidden');
  tells('that the lease must not be read', { [leasePath]: refusal(403, 'leases is forbidden') }, 'leases is forbidden');
  tells('that the pod is being deleted', withPod({ deletedAt: '2026-01-01T11:00:00Z' }), 'since 2026-01-01T11:00:00Z');

  function unready(status: string) {
    return { [nodePath]: node({ ready: { status, reason: 'NodeStatusUnknown', message: 'silence' } }) };
  }
});

it('leaves empty what it must not read', async () => {
  const { target } = await resolve({ [nodePath]: refusal(403), [leasePath]: refusal(403) });
  expect(target.node).toMatchObject({
    name: 'n1',
    ready: null,
    unschedulable: null,
    lease: null,
    runtimeVersion: '',
    architecture: '',
  });
});

it('passes on that the pod must not be read', async () => {
  const error = refusal(403);
  await expect(resolve({ [podPath]: error })).rejects.toBe(error);
});

describe('it refuses', () => {
  const refuses = (what: string, objects: Record<string, unknown>, ...said: string[]) =>
    it(what, async () => expectSaid(resolve(objects), said));
  const app = (container: object) => withPod({ containers: [{ name: 'app', ...container }] });

  it('a container that the pod does not have', async () =>
    expectSaid(resolve(withPod({ containers: [{ name: 'app' }, { name: 'b' }], init: [{ name: 'i' }] }), 'web', 'x'), [
      'Pod shop/web has no container "x"',
      'It has: app, b; i (init).',
    ]));
  refuses('a pod that is not there', { [podPath]: refusal(404) }, 'no pod "web" in namespace shop', '--context');
  refuses(
    'a pod on no node',
    withPod({
      nodeName: '',
      phase: 'Pending',
      status: { conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes are available' }] },
    }),
    'Pod shop/web is on no node yet; its phase is Pending.',
    'The scheduler says: 0/3 nodes are available.',
  );
  refuses(
    'a container that crashes again and again',
    app({
      state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
      lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: '2026-01-01T11:59:00Z' } },
      restartCount: 7,
    }),
    'Container "app" of pod shop/web is not running: it is waiting (CrashLoopBackOff: back-off 5m0s).',
    "The pod's phase is Running.",
    'restarted 7 times',
    'The time before it ended at 2026-01-01T11:59:00Z (exit code 137, OOMKilled).',
    'kubectl logs web -n shop -c app --previous',
  );
  refuses(
    'a container whose image is not there',
    {
      [podPath]: pod({
        phase: 'Pending',
        containers: [{ name: 'app', state: { waiting: { reason: 'ErrImagePull' } } }],
      }),
    },
    'is waiting (ErrImagePull)',
    'phase is Pending',
    'kubectl describe pod web -n shop',
  );
  refuses(
    'a container that was killed by a signal',
    app({ state: { terminated: { exitCode: 0, signal: 9, reason: 'Error' } } }),
    'ended (exit code 0, signal 9, Error)',
    'kubectl logs web -n shop -c app',
  );
  refuses(
    'an evicted pod',
    withPod({
      phase: 'Failed',
      status: { reason: 'Evicted', message: 'low on memory', containerStatuses: [] },
    }),
    'has no state yet',
    'phase is Failed (Evicted: low on memory)',
  );
  refuses('a container without an id', app({ containerID: '' }), 'no container id yet');
  refuses(
    'an unknown runtime',
    app({ containerID: `rkt://${id('a')}` }),
    `"rkt://${id('a')}"`,
    'docker, containerd, cri-o',
  );
  refuses('an id that is a path', app({ containerID: 'docker://../../etc' }), '"docker://../../etc"');
  refuses('a node that is gone', { [nodePath]: refusal(404) }, 'node n1, which no longer exists');
  refuses('a Windows node', { [nodePath]: node({ info: { operatingSystem: 'windows' } }) }, 'Node n1 runs Windows');
  refuses('one by its label', { [nodePath]: node({ labels: { 'kubernetes.io/os': 'windows' } }) }, 'runs Windows');
  refuses(
    'one by the pod, where the node must not be read',
    { ...withPod({ spec: { os: { name: 'windows' } } }), [nodePath]: refusal(403) },
    'runs Windows',
  );
  refuses('a virtual node', { [nodePath]: node({ labels: { type: 'virtual-kubelet' } }) }, 'virtual kubelet');
  refuses('Fargate', { [nodePath]: node({ labels: { 'eks.amazonaws.com/compute-type': 'fargate' } }) }, 'AWS Fargate');
  refuses(
    'a container id from before the node changed its runtime',
    app({ containerID: `docker://${id('a')}` }),
    'Node n1 runs containerd://1.7.2',
    'one of docker',
  );
});

it('takes the start of the container that runs now', async () => {
  const like = { containers: [{ name: 'app', state: runningSince('2026-01-01T10:00:00Z'), restartCount: 2 }] };
  const { target } = await resolve(withPod(like));
  expect([target.startedAt, target.restartCount]).toEqual(['2026-01-01T10:00:00Z', 2]);
});

async function expectSaid(resolving: Promise<unknown>, said: readonly string[]) {
  const problem = await resolving.then(
    () => 'resolved',
    (error: unknown) => error,
  );
  expect(problem).toMatchObject({ name: 'Problem' });
  for (const part of said) expect(problem).toHaveProperty('text', expect.stringContaining(part));
}
