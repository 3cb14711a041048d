import type { NodeTree } from './node-tree.ts';
import { targetID as id } from './run-script.ts';

interface RecordedNode {
  readonly family?: 'docker' | 'containerd';
  readonly build: (tree: NodeTree) => NodeTree;
  /** Facts. */
  readonly expected: Readonly<Record<string, string>>;
}

const pod = 'pod5096ac2b-fdba-4dce-ae2f-3c69ceb48b92';
const v1 = (path: string) =>
  ['11:freezer', '9:memory', '5:cpu,cpuacct', '1:name=systemd'].map((controller) => `${controller}:${path}`).join('\n');

interface ContainerOnNode {
  readonly bundle: string;
  readonly cgroup: string;
  readonly shim?: readonly string[];
  readonly shimExe?: string;
  readonly options?: string;
  readonly runtime?: string;
  /** Where the runtime keeps its state, with the file's name. */
  readonly state: string;
}

/** A container whose first process is 100, of the shim 90. */
function container(tree: NodeTree, { bundle, cgroup, state, ...more }: ContainerOnNode): NodeTree {
  const shimExe = more.shimExe ?? '/usr/bin/containerd-shim-runc-v2';
  const comm = (shimExe.split('/').at(-1) ?? '').slice(0, 15);
  tree.process({ pid: 90, comm, exe: shimExe, arguments: more.shim ?? [shimExe], children: [100], cgroup });
  tree.process({ pid: 100, comm: 'nginx', ppid: 90, start: 4242, cgroup });
  tree.file(`${bundle}/init.pid`, '100');
  if (more.options) tree.file(`${bundle}/options.json`, more.options);
  if (more.runtime) tree.file(`${bundle}/runtime`, more.runtime);
  return tree.file(state, '{}');
}

const shimArguments = (namespace: string, address: string) => [
  '/usr/bin/containerd-shim-runc-v2',
  '-namespace',
  namespace,
  '-id',
  'f'.repeat(64),
  '-address',
  address,
];
const programs = (tree: NodeTree, ...paths: string[]) => {
  for (const path of paths) tree.program(`root${path}`, '/bin/false');
  return tree;
};
const kubepodsSlice = `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-${pod.replaceAll('-', '_')}.slice`;
const scope = `${kubepodsSlice}/cri-containerd-${id}.scope`;

/** A container of crun on cgroup v2, with that record of it; crun gives it a cgroup below its scope. */
export function crunOfContainerd(tree: NodeTree, status: string): NodeTree {
  const state = `run/containerd/runc/k8s.io/${id}/status`;
  return container(programs(tree, '/usr/bin/ctr', '/usr/bin/crun'), {
    bundle: `run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}`,
    shim: shimArguments('k8s.io', '/run/containerd/containerd.sock'),
    options: '{"binary_name":"/usr/bin/crun","systemd_cgroup":true}',
    cgroup: '0::/',
    state,
  })
    .cgroup('', { 'cgroup.controllers': 'cpu memory' })
    .file(state, status);
}

