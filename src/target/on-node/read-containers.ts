import { globSync, lstatSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { limits } from '../../limits.ts';
import type { RuntimeFamilyName } from '../../model/runtime-family.ts';
import { ApiObject } from '../api-object.ts';

/** A container as the node's own files tell of it; empty where they do not. */
export interface NodeContainer {
  readonly id: string;
  readonly runtime: RuntimeFamilyName;
  /** docker's own name for it, or Kubernetes'. */
  readonly name: string;
  readonly image: string;
  /** Of Kubernetes; `sandbox` is the pause container of a pod. */
  readonly kubernetes: {
    readonly namespace: string;
    readonly pod: string;
    readonly podUID: string;
    readonly container: string;
    readonly sandbox: boolean;
  } | null;
}

/** Where containerd keeps the bundles of what runs: its own, docker's, k3s', microk8s'. As in the script. */
const bundles = (root: string): string[] =>
  [
    'run/containerd',
    'run/docker/containerd/daemon',
    ...foldersOfRun(root).map((folder) => `${folder}/containerd`),
    'var/snap/microk8s/common/run/containerd',
  ].map((folder) => `${folder}/io.containerd.runtime.v[12].*/*/*`);

/** Where CRI-O keeps the bundles of what runs, as the script has it. */
const crioBundles = 'run/containers/storage/overlay-containers';

/** In those that others may write too, as in /run/lock, a link may lead to where nothing answers: no name leads through them. */
const foldersOfRun = (root: string): readonly string[] =>
  globSync('run/*', { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `run/${name}`)
    .filter((folder) => isRootsAlone(root, folder));

/**
 * The containers of this node, from files alone: no daemon is asked, for one of them may hang.
 * @param root `/`, but in tests
 */
export function readContainers(root: string): readonly NodeContainer[] {
  const found = new Map<string, NodeContainer>();
  for (const bundle of globSync(bundles(root), { cwd: root })) {
    if (!isRootsAlone(root, join(bundle, 'config.json'))) continue;
    const [id, namespace] = [basename(bundle), basename(dirname(bundle))];
    const spec = readJson(join(root, bundle, 'config.json'));
    found.set(id, namespace === 'moby' ? ofDocker(root, id, spec) : ofContainerd(id, spec));
  }
  for (const bundle of globSync(`${crioBundles}/*/userdata`, { cwd: root })) {
    if (!isRootsAlone(root, join(bundle, 'config.json'))) continue;
    const id = basename(dirname(bundle));
    const container = ofCrio(id, readJson(join(root, bundle, 'config.json')));
    if (container) found.set(id, container);
  }
  // a container may have lost its bundle
  for (const path of globSync(`${dockerRoot(null)}/containers/*/config.v2.json`, { cwd: root })) {
    const id = basename(dirname(path));
    const isRunning = /"Running":true/.test(readText(join(root, path)));
    if (!found.has(id) && isRunning) found.set(id, ofDocker(root, id, null));
  }
  return [...found.values()];
}

/** https://github.com/containerd/containerd/blob/main/internal/cri/annotations/annotations.go */
function ofContainerd(id: string, spec: unknown): NodeContainer {
  const annotations = new Map(new ApiObject(spec).textEntries('annotations'));
  const text = (name: string) => annotations.get(`io.kubernetes.cri.${name}`) ?? '';
  const sandbox = text('container-type') === 'sandbox';
  return {
    id,
    runtime: 'containerd',
    name: text('container-name'),
    image: text('image-name'),
    kubernetes: annotations.has('io.kubernetes.cri.sandbox-name')
      ? {
          namespace: text('sandbox-namespace'),
          pod: text('sandbox-name'),
          podUID: text('sandbox-uid'),
          container: sandbox ? '' : text('container-name'),
          sandbox,
        }
      : null,
  };
}

/**
 * Null where it is not CRI-O's: podman keeps its own there too.
 * https://github.com/cri-o/cri-o/blob/main/internal/annotations/annotations.go
 */
function ofCrio(id: string, spec: unknown): NodeContainer | null {
  const annotations = new Map(new ApiObject(spec).textEntries('annotations'));
  const text = (name: string) => annotations.get(`io.kubernetes.cri-o.${name}`) ?? '';
  if (text('ContainerType') === '') return null;
  const labels = new Map(new ApiObject(parseJson(text('Labels'))).textEntries());
  const label = (name: string) => labels.get(`io.kubernetes.${name}`) ?? '';
  const sandbox = text('ContainerType') === 'sandbox';
  return {
    id,
    runtime: 'cri-o',
    name: text('Name'),
    image: text('ImageName') || text('Image'),
    kubernetes: labels.has('io.kubernetes.pod.name')
      ? {
          namespace: label('pod.namespace'),
          pod: label('pod.name'),
          podUID: label('pod.uid'),
          container: sandbox ? '' : label('container.name'),
          sandbox,
        }
      : null,
  };
}

function ofDocker(root: string, id: string, spec: unknown): NodeContainer {
  const rootfs = new ApiObject(spec).text('root', 'path');
  const config = new ApiObject(readJson(join(root, dockerRoot(rootfs), 'containers', id, 'config.v2.json')));
  const labels = new Map(config.textEntries('Config', 'Labels'));
  const text = (name: string) => labels.get(`io.kubernetes.${name}`) ?? '';
  const sandbox = text('docker.type') === 'podsandbox';
  return {
    id,
    runtime: 'docker',
    name: config.text('Name').replace(/^\//, ''),
    image: config.text('Config', 'Image'),
    kubernetes: labels.has('io.kubernetes.pod.name')
      ? {
          namespace: text('pod.namespace'),
          pod: text('pod.name'),
          podUID: text('pod.uid'),
          container: sandbox ? '' : text('container.name'),
          sandbox,
        }
      : null,
  };
}

/** dockerd's --data-root, by where the container's file system is mounted; else the usual one. */
const dockerRoot = (rootfs: string | null): string =>
  /^\/(.+?)\/(?:overlay2|overlay|vfs|aufs|btrfs|zfs|fuse-overlayfs|devicemapper|rootfs)\//.exec(rootfs ?? '')?.[1] ??
  'var/lib/docker';

/** Nobody else can have put it there: /run/lock, for one, is everybody's. As the script asks of each path. */
function isRootsAlone(root: string, path: string): boolean {
  const { uid, mode } = lstatSync(join(root, path), { throwIfNoEntry: false }) ?? { uid: -1, mode: 0 };
  if (uid !== process.getuid?.() || (mode & writableByOthers) !== 0) return false;
  return path === '.' || isRootsAlone(root, dirname(path));
}

const writableByOthers = 0o022;

/** Nothing of what is no file, which may have no end, or is larger than any of these. */
function readText(path: string): string {
  try {
    const about = lstatSync(path);
    return about.isFile() && about.size <= limits.answerBytes ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}

const readJson = (path: string): unknown => parseJson(readText(path));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
