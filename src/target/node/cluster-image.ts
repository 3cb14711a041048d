import type { Pod } from '../pod/pod.ts';

/**
 * An image that the cluster's own pods run on that node: those of its administrators, from kube-system, which a DaemonSet or
 * the kubelet itself has put there. It is on the node, and no tenant has made it. Null where none is known.
 */
export function clusterImage(pods: readonly Pod[]): string | null {
  const images = pods
    .filter(
      ({ namespace, ownerKind }) => namespace === 'kube-system' && (ownerKind === 'DaemonSet' || ownerKind === 'Node'),
    )
    .filter((pod) => pod.deletedAt === '')
    .flatMap(({ containers }) => containers.filter(({ kind, state }) => kind === 'regular' && state.kind === 'running'))
    .map(({ image }) => image)
    .filter((image) => image !== '');
  // the same in each run, whatever the order in which they are told
  return images.toSorted()[0] ?? null;
}

/**
 * Where Kubernetes and its distributions publish the image of a pod's sandbox. Nobody else can put one of that name on a node,
 * and each has one.
 */
const sandboxRepositories = new Set([
  'registry.k8s.io/pause',
  'k8s.gcr.io/pause',
  'gcr.io/google_containers/pause',
  'gcr.io/google-containers/pause',
  'gke.gcr.io/pause',
  'mcr.microsoft.com/oss/kubernetes/pause',
  'mcr.microsoft.com/oss/v2/kubernetes/pause',
  'public.ecr.aws/eks-distro/kubernetes/pause',
  '602401143452.dkr.ecr.us-west-2.amazonaws.com/eks/pause',
  'docker.io/rancher/mirrored-pause',
  'docker.io/rancher/pause',
  'rancher/mirrored-pause',
  'rancher/pause',
  'registry.aliyuncs.com/google_containers/pause',
]);

/** The image of the pods' sandboxes, of those that the kubelet says are on the node; null where none is known as such. */
export function sandboxImage(names: readonly string[]): string | null {
  return (
    names
      .filter((name) => sandboxRepositories.has(name.replace(/(?::[\w.-]+|@sha256:[0-9a-f]{64})$/, '')))
      .toSorted()[0] ?? null
  );
}
