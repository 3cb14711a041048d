/** Where a distribution of Kubernetes keeps what the script looks for: paths of the node. */
export interface Distribution {
  /** Its processes, with the files that they run. */
  readonly daemons: readonly (readonly [comm: string, exe: string])[];
  readonly shim: string;
  /** The folder of containerd that the bundles are in, and the socket that its shims are told. */
  readonly state: string;
  readonly socket: string;
  /** Other than k8s.io. */
  readonly namespace?: string;
  readonly links?: Readonly<Record<string, string>>;
  /** A folder that is elsewhere: where the others lie is below it. */
  readonly folder?: readonly [link: string, to: string];
  /** What has to be found; nothing: it brings none. */
  readonly runc: string;
  readonly ctr?: string;
  readonly crictl?: string;
  /** Of another containerd on the node: its socket. It is no Kubernetes container's. */
  readonly second?: string;
}

const usual = {
  shim: '/usr/bin/containerd-shim-runc-v2',
  state: '/run/containerd',
  socket: '/run/containerd/containerd.sock',
} as const;

const k3s = '/var/lib/rancher/k3s/data/0f1e2d/bin';
const rke2 = '/var/lib/rancher/rke2/data/v1.34.1-rke2r1-9a8b7c/bin';

export const distributions: Readonly<Record<string, Distribution>> = {
  // one program under many names
  k3s: {
    daemons: [
      ['k3s-server', `${k3s}/k3s`],
      ['containerd', `${k3s}/k3s`],
    ],
    shim: `${k3s}/containerd-shim-runc-v2`,
    state: '/run/k3s/containerd',
    socket: '/run/k3s/containerd/containerd.sock',
    links: { [`${k3s}/ctr`]: 'k3s', [`${k3s}/crictl`]: 'k3s' },
    runc: `${k3s}/runc`,
    ctr: `${k3s}/ctr`,
    crictl: `${k3s}/crictl`,
  },
  RKE2: {
    daemons: [
      ['rke2', '/usr/local/bin/rke2'],
      ['containerd', `${rke2}/containerd`],
      ['kubelet', `${rke2}/kubelet`],
    ],
    shim: `${rke2}/containerd-shim-runc-v2`,
    state: '/run/k3s/containerd',
    socket: '/run/k3s/containerd/containerd.sock',
    links: { '/var/lib/rancher/rke2/bin': rke2 },
    runc: `${rke2}/runc`,
    ctr: `${rke2}/ctr`,
    crictl: `${rke2}/crictl`,
  },
  // its ctr is a word of k0s itself
  k0s: {
    daemons: [
      ['k0s', '/usr/local/bin/k0s'],
      ['containerd', '/var/lib/k0s/bin/containerd'],
      ['kubelet', '/var/lib/k0s/bin/kubelet'],
    ],
    shim: '/var/lib/k0s/bin/containerd-shim-runc-v2',
    state: '/run/k0s/containerd',
    socket: '/run/k0s/containerd.sock',
    runc: '/var/lib/k0s/bin/runc',
  },
  MicroK8s: {
    daemons: [
      ['kubelite', '/snap/microk8s/8355/kubelite'],
      ['containerd', '/snap/microk8s/8355/bin/containerd'],
    ],
    shim: '/snap/microk8s/8355/bin/containerd-shim-runc-v2',
    state: '/var/snap/microk8s/common/run/containerd',
    socket: '/var/snap/microk8s/common/run/containerd.sock',
    runc: '/snap/microk8s/8355/bin/runc',
    ctr: '/snap/microk8s/8355/bin/ctr',
  },
  // no clients; what is its own runs in a containerd of its own
  Talos: {
    ...usual,
    daemons: [['containerd', '/usr/bin/containerd']],
    runc: '/usr/bin/runc',
    second: '/system/run/containerd/containerd.sock',
  },
  Bottlerocket: {
    ...usual,
    folder: ['/usr', '/x86_64-bottlerocket-linux-gnu/sys-root/usr'],
    daemons: [
      ['containerd', '/x86_64-bottlerocket-linux-gnu/sys-root/usr/bin/containerd'],
      ['kubelet', '/x86_64-bottlerocket-linux-gnu/sys-root/usr/bin/kubelet'],
    ],
    runc: '/usr/bin/runc',
    ctr: '/usr/bin/ctr',
    second: '/run/host-containerd/containerd.sock',
  },
  'GKE, Container-Optimized OS': {
    ...usual,
    daemons: [
      ['containerd', '/usr/bin/containerd'],
      ['kubelet', '/home/kubernetes/bin/kubelet'],
    ],
    runc: '/usr/bin/runc',
    ctr: '/usr/bin/ctr',
    crictl: '/home/kubernetes/bin/crictl',
  },
  'EKS, Amazon Linux 2023': {
    ...usual,
    daemons: [
      ['containerd', '/usr/bin/containerd'],
      ['kubelet', '/usr/bin/kubelet'],
    ],
    runc: '/usr/sbin/runc',
    ctr: '/usr/bin/ctr',
  },
  'AKS, Ubuntu or Azure Linux': {
    ...usual,
    daemons: [
      ['containerd', '/usr/bin/containerd'],
      ['kubelet', '/opt/bin/kubelet'],
    ],
    runc: '/usr/bin/runc',
    ctr: '/usr/bin/ctr',
    crictl: '/usr/local/bin/crictl',
  },
  // containerd was told another namespace for its CRI
  'another namespace than k8s.io': {
    ...usual,
    daemons: [['containerd', '/usr/bin/containerd']],
    namespace: 'example.k8s',
    runc: '/usr/bin/runc',
    ctr: '/usr/bin/ctr',
  },
};
