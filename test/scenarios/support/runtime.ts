import { family } from './the-lab.ts';

/** Where containerd keeps a folder for each container that runs. */
export const bundles =
  family === 'docker'
    ? '/run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby'
    : '/run/containerd/io.containerd.runtime.v2.task/k8s.io';

/** containerd's client on the node. */
export const ctr =
  family === 'docker'
    ? ['ctr', '-a', '/var/run/docker/containerd/containerd.sock', '-n', 'moby']
    : ['ctr', '-a', '/run/containerd/containerd.sock', '-n', 'k8s.io'];
