import type { Cluster } from '../../cluster/cluster.ts';
import type { ExecProbe, PodContext } from '../../model/pod-context.ts';
import { parseContainerID } from '../../model/runtime-family.ts';
import type { Target } from '../../model/target.ts';
import { clusterImage } from '../node/cluster-image.ts';
import { readNodePods } from '../node/node-pods.ts';
import { describeState } from '../pod/container.ts';
import { deletionOf, type Pod, successorOf } from '../pod/pod.ts';
import { clustersOwn, secondOpinionCandidates } from './second-opinion.ts';
import { readWarnings } from './warnings.ts';

/** What is around the target: for the diagnosis, and for the plan of the run. */
export interface TargetContext {
  readonly podContext: PodContext;
  /** Container ids that may be asked for a second opinion. */
  readonly secondOpinionIDs: readonly string[];
  /** Pods and containers of the target's namespace on its node, by id; null where they are not known. */
  readonly sameOwner: ReadonlySet<string> | null;
  /** An image that the cluster's own pods run on the node; null where none is known. */
  readonly clusterImage: string | null;
  /** What of the node was not read; whole lines for the user. */
  readonly notices: readonly string[];
}

/** What the API server knows around the target: reads only, and never fails. What may not be read is empty. */
export async function readPodContext(
  cluster: Pick<Cluster, 'get'>,
  target: Target,
  ownPod: Pod,
  now: Date,
): Promise<TargetContext> {
  const [{ pods, notices }, warned] = await Promise.all([
    readNodePods(cluster, target, ownPod),
    readWarnings(cluster, target, now),
  ]);
  const container = ownPod.containers.find(({ name }) => name === target.container);
  const { lastState } = container ?? { lastState: { kind: 'unknown' } as const };
  return {
    podContext: {
      execProbes: execProbesOf(pods.length > 0 ? pods : [ownPod]),
      otherContainers: ownPod.containers.filter(
        ({ name, state }) => name !== target.container && state.kind === 'running',
      ).length,
      ...warned,
      deletion: deletionOf(ownPod),
      successor: successorOf(ownPod),
      serving: {
        ready: container?.ready ?? false,
        restartCount: target.restartCount,
        lastEnd: lastState.kind === 'terminated' ? describeState(lastState) : null,
      },
    },
    secondOpinionIDs: secondOpinionCandidates(pods, target),
    sameOwner: sameOwner(pods, target),
    clusterImage: clusterImage(pods),
    notices,
  };
}

/**
 * UIDs of the pods on the target's node that are in its namespace, and ids of their containers: who owns one of them may own
 * all. Empty in kube-system, which is no tenant's; null where they may not be read.
 */
export function sameOwner(pods: readonly Pod[], target: Target): ReadonlySet<string> | null {
  if (target.namespace === clustersOwn) return new Set();
  if (!pods.some(({ uid }) => uid === target.podUID)) return null;
  return new Set(
    pods
      .filter(({ namespace }) => namespace === target.namespace)
      .flatMap(({ uid, containers }) => [
        uid,
        ...containers.flatMap(({ containerID }) => parseContainerID(containerID)?.id ?? []),
      ]),
  );
}

/** The exec probes of all running containers of these pods. */
const execProbesOf = (pods: readonly Pod[]): readonly ExecProbe[] =>
  pods.flatMap(({ namespace, name: pod, uid: podUID, containers }) =>
    containers
      .filter(({ state }) => state.kind === 'running')
      .flatMap(({ name: container, execProbes }) =>
        execProbes.map((probe) => ({ namespace, pod, podUID, container, ...probe })),
      ),
  );
