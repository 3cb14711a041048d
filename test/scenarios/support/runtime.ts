import { family, lab } from './the-lab.ts';

/** A newer dockerd has no containerd of its own. */
const ownContainerd = family === 'docker' && lab.mode !== 'modern-docker';
const namespace = family === 'docker' ? 'moby' : 'k8s.io';

/** Where containerd keeps a folder for each container that runs. */
export const bundles = `${ownContainerd ? '/run/docker/containerd/daemon' : '/run/containerd'}/io.containerd.runtime.v2.task/${namespace}`;

/** containerd's client on the node. */
export const ctr = [
  ...['ctr', '-n', namespace],
  ...['-a', `${ownContainerd ? '/var/run/docker/containerd' : '/run/containerd'}/containerd.sock`],
];
