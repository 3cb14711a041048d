import type { Cluster } from '../../cluster/cluster.ts';
import { ApiError } from '../../cluster/request/api-error.ts';
import { Problem } from '../../model/problem.ts';
import { shellWords } from '../../report/shell-words.ts';
import { ApiObject } from '../api-object.ts';
import { type TargetArgument, targetTypes } from '../selection/target-argument.ts';
import { choosePod } from './kubectl-defaults.ts';
import { type Pod, parsePod } from './pod.ts';

type Reader = Pick<Cluster, 'get'>;

/** The pod that the argument names or stands for, with what has to be told about the choice. */
export async function readPod(
  cluster: Reader,
  argument: TargetArgument,
  namespace: string,
): Promise<{ readonly pod: Pod; readonly notices: readonly string[] }> {
  const object = await readNamed(cluster, argument, namespace);
  if (argument.type === 'pod') return { pod: parsePod(object), notices: [] };
  const named = `${argument.type}/${argument.name}`;
  const selector = selectorOf(object);
  if (selector === '') {
    throw new Problem(`${named} in namespace ${namespace} has no selector, so it stands for no pods.`, {
      next: 'Name a pod.',
    });
  }
  const list = await cluster.get(`/api/v1/namespaces/${namespace}/pods`, { labelSelector: selector });
  const pods = new ApiObject(list).list('items').map(parsePod);
  const pod = choosePod(pods);
  if (!pod) {
    throw new Problem(`No pod in namespace ${namespace} matches the selector of ${named} (${selector}).`, {
      next: `See whether it is scaled to 0: kubectl get ${named} -n ${namespace}`,
    });
  }
  if (pod.phase !== 'Running') throw noneRuns(named, namespace, selector, pods);
  return { pod, notices: [`Took pod/${pod.name}, one of ${pods.length} of ${named}.`] };
}

async function readNamed(cluster: Reader, { type, name }: TargetArgument, namespace: string): Promise<ApiObject> {
  const { api, resource } = targetTypes.find((row) => row.type === type) ?? targetTypes[0];
  try {
    return new ApiObject(await cluster.get(`/${api}/namespaces/${namespace}/${resource}/${name}`));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    throw new Problem(`There is no ${type} ${JSON.stringify(name)} in namespace ${namespace}.`, {
      next: `See what is there: kubectl get ${resource} -n ${namespace}. Another namespace is named by -n, another cluster by --context.`,
      cause: error,
    });
  }
}

function noneRuns(named: string, namespace: string, selector: string, pods: readonly Pod[]): Problem {
  const some = pods.slice(0, 3).map(({ name, phase }) => `${name} is ${phase || 'without a phase'}`);
  return new Problem(`None of the ${pods.length} pods of ${named} in namespace ${namespace} is running.`, {
    why: `${some.join(', ')}${pods.length > some.length ? ', …' : ''}.`,
    next: `See why: kubectl describe pods -n ${namespace} -l ${shellWords([selector])}`,
  });
}

/** The label selector of a workload or service, as the API server's `labelSelector` takes it; empty: it has none. */
export function selectorOf(object: ApiObject): string {
  const selector = object.at('spec', 'selector');
  const isPlain = !selector.at('matchLabels').exists && !selector.at('matchExpressions').exists;
  // Services and replication controllers have the labels themselves there.
  const labels = isPlain ? selector.textEntries() : selector.textEntries('matchLabels');
  return [
    ...labels.map(([key, value]) => `${key}=${value}`),
    ...selector.list('matchExpressions').flatMap((expression) => requirement(expression)),
  ].join(',');
}

function requirement(expression: ApiObject): string[] {
  const key = expression.text('key');
  const values = expression.texts('values').join(',');
  switch (expression.text('operator')) {
    case 'In':
      return [`${key} in (${values})`];
    case 'NotIn':
      return [`${key} notin (${values})`];
    case 'Exists':
      return [key];
    case 'DoesNotExist':
      return [`!${key}`];
    default:
      return [];
  }
}
