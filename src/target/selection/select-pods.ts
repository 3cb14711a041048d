import type { Cluster } from '../../cluster/cluster.ts';
import { ApiError } from '../../cluster/request/api-error.ts';
import { Problem } from '../../model/problem.ts';
import { type Pod, parsePod } from '../pod/pod.ts';
import { readPodList } from '../pod/pod-list.ts';
import { readPod } from '../pod/read-pod.ts';
import type { Selection, TargetArgument } from './target-argument.ts';

export interface SelectedPods {
  readonly pods: readonly Pod[];
  /** Whole lines for the user. */
  readonly notices: readonly string[];
}

/** The pods that the user selected, without debug pods of ours. Throws a Problem where there is none. */
export async function selectPods(
  cluster: Pick<Cluster, 'get'>,
  selection: Selection['pods'],
  namespace: string,
): Promise<SelectedPods> {
  switch (selection.kind) {
    case 'named': {
      const read = await Promise.all(
        selection.arguments.map((argument, index) =>
          readPod(cluster, argument, namespace).catch((error: unknown) => {
            throw index === 0 ? error : perhapsCommand(error, selection.arguments.slice(index));
          }),
        ),
      );
      return { pods: read.map(({ pod }) => pod), notices: read.flatMap(({ notices }) => notices) };
    }
    case 'labels': {
      const pods = await list(cluster, selection.allNamespaces ? null : namespace, {
        labelSelector: selection.selector,
      });
      if (pods.length === 0) throw noneMatches(selection.selector, selection.allNamespaces ? null : namespace);
      return { pods, notices: [] };
    }
    case 'node': {
      const where = selection.allNamespaces ? null : namespace;
      const pods = await list(cluster, where, { fieldSelector: `spec.nodeName=${selection.name}` });
      if (pods.length === 0) throw await nothingOn(cluster, selection.name, where);
      return { pods, notices: [] };
    }
  }
}

/** Of `nginx1 ls -l` it is the `ls` that is not there. */
function perhapsCommand(error: unknown, words: readonly TargetArgument[]): unknown {
  if (!(error instanceof Problem)) return error;
  const command = words.map(({ name }) => name).join(' ');
  return new Problem(error.whatHappened, {
    ...error.more,
    next: `${error.more.next ?? ''} If it is a command to run in the container, write it after --: -- ${command}`.trim(),
  });
}

async function list(
  cluster: Pick<Cluster, 'get'>,
  namespace: string | null,
  query: Record<string, string>,
): Promise<Pod[]> {
  const pods = await readPodList(cluster, namespace, query, parsePod);
  return pods.filter((pod) => !pod.isDebugPod);
}

const inWords = (namespace: string | null) => (namespace === null ? 'any namespace' : `namespace ${namespace}`);

function noneMatches(selector: string, namespace: string | null): Problem {
  return new Problem(`No pod in ${inWords(namespace)} has the labels ${JSON.stringify(selector)}.`, {
    next: 'See which labels there are: kubectl get pods --show-labels. Another namespace is named by -n; -A takes all.',
  });
}

async function nothingOn(cluster: Pick<Cluster, 'get'>, node: string, namespace: string | null): Promise<Problem> {
  const isMissing = await cluster.get(`/api/v1/nodes/${node}`).then(
    () => false,
    (error: unknown) => error instanceof ApiError && error.status === 404,
  );
  return isMissing
    ? new Problem(`There is no node ${JSON.stringify(node)}.`, { next: 'See what is there: kubectl get nodes.' })
    : new Problem(`Node ${node} has no pods in ${inWords(namespace)}.`);
}
