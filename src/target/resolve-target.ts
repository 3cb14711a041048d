import type { Cluster } from '../cluster/cluster.ts';
import type { NodeFacts, Target } from '../model/target.ts';
import { sandboxImage } from './node/cluster-image.ts';
import { readNode } from './node/node.ts';
import type { PodContainer } from './pod/container.ts';
import { chooseContainer } from './pod/kubectl-defaults.ts';
import { deletionSentence, type Pod } from './pod/pod.ts';
import { readPod } from './pod/read-pod.ts';
import { findRuntime, refuseNode, refuseStopped } from './refuse-target.ts';
import type { TargetArgument } from './selection/target-argument.ts';

export interface TargetChoice {
  /** The flag's, or the context's. */
  readonly namespace: string;
  /** Null: the pod's default. */
  readonly container: string | null;
}

/** The target, and what else a debug pod beside it has to know. */
export interface ResolvedTarget {
  readonly target: Target;
  readonly pod: Pod;
  /** By name, in the target's namespace. */
  readonly imagePullSecrets: readonly string[];
  /** What the sandboxes of pods are made of on the node; null where that is not known. */
  readonly sandboxImage: string | null;
  /** What the user is told on stderr before anything is created; whole lines. */
  readonly notices: readonly string[];
}

/**
 * From what the user named to the container and its node: reads only. Throws a Problem where there is nothing that
 * could be diagnosed, and an ApiError where the API server does not let us read the pod.
 */
export async function resolveTarget(
  cluster: Pick<Cluster, 'get'>,
  argument: TargetArgument,
  choice: TargetChoice,
  clock: () => Date,
): Promise<ResolvedTarget> {
  const { pod, notices: podNotices } = await readPod(cluster, argument, choice.namespace);
  const { container, notices: containerNotices } = chooseContainer(pod, choice.container);
  refuseStopped(pod, container);
  const { node, facts, notices: nodeNotices } = await readNode(cluster, pod, clock);
  refuseNode(pod, node, findRuntime(container.containerID).family);
  const resolved = resolvedTarget(pod, container, facts, node.images);
  return { ...resolved, notices: [...podNotices, ...containerNotices, ...resolved.notices, ...nodeNotices] };
}

/** A container that runs, as a target. Throws a Problem where its runtime is not one that we can enter. */
export function resolvedTarget(
  pod: Pod,
  container: PodContainer,
  node: NodeFacts,
  images: readonly string[],
): ResolvedTarget {
  const { family, id } = findRuntime(container.containerID);
  return {
    target: {
      namespace: pod.namespace,
      pod: pod.name,
      podUID: pod.uid,
      container: container.name,
      containerKind: container.kind,
      containerID: id,
      runtime: family.name,
      image: imageOf(container),
      restartCount: container.restartCount,
      startedAt: container.state.kind === 'running' ? container.state.startedAt : null,
      node,
    },
    pod,
    imagePullSecrets: pod.imagePullSecrets,
    sandboxImage: sandboxImage(images),
    notices: [deletionSentence(pod)].filter((notice) => notice !== ''),
  };
}

/** As the runtime names it, since that is on the node for certain; a bare digest cannot be asked for. */
function imageOf({ image, runningImage }: PodContainer): string {
  return runningImage === '' || runningImage.startsWith('sha256:') ? image : runningImage;
}
