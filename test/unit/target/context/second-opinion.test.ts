import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../src/model/target.ts';
import { sameOwner } from '../../../../src/target/context/pod-context.ts';
import { secondOpinionCandidates } from '../../../../src/target/context/second-opinion.ts';
import { readNodePods } from '../../../../src/target/node/node-pods.ts';
import { type ContainerLike, clusterOf, id, type PodLike, pod, refusal, runningSince } from '../objects.ts';

const query = 'fieldSelector=spec.nodeName=n1,status.phase=Running';
const everywhere = `/api/v1/pods?${query}`;
const here = `/api/v1/namespaces/shop/pods?${query}`;
const kubeSystem = `/api/v1/namespaces/kube-system/pods?${query}`;

const target: Target = {
  namespace: 'shop',
  pod: 'web',
  podUID: 'uid-of-web',
  container: 'app',
  containerKind: 'regular',
  containerID: id('a'),
  runtime: 'containerd',
  image: 'shop/app:1',
  restartCount: 0,
  startedAt: '2026-01-01T12:00:00Z',
  node: {
    name: 'n1',
    ready: null,
    unschedulable: null,
    lease: null,
    kubeletVersion: '',
    runtimeVersion: '',
    osImage: '',
    kernelVersion: '',
    operatingSystem: '',
    architecture: '',
    address: '',
  },
};

const own = pod({ name: 'web' });
const other = (letter: string, hour: number, like: PodLike = {}, container: Partial<ContainerLike> = {}) =>
  pod({
    name: `other-${letter}`,
    containers: [
      {
        name: 'app',
        containerID: `containerd://${id(letter)}`,
        state: runningSince(`2026-01-01T${String(hour).padStart(2, '0')}:00:00Z`),
        ...container,
      },
    ],
    ...like,
  });
const candidates = async (objects: Record<string, unknown>) =>
  secondOpinionCandidates((await readNodePods(clusterOf(objects), target)).pods, target);

describe('candidates', () => {
  const are = (what: string, pods: readonly object[], ...letters: string[]) =>
    it(what, async () => expect(await candidates({ [everywhere]: { items: pods } })).toEqual(letters.map(id)));

  are('are the oldest', [other('b', 9), own, other('c', 7), other('d', 8), other('e', 10)], 'c', 'd', 'b', 'e');
  const of = (namespace: string) => ({ namespace });
  are(
    "are the cluster's own first, then of each namespace the oldest, the target's last",
    [own, other('b', 1), other('c', 2), other('d', 3, of('bank')), other('e', 4, of('kube-system'))],
    ...['e', 'd', 'b', 'c'],
  );
  are(
    'are of one namespace after each other only where nothing else is to be had',
    [own, other('b', 1, of('bank')), other('c', 2, of('bank')), other('d', 3, of('mail')), other('e', 9)],
    ...['b', 'd', 'e', 'c'],
  );
  are(
    "but for the cluster's own",
    [own, other('b', 1), other('c', 2, of('bank')), other('d', 4, of('kube-system')), other('e', 3, of('kube-system'))],
    ...['e', 'd', 'c', 'b'],
  );
  are(
    'are not of a namespace that is named alike',
    [own, other('b', 2, of('kube-system-x')), other('c', 1, of('bank'))],
    'c',
    'b',
  );
  are(
    'are no more than the script may choose from, the preferred ones',
    [own, ...'bcdef'.split('').map((letter, hour) => other(letter, hour)), other('9', 20, of('bank'))],
    ...['9', 'b', 'c', 'd', 'e'],
  );
  are('may be younger than the target', [own, other('b', 15)], 'b');
  are('are of other pods', [own]);
  are('need the target in the list', [other('b', 9)]);
  are('are not privileged', [own, other('b', 9, {}, { privileged: true })]);
  are("do not see the host's processes", [own, other('b', 9, { spec: { hostPID: true } })]);
  are('are ready', [own, other('b', 9, {}, { ready: false })]);
  are('are running', [own, other('b', 9, {}, { state: { waiting: {} } })]);
  are('are of the same runtime', [own, other('b', 9, {}, { containerID: `docker://${id('b')}` })]);
  are('are of the same runtime handler', [own, other('b', 9, { spec: { runtimeClassName: 'kata' } })]);
  are('stay', [own, other('b', 9, { deletedAt: '2026-01-01T00:00:00Z' })]);
  are(
    'have whatever labels',
    [own, other('b', 9, { labels: { 'app.kubernetes.io/managed-by': 'kubectl-exec-doctor' } })],
    'b',
  );
  are('are one a pod', [own, other('b', 9, { containers: [...two()] })], 'f');

  function two(): ContainerLike[] {
    return [
      { name: 'young', containerID: `containerd://${id('e')}`, state: runningSince('2026-01-01T09:00:00Z') },
      { name: 'old', containerID: `containerd://${id('f')}`, state: runningSince('2026-01-01T08:00:00Z') },
    ];
  }
});

describe('whose they are', () => {
  const owner = async (objects: Record<string, unknown>, namespace = 'shop') =>
    sameOwner((await readNodePods(clusterOf(objects), { ...target, namespace })).pods, { ...target, namespace });
  const all = { [everywhere]: { items: [own, other('b', 9), other('c', 9, { namespace: 'bank' })] } };

  it("pods of the target's namespace and their containers are of its owner", async () =>
    expect(await owner(all)).toEqual(new Set(['uid-of-web', id('a'), 'uid-of-other-b', id('b')])));
  it('in kube-system nobody is', async () => expect(await owner(all, 'kube-system')).toEqual(new Set()));
  it('is not known where the pods may not be read', async () =>
    expect(await owner({ [everywhere]: refusal(500) })).toBeNull());
});

describe('where the cluster must not be listed', () => {
  const namespaced = { [here]: { items: [own, other('b', 9)] } };

  it("the target's namespace will do", async () =>
    expect(await candidates({ ...namespaced, [everywhere]: refusal(403) })).toEqual([id('b')]));
  it("so does the cluster's own", async () => {
    const names = async (objects: Record<string, unknown>, namespace = 'shop') =>
      (await readNodePods(clusterOf({ [everywhere]: refusal(403), ...objects }), { ...target, namespace })).pods.map(
        ({ name }) => name,
      );
    const proxy = { items: [pod({ name: 'kube-proxy', namespace: 'kube-system' })] };
    expect(await names({ ...namespaced, [kubeSystem]: proxy })).toEqual(['kube-proxy', 'web', 'other-b']);
    expect(await names({ ...namespaced, [kubeSystem]: refusal(403) })).toEqual(['web', 'other-b']);
    expect(await names({ [here]: refusal(500), [kubeSystem]: proxy })).toEqual(['kube-proxy']);
    // once, where it is the target's
    expect(await names({ [kubeSystem]: proxy }, 'kube-system')).toEqual(['kube-proxy']);
  });
  it('and neither the namespace, there are none', async () =>
    expect(await candidates({ [everywhere]: refusal(403), [here]: refusal(403) })).toEqual([]));
  it('and the API server fails, there are none', async () =>
    expect(await candidates({ [here]: refusal(500), [everywhere]: refusal(500) })).toEqual([]));
});
