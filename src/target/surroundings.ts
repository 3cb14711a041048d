import type { Cluster } from '../cluster/cluster.ts';
import type { PodContext } from '../model/pod-context.ts';
import type { Target } from '../model/target.ts';
import { clusterImage } from './cluster-image.ts';
import { describeState } from './container-state.ts';
import { deletionOf } from './deletion.ts';
import { execProbesOf } from './exec-probes.ts';
import { readNodePods } from './node-pods.ts';
import type { Pod } from './pod.ts';
import { sameOwner } from './same-owner.ts';
import { secondOpinionCandidates } from './second-opinion.ts';
import { readWarnings } from './warnings.ts';

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
