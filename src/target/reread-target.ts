import type { Cluster } from '../cluster/cluster.ts';
import { limits } from '../limits.ts';
import type { Target } from '../model/target.ts';
import { ApiObject } from './api-object.ts';
import { isLongSilent } from './node/long-silent.ts';
import { parseLease } from './node/node.ts';
import type { PodContainer } from './pod/container.ts';
import { parsePod } from './pod/pod.ts';

export interface RereadTarget {
  /** It runs, by the same id, restart count and start as before; null where the pod could not be read again. */
  readonly sameContainer: boolean | null;
  /** The kubelet has stopped renewing the node's lease; false where that is not known. */
  readonly kubeletSilent: boolean;
}

/**
 * Is it still the container that was examined, and is its kubelet alive? Reads the pod and the lease again; never fails.
 * @param waitedMs the time since they were first read
 */
export async function rereadTarget(
  cluster: Pick<Cluster, 'get'>,
  target: Target,
  waitedMs: number,
  clock: () => Date,
  signal: AbortSignal,
): Promise<RereadTarget> {
  const read = <T>(path: string, parse: (answer: ApiObject) => T) =>
    cluster
      .get(path, {}, signal)
      .then((answer) => parse(new ApiObject(answer)))
      .catch(() => null);
  // where it has been silent for long, any time is long enough
  const mayBeSilent =
    isLongSilent(target.node) || (waitedMs >= limits.leaseRenewalsMissedMs && target.node.lease !== null);
  const [pod, lease] = await Promise.all([
    read(`/api/v1/namespaces/${target.namespace}/pods/${target.pod}`, parsePod),
    mayBeSilent
      ? read(`/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${target.node.name}`, (answer) =>
          parseLease(answer, clock()),
        )
      : null,
  ]);
  const container = pod?.containers.find(({ name }) => name === target.container);
  return {
    sameContainer: container ? isSame(container, target) : null,
    kubeletSilent: isSilent(target.node.lease, lease),
  };
}

/** One that has ended keeps its id until it is started again. */
const isSame = ({ containerID, restartCount, state }: PodContainer, target: Target): boolean =>
  containerID.endsWith(`://${target.containerID}`) &&
  restartCount === target.restartCount &&
  state.kind === 'running' &&
  state.startedAt === target.startedAt;

type Lease = Target['node']['lease'];

/** Not renewed since the first look; or too old by a clock that the first look has shown to agree with the node's. */
function isSilent(before: Lease, after: Lease): boolean {
  if (!before || !after) return false;
  const clocksAgree = before.ageSeconds <= limits.leaseRenewalMs / 1_000;
  const missed = after.ageSeconds * 1_000 >= limits.leaseRenewalsMissedMs;
  return after.renewTime === before.renewTime || (clocksAgree && missed);
}
