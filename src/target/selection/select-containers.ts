import pLimit from 'p-limit';
import type { Cluster } from '../../cluster/cluster.ts';
import { limits } from '../../limits.ts';
import { errorText, Problem } from '../../model/problem.ts';
import type { LeftOut } from '../../model/survey.ts';
import { readNode } from '../node/node.ts';
import type { PodContainer } from '../pod/container.ts';
import { chooseContainer } from '../pod/kubectl-defaults.ts';
import type { Pod } from '../pod/pod.ts';
import { findRuntime, refuseNode, refuseStopped } from '../refuse-target.ts';
import { type ResolvedTarget, resolvedTarget } from '../resolve-target.ts';
import { selectPods } from './select-pods.ts';
import type { Selection } from './target-argument.ts';

/** Of one node; there is at least one. */
export interface SelectedNode {
  readonly name: string;
  readonly containers: readonly [ResolvedTarget, ...ResolvedTarget[]];
}

export interface SelectedContainers {
  readonly nodes: readonly SelectedNode[];
  readonly leftOut: readonly LeftOut[];
  /** Whole lines for the user. */
  readonly notices: readonly string[];
}

interface Chosen {
  readonly pod: Pod;
  readonly container: PodContainer;
}

/**
 * The containers that the user selected, by node: reads only. Those that cannot be diagnosed are left out, with the
 * reason; so are those of nodes that were not read when the time was up. Throws a Problem where none is left, or where one that was named itself is not there.
 */
export async function selectContainers(
  cluster: Pick<Cluster, 'get'>,
  selection: Selection,
  namespace: string,
  clock: () => Date,
  timeIsUp: AbortSignal,
): Promise<SelectedContainers> {
  const { pods, notices } = await selectPods(cluster, selection.pods, namespace);
  const leftOut: LeftOut[] = [];
  const running = pods.flatMap((pod) => chosenOf(pod, selection)).filter((chosen) => !isLeftOut(chosen, leftOut));
  const limit = pLimit(limits.nodesReadAtOnce);
  const byNode = Map.groupBy(unique(running), ({ pod }) => pod.nodeName);
  const nodes = await Promise.all(
    [...byNode.values()].map((chosen) => limit(() => selectedNode(cluster, chosen, leftOut, { clock, timeIsUp }))),
  );
  const selected = nodes.flatMap(({ node }) => (node === null ? [] : [node]));
  if (selected.length === 0) throw noneLeft(leftOut);
  return { nodes: selected, leftOut, notices: [...notices, ...nodes.flatMap((node) => node.notices)] };
}

function chosenOf(pod: Pod, { pods, containers }: Selection): Chosen[] {
  switch (containers.kind) {
    case 'all':
      return pod.containers.map((container) => ({ pod, container }));
    case 'default':
      return [{ pod, container: chooseContainer(pod, null).container }];
    case 'named': {
      const has = pod.containers.some(({ name }) => name === containers.name);
      // of pods that share a label not all have to have it
      return pods.kind === 'labels' && !has
        ? []
        : [{ pod, container: chooseContainer(pod, containers.name).container }];
    }
  }
}

const unique = (chosen: readonly Chosen[]): readonly Chosen[] => [
  ...new Map(chosen.map((one) => [one.container.containerID, one])).values(),
];

const nameOf = ({ pod, container }: Chosen) => ({
  namespace: pod.namespace,
  pod: pod.name,
  container: container.name,
});

/** Does not run, or under a runtime that is not known? */
function isLeftOut(chosen: Chosen, leftOut: LeftOut[]): boolean {
  // an init container that has done its work is nobody's trouble
  if (chosen.container.kind !== 'regular' && chosen.container.state.kind === 'terminated') return true;
  return isRefused(chosen, leftOut, () => {
    refuseStopped(chosen.pod, chosen.container);
    findRuntime(chosen.container.containerID);
  });
}

function isRefused(chosen: Chosen, leftOut: LeftOut[], check: () => void): boolean {
  try {
    check();
    return false;
  } catch (error) {
    leftOut.push({ ...nameOf(chosen), ...whyNot(error) });
    return true;
  }
}

/** What one container's pod or node says, or what of it we did not expect, costs nobody else the answer. */
const whyNot = (error: unknown): Pick<LeftOut, 'why' | 'unknown'> =>
  error instanceof Problem
    ? { why: error.message, unknown: false }
    : { why: `What the API server says of it cannot be read: ${errorText(error)}.`, unknown: true };

async function selectedNode(
  cluster: Pick<Cluster, 'get'>,
  chosen: readonly Chosen[],
  leftOut: LeftOut[],
  { clock, timeIsUp }: { readonly clock: () => Date; readonly timeIsUp: AbortSignal },
): Promise<{ readonly node: SelectedNode | null; readonly notices: readonly string[] }> {
  const [any] = chosen;
  if (!any) return { node: null, notices: [] };
  const leaveOut = (why: Pick<LeftOut, 'why' | 'unknown'>) => {
    for (const one of chosen) leftOut.push({ ...nameOf(one), ...why });
    return { node: null, notices: [] };
  };
  // a node that is gone has nothing to say of the others
  const read = await readNode(cluster, any.pod, clock).catch(whyNot);
  if ('why' in read) return leaveOut(read);
  // what has no answer by then looks like what may not be read
  if (timeIsUp.aborted)
    return leaveOut({
      why: `Node ${any.pod.nodeName} was not read in the time of the run (--timeout).`,
      unknown: true,
    });
  const { node, facts, notices } = read;
  const resolved: ResolvedTarget[] = [];
  for (const one of chosen)
    isRefused(one, leftOut, () => {
      refuseNode(one.pod, node, familyOf(one));
      resolved.push(resolvedTarget(one.pod, one.container, facts, node.images));
    });
  const [first, ...others] = resolved;
  return { node: first ? { name: facts.name, containers: [first, ...others] } : null, notices };
}

const familyOf = ({ container }: Chosen) => findRuntime(container.containerID).family;

function noneLeft(leftOut: readonly LeftOut[]): Problem {
  const [first] = leftOut;
  if (!first) return new Problem('None of the selected pods has such a container that runs.');
  return new Problem(
    leftOut.length === 1
      ? first.why
      : `None of the ${leftOut.length} selected containers can be diagnosed: ${first.why}`,
    { next: 'See their state: kubectl get pods -o wide.' },
  );
}
