import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readContainers } from '../../../../src/target/on-node/read-containers.ts';

const trees: string[] = [];
afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true });
});

/** The files of a node: their contents, as JSON. */
function node(files: Readonly<Record<string, unknown>>): string {
  const root = mkdtempSync(join(tmpdir(), 'node-'));
  trees.push(root);
  for (const [path, value] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), typeof value === 'string' ? value : JSON.stringify(value));
  }
  return root;
}

const id = 'c'.repeat(64);
const cri = (type: string) => ({
  annotations: {
    'io.kubernetes.cri.container-type': type,
    'io.kubernetes.cri.container-name': 'app',
    'io.kubernetes.cri.image-name': 'shop/app:1',
    'io.kubernetes.cri.sandbox-name': 'web',
    'io.kubernetes.cri.sandbox-namespace': 'shop',
    'io.kubernetes.cri.sandbox-uid': 'uid',
  },
});
const inPod = { namespace: 'shop', pod: 'web', podUID: 'uid', container: 'app', sandbox: false };
const docker = (labels: Readonly<Record<string, string>>, running = true) => ({
  Name: '/k8s_app_web',
  State: { Running: running },
  Config: { Image: 'shop/app:1', Labels: labels },
});
const dockershim = {
  'io.kubernetes.pod.name': 'web',
  'io.kubernetes.pod.namespace': 'shop',
  'io.kubernetes.pod.uid': 'uid',
  'io.kubernetes.container.name': 'app',
  'io.kubernetes.docker.type': 'container',
};

const crio = (type: string) => ({
  annotations: {
    'io.kubernetes.cri-o.ContainerType': type,
    'io.kubernetes.cri-o.Name': 'k8s_app_web',
    'io.kubernetes.cri-o.ImageName': 'shop/app:1',
    'io.kubernetes.cri-o.Labels': JSON.stringify({ ...dockershim, 'io.kubernetes.docker.type': undefined }),
  },
});

const task = 'io.containerd.runtime.v2.task';
const bundles = {
  containerd: `run/containerd/${task}/k8s.io/${id}/config.json`,
  k3s: `run/k3s/containerd/${task}/k8s.io/${id}/config.json`,
  docker: `run/docker/containerd/daemon/${task}/moby/${id}/config.json`,
  crio: `run/containers/storage/overlay-containers/${id}/userdata/config.json`,
} as const;
const asContainerd = { id, runtime: 'containerd', name: 'app', image: 'shop/app:1', kubernetes: inPod };
const asCrio = { id, runtime: 'cri-o', name: 'k8s_app_web', image: 'shop/app:1', kubernetes: inPod };
const asDocker = { id, runtime: 'docker', name: 'k8s_app_web', image: 'shop/app:1', kubernetes: inPod };

it.each<[what: string, files: Readonly<Record<string, unknown>>, found: unknown]>([
  ['containerd', { [bundles.containerd]: cri('container') }, asContainerd],
  ['k3s', { [bundles.k3s]: cri('container') }, asContainerd],
  ['CRI-O', { [bundles.crio]: crio('container') }, asCrio],
  [
    "CRI-O's sandbox",
    { [bundles.crio]: crio('sandbox') },
    { ...asCrio, kubernetes: { ...inPod, container: '', sandbox: true } },
  ],
  [
    "a pod's sandbox",
    { [bundles.containerd]: cri('sandbox') },
    { ...asContainerd, kubernetes: { ...inPod, container: '', sandbox: true } },
  ],
  ["a containerd's own", { [bundles.containerd]: {} }, { ...asContainerd, name: '', image: '', kubernetes: null }],
  ['no JSON', { [bundles.containerd]: '{' }, { ...asContainerd, name: '', image: '', kubernetes: null }],
  [
    'docker',
    { [bundles.docker]: {}, [`var/lib/docker/containers/${id}/config.v2.json`]: docker(dockershim) },
    asDocker,
  ],
  [
    'docker, whose data are elsewhere',
    {
      [bundles.docker]: { root: { path: '/data/docker/overlay2/x/merged' } },
      [`data/docker/containers/${id}/config.v2.json`]: docker(dockershim),
    },
    asDocker,
  ],
  [
    "docker's own",
    { [bundles.docker]: {}, [`var/lib/docker/containers/${id}/config.v2.json`]: docker({}) },
    { ...asDocker, kubernetes: null },
  ],
  [
    'docker, whose bundle is gone',
    { [`var/lib/docker/containers/${id}/config.v2.json`]: docker(dockershim) },
    asDocker,
  ],
])('%s', (_, files, found) => expect(readContainers(node(files))).toEqual([found]));

it('of podman none, which keeps its own where CRI-O does', () =>
  expect(readContainers(node({ [bundles.crio]: { annotations: { 'io.container.manager': 'libpod' } } }))).toEqual([]));
it('no container that has ended', () =>
  expect(readContainers(node({ [`var/lib/docker/containers/${id}/config.v2.json`]: docker({}, false) }))).toEqual([]));

it('of a folder that anybody may write to none is believed', () => {
  const root = node({
    [bundles.containerd]: cri('container'),
    [`run/lock/containerd/${task}/k8s.io/x/config.json`]: cri('container'),
  });
  expect(readContainers(root)).toHaveLength(2);
  chmodSync(join(root, 'run/lock'), 0o1777);
  expect(readContainers(root)).toEqual([asContainerd]);
});
