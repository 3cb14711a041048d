import { describe, expect, it } from 'vitest';
import { ApiObject } from '../../../../src/target/api-object.ts';
import { clusterImage, sandboxImage } from '../../../../src/target/node/cluster-image.ts';
import { parsePod } from '../../../../src/target/pod/pod.ts';
import { type PodLike, pod } from '../objects.ts';

const parsed = (like: PodLike) => parsePod(new ApiObject(pod(like)));
const by = (kind: string, controller: unknown = true) => [{ apiVersion: 'v1', kind, name: 'x', controller }];
const image = 'registry.example/kube-proxy:v1';
const waiting = { waiting: { reason: 'ImagePullBackOff' } };
const ended = { terminated: { exitCode: 0 } };

/** Of kube-proxy, but for what is named. */
const one = (like: PodLike = {}): PodLike => ({
  ...{ name: 'kube-proxy', namespace: 'kube-system', owners: by('DaemonSet') },
  containers: [{ name: 'kube-proxy', image }],
  ...like,
});
const called = (...images: string[]): Pick<PodLike, 'containers'> => ({
  containers: images.map((own, index) => ({ name: `c${index}`, image: own })),
});

describe('an image that the cluster runs on the node is', () => {
  it.each<[what: string, pods: readonly PodLike[], image: string | null]>([
    ['that of a DaemonSet', [one()], image],
    ['that of a static pod', [one({ owners: by('Node') })], image],
    ['not that of a Deployment', [one({ owners: by('ReplicaSet') })], null],
    ['not that of a Job', [one({ owners: by('Job') })], null],
    ['not that of a pod that somebody made by hand', [one({ owners: [] })], null],
    [
      'not that of a pod which names an owner that does not control it',
      [one({ owners: by('DaemonSet', false) })],
      null,
    ],
    ['nor where it does not say so', [one({ owners: [{ kind: 'Node', name: 'x' }] })], null],
    ['that of its controller, among several owners', [one({ owners: [...by('Node', false), ...by('Job')] })], null],
    ['not of another namespace', [one({ namespace: 'shop' })], null],
    ['not of a namespace that is named alike', [one({ namespace: 'kube-system-2' })], null],
    ['not of a pod that is being deleted', [one({ deletedAt: '2026-01-01T00:00:00Z' })], null],
    ['not of a debug pod of ours, which nothing controls', [one({ name: 'exec-doctor-a1b2c3d4', owners: [] })], null],
    ['of whatever manages it', [one({ labels: { 'app.kubernetes.io/managed-by': 'Helm' } })], image],
    ['not of a container that waits', [one({ containers: [{ name: 'a', image, state: waiting }] })], null],
    ['not of one that has ended', [one({ containers: [{ name: 'a', image, state: ended }] })], null],
    ['not of one of which nothing is told', [one({ containers: [{ name: 'a', image, state: {} }] })], null],
    ['not of an init container', [one({ containers: [], init: [{ name: 'a', image }] })], null],
    ['not of an ephemeral container', [one({ containers: [], ephemeral: [{ name: 'a', image }] })], null],
    [
      'of the container that runs, beside one that does not',
      [
        one({
          containers: [
            { name: 'a', image: 'a:1', state: waiting },
            { name: 'b', image },
          ],
        }),
      ],
      image,
    ],
    // the name in the specification: what the runtime calls it may be a digest that no image has
    [
      'the one that was asked for',
      [one({ containers: [{ name: 'a', image, runningImage: 'sha256:0fa5d8593c26' }] })],
      image,
    ],
    ['not one without a name', [one(called(''))], null],
    ['the first by name, of one pod', [one(called('c:1', 'b:1'))], 'b:1'],
    ['the first by name, of many', [one(called('b:1')), one(called('a:1')), one(called('c:1'))], 'a:1'],
    ['the same in another order', [one(called('c:1')), one(called('a:1')), one(called('b:1'))], 'a:1'],
    [
      'of those that may be, however the others are called',
      [one({ namespace: 'shop', ...called('a:1') }), one()],
      image,
    ],
    ['none, where there are no pods', [], null],
  ])('%s', (_, pods, expected) => expect(clusterImage(pods.map(parsed))).toBe(expected));
});

it.each<[what: string, names: string[], image: string | null]>([
  ["Kubernetes' own", ['shop/app:1', 'registry.k8s.io/pause:3.9'], 'registry.k8s.io/pause:3.9'],
  [
    'by its digest',
    [`registry.k8s.io/pause@sha256:${'a'.repeat(64)}`],
    `registry.k8s.io/pause@sha256:${'a'.repeat(64)}`,
  ],
  ["a distribution's", ['docker.io/rancher/mirrored-pause:3.6'], 'docker.io/rancher/mirrored-pause:3.6'],
  ['not one that anybody may publish', ['evil.example/pause:3.9', 'shop/pause:3.9', 'pause:3.9'], null],
  ['not one that begins so', ['registry.k8s.io/pause/evil:3.9', 'registry.k8s.io/pause-evil:1'], null],
  ['not one of that name at another host', ['evil.example/registry.k8s.io/pause:3.9'], null],
  ['of none', [], null],
])('the image of the sandboxes: %s', (_, names, image) => expect(sandboxImage(names)).toBe(image));
