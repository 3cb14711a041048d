import { managedBy } from '../debug-pod/managed-by.ts';
import type { Pod } from './pod.ts';

/**
 * An image that the cluster's own pods run on that node: those of its administrators, from kube-system, which a DaemonSet or
 * the kubelet itself has put there. It is on the node, and no tenant has made it. Null where none is known.
 */
export function clusterImage(pods: readonly Pod[]): string | null {
  const images = pods
    .filter(
      ({ namespace, ownerKind }) => namespace === 'kube-system' && (ownerKind === 'DaemonSet' || ownerKind === 'Node'),
    )
    .filter((pod) => pod.deletedAt === '' && pod.managedBy !== managedBy.value)
    .flatMap(({ containers }) => containers.filter(({ kind, state }) => kind === 'regular' && state.kind === 'running'))
    .map(({ image }) => image)
    .filter((image) => image !== '');
  // the same in each run, whatever the order in which they are told
  return images.toSorted()[0] ?? null;
}
