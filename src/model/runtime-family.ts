import type { Layer } from './layer.ts';
import type { ProbeName } from './probe.ts';

export type RuntimeFamilyName = 'docker' | 'containerd' | 'cri-o';

/** What differs between kinds of node: which layers a request passes, which probes enter them. */
export interface RuntimeFamily {
  readonly name: RuntimeFamilyName;
  /** The scheme of `containerStatuses[].containerID`. */
  readonly containerIDScheme: string;
  /** From the top to the bottom. */
  readonly layers: readonly Layer[];
  /** From the top to the bottom. */
  readonly probes: readonly ProbeName[];
}

export const runtimeFamilies: readonly RuntimeFamily[] = [
  {
    name: 'docker',
    containerIDScheme: 'docker',
    layers: ['client-path', 'api-server', 'kubelet', 'cri', 'dockerd', 'containerd', 'shim', 'runc', 'container'],
    probes: ['kubectl', 'crictl', 'docker', 'ctr', 'runc', 'nsenter'],
  },
  {
    name: 'containerd',
    containerIDScheme: 'containerd',
    layers: ['client-path', 'api-server', 'kubelet', 'cri', 'containerd', 'shim', 'runc', 'container'],
    probes: ['kubectl', 'crictl', 'ctr', 'runc', 'nsenter'],
  },
  {
    name: 'cri-o',
    containerIDScheme: 'cri-o',
    layers: ['client-path', 'api-server', 'kubelet', 'cri', 'runc', 'container'],
    probes: ['kubectl', 'crictl', 'runc', 'nsenter'],
  },
];

/** Splits `docker://ID` into its family and id; null where the scheme is not one of ours or the id is empty. */
export function parseContainerID(text: string): { family: RuntimeFamily; id: string } | null {
  const [scheme, id] = text.split('://');
  const family = runtimeFamilies.find((row) => row.containerIDScheme === scheme);
  return family && id ? { family, id } : null;
}