export const nodes: Readonly<Record<string, RecordedNode>> = {
  'docker 20.10, cgroup v1': {
    family: 'docker',
    build: (tree) =>
      container(programs(tree, '/usr/bin/docker', '/usr/bin/ctr', '/usr/sbin/runc'), {
        bundle: `run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/${id}`,
        shim: shimArguments('moby', '/var/run/docker/containerd/containerd.sock'),
        options: '{"binary_name":"runc","root":"/var/run/docker/runtime-runc"}',
        runtime: 'runc',
        cgroup: v1(`/kubepods/besteffort/${pod}/${id}`),
        state: `run/docker/runtime-runc/moby/${id}/state.json`,
      }),
    expected: {
      'target.bundle': `/run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/${id}`,
      'target.ns': 'moby',
      'target.init': '100',
      'target.born': '4242',
      'target.shim': '90',
      'target.shim.program': '/usr/bin/containerd-shim-runc-v2',
      'target.address': '/var/run/docker/containerd/containerd.sock',
      'target.runtime': '/usr/sbin/runc',
      'target.root': '/var/run/docker/runtime-runc/moby',
      'target.how': 'bundle',
      docker: '/usr/bin/docker',
      ctr: '/usr/bin/ctr',
    },
  },
  'docker 18.06': {
    family: 'docker',
    build: (tree) =>
      container(programs(tree, '/usr/bin/docker', '/usr/bin/docker-containerd-ctr', '/usr/bin/docker-runc'), {
        bundle: `run/docker/containerd/daemon/io.containerd.runtime.v1.linux/moby/${id}`,
        shimExe: '/usr/bin/docker-containerd-shim',
        shim: [
          'docker-containerd-shim',
          '-namespace',
          'moby',
          '-workdir',
          `/var/lib/docker/containerd/daemon/io.containerd.runtime.v1.linux/moby/${id}`,
          '-address',
          '/var/run/docker/containerd/docker-containerd.sock',
          '-containerd-binary',
          '/usr/bin/docker-containerd',
          '-runtime-root',
          '/var/run/docker/runtime-runc',
        ],
        cgroup: v1(`/kubepods/besteffort/${pod}/${id}`),
        state: `run/docker/runtime-runc/moby/${id}/state.json`,
      }),
    expected: {
      'target.ns': 'moby',
      'target.shim': '90',
      'target.shim.program': '/usr/bin/docker-containerd-shim',
      'target.address': '/var/run/docker/containerd/docker-containerd.sock',
      'target.runtime': '/usr/bin/docker-runc',
      'target.root': '/var/run/docker/runtime-runc/moby',
      ctr: '/usr/bin/docker-containerd-ctr',
    },
  },
  'containerd 1.6, cgroup v2 by cgroupfs': {
    build: (tree) =>
      container(programs(tree, '/usr/bin/ctr', '/usr/local/sbin/runc'), {
        bundle: `run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}`,
        shim: shimArguments('k8s.io', '/run/containerd/containerd.sock'),
        options: '{"binary_name":"","root":"/run/containerd/runc"}',
        runtime: 'runc',
        cgroup: `0::/kubepods/besteffort/${pod}/${id}`,
        state: `run/containerd/runc/k8s.io/${id}/state.json`,
      }).cgroup('', { 'cgroup.controllers': 'cpu memory' }),
    expected: {
      'target.ns': 'k8s.io',
      'target.runtime': '/usr/local/sbin/runc',
      'target.root': '/run/containerd/runc/k8s.io',
      cri: 'unix:///run/containerd/containerd.sock',
    },
  },
  'containerd 1.7, cgroup v2 by systemd': {
    build: (tree) =>
      container(programs(tree, '/usr/bin/ctr', '/usr/bin/runc', '/usr/bin/crictl'), {
        bundle: `run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}`,
        shim: shimArguments('k8s.io', '/run/containerd/containerd.sock'),
        options: '{"systemd_cgroup":true}',
        cgroup: `0::${kubepodsSlice}/cri-containerd-${id}.scope`,
        state: `run/containerd/runc/k8s.io/${id}/state.json`,
      }).cgroup('', { 'cgroup.controllers': 'cpu memory' }),
    expected: {
      'target.runtime': '/usr/bin/runc',
      'target.root': '/run/containerd/runc/k8s.io',
      crictl: '/usr/bin/crictl',
    },
  },
  crun: {
    build: (tree) =>
      container(programs(tree, '/usr/bin/ctr', '/usr/bin/crun'), {
        bundle: `run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}`,
        shim: shimArguments('k8s.io', '/run/containerd/containerd.sock'),
        options: '{"binary_name":"/usr/bin/crun","systemd_cgroup":true}',
        cgroup: `0::${kubepodsSlice}/cri-containerd-${id}.scope`,
        state: `run/crun/${id}/status`,
      }),
    expected: { 'target.runtime': '/usr/bin/crun', 'target.root': '/run/crun' },
  },
  'crun under containerd, whose cgroup is gone': {
    build: (tree) => crunOfContainerd(tree, `{\n    "pid": 100,\n    "cgroup-path": "${scope}/container"\n}\n`),
    expected: {
      'target.root': '/run/containerd/runc/k8s.io',
      'target.cgroupMissing': `/sys/fs/cgroup${scope}/container`,
    },
  },
  'crun under containerd, whose record is cut short': {
    build: (tree) => crunOfContainerd(tree, '{\n    "pid": 100,\n    "cgroup-path": "/kube'),
    expected: { 'target.root': '/run/containerd/runc/k8s.io', 'target.recordDamaged': 'yes' },
  },
  'nvidia-container-runtime': {
    build: (tree) =>
      container(programs(tree, '/usr/bin/ctr', '/usr/bin/nvidia-container-runtime', '/usr/bin/runc'), {
        bundle: `run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}`,
        shim: shimArguments('k8s.io', '/run/containerd/containerd.sock'),
        options: '{"binary_name":"/usr/bin/nvidia-container-runtime"}',
        cgroup: `0::${kubepodsSlice}/cri-containerd-${id}.scope`,
        state: `run/containerd/runc/k8s.io/${id}/state.json`,
      }),
    expected: {
      'target.runtime': '/usr/bin/nvidia-container-runtime',
      'target.root': '/run/containerd/runc/k8s.io',
    },
  },
  'nvidia-container-runtime, which is gone': {
    build: (tree) =>
      container(programs(tree, '/usr/bin/ctr', '/usr/bin/runc'), {
        bundle: `run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}`,
        shim: shimArguments('k8s.io', '/run/containerd/containerd.sock'),
        options: '{"binary_name":"nvidia-container-runtime"}',
        cgroup: `0::${kubepodsSlice}/cri-containerd-${id}.scope`,
        state: `run/containerd/runc/k8s.io/${id}/state.json`,
      }),
    // runc does not stand for it
    expected: { 'target.runtime': 'nvidia-container-runtime', 'target.root': '/run/containerd/runc/k8s.io' },
  },
  k3s: {
    build: (tree) =>
      container(programs(tree, '/var/lib/rancher/k3s/data/0f1e/bin/ctr', '/var/lib/rancher/k3s/data/0f1e/bin/runc'), {
        bundle: `run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io/${id}`,
        shimExe: '/var/lib/rancher/k3s/data/0f1e/bin/containerd-shim-runc-v2',
        shim: shimArguments('k8s.io', '/run/k3s/containerd/containerd.sock'),
        options: '{"binary_name":"runc"}',
        cgroup: `0::${kubepodsSlice}/cri-containerd-${id}.scope`,
        state: `run/containerd/runc/k8s.io/${id}/state.json`,
      }).process({ pid: 40, comm: 'k3s-server', exe: '/var/lib/rancher/k3s/data/0f1e/bin/k3s' }),
    expected: {
      'target.address': '/run/k3s/containerd/containerd.sock',
      'target.runtime': '/var/lib/rancher/k3s/data/0f1e/bin/runc',
      'target.root': '/run/containerd/runc/k8s.io',
      ctr: '/var/lib/rancher/k3s/data/0f1e/bin/ctr',
      cri: 'unix:///run/k3s/containerd/containerd.sock',
    },
  },
  rke2: {
    build: (tree) =>
      container(
        programs(
          tree,
          '/var/lib/rancher/rke2/bin/ctr',
          '/var/lib/rancher/rke2/bin/crictl',
          '/var/lib/rancher/rke2/bin/runc',
        ),
        {
          bundle: `run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io/${id}`,
          shimExe: '/var/lib/rancher/rke2/data/v1.30.2-rke2r1-9a8b/bin/containerd-shim-runc-v2',
          shim: shimArguments('k8s.io', '/run/k3s/containerd/containerd.sock'),
          options: '{"systemd_cgroup":true}',
          cgroup: `0::${kubepodsSlice}/cri-containerd-${id}.scope`,
          state: `run/containerd/runc/k8s.io/${id}/state.json`,
        },
      ),
    expected: {
      'target.address': '/run/k3s/containerd/containerd.sock',
      'target.runtime': '/var/lib/rancher/rke2/bin/runc',
      ctr: '/var/lib/rancher/rke2/bin/ctr',
      crictl: '/var/lib/rancher/rke2/bin/crictl',
    },
  },
  microk8s: {
    build: (tree) =>
      container(programs(tree, '/snap/microk8s/6364/bin/ctr', '/snap/microk8s/6364/bin/runc'), {
        bundle: `root/var/snap/microk8s/common/run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}`,
        shimExe: '/snap/microk8s/6364/bin/containerd-shim-runc-v2',
        shim: shimArguments('k8s.io', '/var/snap/microk8s/common/run/containerd.sock'),
        cgroup: `0::/kubepods/besteffort/${pod}/${id}`,
        state: `run/containerd/runc/k8s.io/${id}/state.json`,
      }).process({ pid: 40, comm: 'containerd', exe: '/snap/microk8s/6364/bin/containerd' }),
    expected: {
      'target.address': '/var/snap/microk8s/common/run/containerd.sock',
      'target.runtime': '/snap/microk8s/6364/bin/runc',
      ctr: '/snap/microk8s/6364/bin/ctr',
    },
  },
  'bundle missing: only the id in a cgroup is left': {
    build: (tree) =>
      tree
        .process({
          pid: 90,
          comm: 'containerd-shim',
          arguments: shimArguments('k8s.io', '/run/containerd/containerd.sock'),
          exe: '/usr/bin/containerd-shim-runc-v2',
        })
        .process({ pid: 100, comm: 'nginx', ppid: 90, start: 4242, cgroup: v1(`/kubepods/${pod}/${id}`) })
        .process({ pid: 101, comm: 'nginx', ppid: 100, cgroup: v1(`/kubepods/${pod}/${id}`) })
        .file(`run/containerd/runc/k8s.io/${id}/state.json`, '{}'),
    expected: {
      'target.bundle': '',
      'target.how': 'cgroup',
      'target.init': '100',
      'target.shim': '90',
      'target.ns': 'k8s.io',
      'target.root': '/run/containerd/runc/k8s.io',
    },
  },
  'bundle missing: a cgroup below that of another container is not its own, whatever its name is': {
    build: (tree) =>
      tree
        .process({
          pid: 90,
          comm: 'containerd-shim',
          arguments: shimArguments('k8s.io', '/run/containerd/containerd.sock'),
          exe: '/usr/bin/containerd-shim-runc-v2',
        })
        .process({ pid: 10, comm: 'nginx', ppid: 9, cgroup: `0::/kubepods/${pod}/${'d'.repeat(64)}/${id}` })
        .process({ pid: 9, comm: 'a\nfact target.init 9', cgroup: `0::/kubepods/${pod}/${'d'.repeat(64)}` })
        .process({ pid: 100, comm: 'nginx', ppid: 90, start: 4242, cgroup: `0::/kubepods/${pod}/${id}` }),
    expected: { 'target.how': 'cgroup', 'target.init': '100', 'target.shim': '90' },
  },
  'bundle missing, of a container of crun: its record tells': {
    build: (tree) =>
      programs(tree, '/usr/bin/ctr', '/usr/bin/crun', '/usr/sbin/runc')
        .process({
          pid: 90,
          comm: 'containerd-shim',
          arguments: shimArguments('k8s.io', '/run/containerd/containerd.sock'),
          exe: '/usr/bin/containerd-shim-runc-v2',
        })
        .process({ pid: 100, comm: 'nginx', ppid: 90, start: 4242, cgroup: v1(`/kubepods/${pod}/${id}`) })
        .file(`run/containerd/runc/k8s.io/${id}/status`, '{}'),
    expected: {
      'target.bundle': '',
      'target.runtime': '/usr/bin/crun',
      'target.root': '/run/containerd/runc/k8s.io',
    },
  },
  'container dead: the bundle is there, its process is gone': {
    build: (tree) =>
      tree
        .file(`run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}/init.pid`, '100')
        .file('run/containerd/containerd.sock', ''),
    expected: {
      'target.init': '100',
      'target.born': '',
      'target.shim': '',
      'target.address': '/run/containerd/containerd.sock',
      'target.how': 'bundle, address guessed',
    },
  },
  'container dead, and its process id is that of a stranger': {
    build: (tree) =>
      tree
        .file(`run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}/init.pid`, '100')
        .process({ pid: 100, comm: 'postgres', ppid: 1, cgroup: '0::/system.slice/postgresql.service' }),
    expected: { 'target.init': '', 'target.born': '', 'target.shim': '' },
  },
  'a name with blanks, parentheses and a newline': {
    build: (tree) =>
      tree
        .file(`run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}/init.pid`, '100')
        .process({
          pid: 90,
          comm: 'containerd-shim',
          arguments: shimArguments('k8s.io', '/run/containerd/containerd.sock'),
          exe: '/usr/bin/containerd-shim-runc-v2',
        })
        .process({ pid: 100, comm: 'a ) S 1\n(b) ', ppid: 90, start: 77 }),
    expected: { 'target.init': '100', 'target.born': '77', 'target.shim': '90' },
  },
  'shim in uninterruptible sleep: its arguments are not read': {
    build: (tree) =>
      tree
        .file(`run/k0s/containerd/io.containerd.runtime.v2.task/k8s.io/${id}/init.pid`, '100')
        .file('run/k0s/containerd/containerd.sock', '')
        .process({
          pid: 90,
          comm: 'containerd-shim',
          state: 'D',
          arguments: shimArguments('k8s.io', '/tells/too/much.sock'),
          exe: '/usr/bin/containerd-shim-runc-v2',
        })
        .process({ pid: 100, comm: 'nginx', ppid: 90 }),
    expected: {
      'target.shim': '90',
      'target.address': '/run/k0s/containerd/containerd.sock',
      'target.how': 'bundle, address guessed',
    },
  },
};
