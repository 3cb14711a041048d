import { existsSync } from 'node:fs';
import type { ProbeName } from '../../../src/model/probe.ts';
import type { RuntimeFamilyName } from '../../../src/model/runtime-family.ts';
import { containerID, family, lab, onNode } from './the-lab.ts';

/** A newer dockerd has no containerd of its own. */
const ownContainerd = family === 'docker' && lab.mode !== 'modern-docker';
const namespace = family === 'docker' ? 'moby' : 'k8s.io';

/** Where the runtime keeps a folder for each container that runs, and in that the number of its first process and its spec. */
export const bundles = {
  docker: `${ownContainerd ? '/run/docker/containerd/daemon' : '/run/containerd'}/io.containerd.runtime.v2.task/${namespace}`,
  containerd: `/run/containerd/io.containerd.runtime.v2.task/${namespace}`,
  'cri-o': '/run/containers/storage/overlay-containers',
}[family];
export const inBundle =
  family === 'cri-o'
    ? { pid: 'userdata/pidfile', spec: 'userdata/config.json' }
    : { pid: 'init.pid', spec: 'config.json' };

/** containerd's client on the node. */
export const ctr = [
  ...['ctr', '-n', namespace],
  ...['-a', `${ownContainerd ? '/var/run/docker/containerd' : '/run/containerd'}/containerd.sock`],
];
const crictl = ['crictl', '-r', 'unix:///run/crio/crio.sock'];

/** No package of Debian's has it: only a lab that was given one. */
const hasCrictl = existsSync(`${lab.dir}/runtime/crictl`);

/** The clients by which a node of that runtime is asked, from the top to the bottom. */
export const nodeClients = (
  {
    docker: ['docker', 'ctr', 'runc'],
    containerd: hasCrictl ? ['crictl', 'ctr', 'runc'] : ['ctr', 'runc'],
    'cri-o': ['crictl', 'runc'],
  } satisfies Record<RuntimeFamilyName, readonly ProbeName[]>
)[family];

/** A fault by which an exec hangs on the node, and the layer that it is at. */
export const hanging =
  family === 'cri-o'
    ? { words: ['runc-broken', 'hang'], layer: 'runc' }
    : { words: ['shim-hang', 'nginx1'], layer: 'shim' };

/** The processes of a container, as its runtime lists them: CRI-O does not, and runc has no other words for an exec. */
export async function processesIn(pod: string, container: string): Promise<readonly string[]> {
  const id = await containerID(pod, container);
  const list = family === 'cri-o' ? ['runc', '--root', '/run/runc', 'ps', id] : [...ctr, 'tasks', 'ps', id];
  return (await onNode(list)).split('\n').filter(Boolean);
}

/** The names of all containers of that name in pods of that name, running or not; of docker and containerd their long form. */
export async function containersCalled(name: string): Promise<readonly string[]> {
  const list = {
    docker: ['docker', 'ps', '-a', '--filter', `label=io.kubernetes.container.name=${name}`, '--format', '{{.Names}}'],
    containerd: [...ctr, 'containers', 'ls', '-q', `labels."io.kubernetes.container.name"==${name}`],
    'cri-o': [...crictl, 'ps', '-a', '-q', '--name', `^${name}$`],
  }[family];
  return (await onNode(list)).split('\n').filter(Boolean);
}
