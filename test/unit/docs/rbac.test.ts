import { expect, it } from 'vitest';
import type { Cluster } from '../../../src/cluster/cluster.ts';
import { DebugPod } from '../../../src/debug-pod/debug-pod.ts';
import { ownNamespaceName } from '../../../src/debug-pod/names.ts';
import { readOwnNamespace, setupRole } from '../../../src/debug-pod/own-namespace.ts';
import { preflight } from '../../../src/debug-pod/preflight.ts';
import { apiClient } from '../../../src/kubectl-probe/api-client.ts';
import { checkLog } from '../../../src/kubectl-probe/cross-checks.ts';
import { readPodContext } from '../../../src/target/context/pod-context.ts';
import { rereadTarget } from '../../../src/target/reread-target.ts';
import { resolveTarget } from '../../../src/target/resolve-target.ts';
import { targetTypes } from '../../../src/target/selection/target-argument.ts';
import { lease, node, pod, refusal } from '../target/objects.ts';
import { examplePod } from './example-pod.ts';
import { bindings, roles } from './roles.ts';

/** Where a role of docs/rbac.yaml is bound; the names stand for the namespaces of the run below. */
const places: Readonly<Record<string, string>> = {
  'exec-doctor-target': 'shop',
  'exec-doctor-debug-pod': examplePod.metadata.namespace,
  'exec-doctor-node': 'everywhere',
  'exec-doctor-lease': 'kube-node-lease',
  'exec-doctor-node-events': 'default',
  'exec-doctor-second-opinion': 'everywhere',
  'exec-doctor-cluster-image': 'kube-system',
  'exec-doctor-namespace': 'everywhere',
};

const granted = roles.flatMap(({ metadata, rules }) =>
  rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => right(places[metadata.name], verb, group, resource))),
    ),
  ),
);

function right(place: string | undefined, verb: string, group: string, resource: string): string {
  return `${place}: ${verb} ${[resource, group].filter(Boolean).join('.')}`;
}

/** Who asks for a path with a method asks for this right. */
function rightFor(method: 'get' | 'create' | 'delete' | 'watch', path: string): string {
  const [, group = '', rest = ''] = /^\/(?:api|apis\/([^/]+))\/v1\/(.*)$/.exec(path) ?? [];
  const [, namespace = 'everywhere', tail = rest] = /^namespaces\/([^/]+)\/(.*)$/.exec(rest) ?? [];
  const [resource = '', name, subresource] = tail.split('/');
  const verb = method === 'get' && name === undefined ? 'list' : method;
  return right(namespace, verb, group, [resource, subresource].filter(Boolean).join('/'));
}

/** One that is only just starting would not be deleted at once. */
const running = { containerStatuses: [{ state: { running: {} } }] };

/** Answers what a run asks for, and keeps what was asked. */
function recordingCluster(asked: Set<string>): Cluster {
  const workload = { spec: { selector: { app: 'web' } } };
  const answer = (path: string): unknown => {
    if (/\/pods$/.test(path)) return { items: [pod()] };
    if (/\/pods\/web$/.test(path)) return pod();
    if (/\/nodes\//.test(path)) return node();
    if (/\/leases\//.test(path)) return lease('2026-01-01T00:00:00Z');
    if (/\/events$/.test(path)) return { items: [] };
    return workload;
  };
  const ask = (method: Parameters<typeof rightFor>[0], path: string) => asked.add(rightFor(method, path));
  const deleted = Promise.withResolvers<never[]>();
  return {
    context: null,
    namespace: 'shop',
    server: '',
    async get(path) {
      ask('get', path);
      // so that the second opinion is looked for in the target's namespace too
      if (path === '/api/v1/pods') throw refusal(403);
      if (path.endsWith(examplePod.metadata.name)) throw refusal(404);
      return answer(path);
    },
    async getText() {
      // the proxy to the node is asked only for those who may use it anyway: it gives more than any of these roles
      throw refusal(403);
    },
    async create(path) {
      ask('create', path);
      if (path.endsWith('/selfsubjectaccessreviews')) return { status: { allowed: true } };
      return { ...examplePod, metadata: { ...examplePod.metadata, uid: 'u' }, status: running };
    },
    async delete(path) {
      ask('delete', path);
      deleted.resolve([]);
    },
    async watch(path) {
      ask('watch', path);
      // it ends, and the pod is found to be gone
      return (async function* () {
        yield* await deleted.promise;
      })();
    },
    async followLog({ namespace, name }) {
      ask('get', `/api/v1/namespaces/${namespace}/pods/${name}/log`);
      return (async function* () {})();
    },
    async exec({ namespace, name }) {
      // over a WebSocket; the user's own kubectl sends a POST where it speaks SPDY
      ask('get', `/api/v1/namespaces/${namespace}/pods/${name}/exec`);
      ask('create', `/api/v1/namespaces/${namespace}/pods/${name}/exec`);
      return { exitCode: 0, statusMessage: '', stdout: new Uint8Array(), stderr: new Uint8Array() };
    },
  };
}

async function everythingARunAsksFor(): Promise<Set<string>> {
  const asked = new Set<string>();
  const cluster = recordingCluster(asked);
  const signal = new AbortController().signal;
  const clock = () => new Date('2026-01-01T00:01:00Z');
  const resolve = (type: (typeof targetTypes)[number]['type']) =>
    resolveTarget(cluster, { type, name: 'web' }, { namespace: 'shop', container: null }, clock);
  for (const { type } of targetTypes) await resolve(type);
  const { target, pod: own } = await resolve('pod');
  await readPodContext(cluster, target, own, clock());
  const container = { namespace: target.namespace, name: target.pod, container: 'app' };
  await checkLog(cluster, { container, timeoutMs: 1_000, signal });
  await rereadTarget(cluster, target, 3_600_000, clock, signal);
  await readOwnNamespace(cluster, null);
  await preflight(cluster, examplePod);
  // cleanup
  await cluster.get(`/api/v1/namespaces/${examplePod.metadata.namespace}/pods`);
  const debugPod = await DebugPod.create(cluster, examplePod, () => undefined);
  await debugPod.events(signal);
  await debugPod.log(signal);
  await debugPod.delete();
  await debugPod.until(({ kind }) => kind === 'gone', 1_000, signal);
  debugPod.release();
  const { run } = apiClient(cluster);
  await run({ namespace: target.namespace, name: target.pod, container: 'app' }, ['true'], 1_000, signal);
  await run({ namespace: debugPod.namespace, name: debugPod.name, container: 'c' }, ['true'], 1_000, signal);
  // everybody may ask what they may do: the role system:basic-user
  asked.delete('everywhere: create selfsubjectaccessreviews.authorization.k8s.io');
  return asked;
}

it('docs/rbac.yaml grants what a run asks for, and nothing else', async () => {
  const asked = await everythingARunAsksFor();
  expect([...new Set(granted)].toSorted()).toEqual([...asked].toSorted());
});

it('of what the whole cluster has, no more is granted than what is asked for by name', () => {
  const named = roles
    .flatMap(({ rules }) => rules)
    .filter(({ resources }) => /^(namespaces|clusterroles)$/.test(resources.join()));
  expect(named.map(({ resourceNames }) => resourceNames)).toEqual([[ownNamespaceName], [setupRole.name]]);
});

it.each(roles.map(({ kind, metadata }) => ({ kind, ...metadata })))('$name is bound', ({ kind, name, namespace }) => {
  const place = places[name];
  expect(namespace).toBe(kind === 'Role' ? place : undefined);
  const binding = bindings.find(({ roleRef }) => roleRef?.name === name);
  expect(binding?.roleRef?.kind).toBe(kind);
  expect(binding?.kind).toBe(place === 'everywhere' ? 'ClusterRoleBinding' : 'RoleBinding');
});
