import { ApiError, type Cluster, connect } from '../cluster/cluster.ts';
import { inTries } from '../cluster/in-tries.ts';
import { podPath } from '../cluster/pod-path.ts';
import type { CleanupInvocation } from '../command-line/invocation.ts';
import { isLeftover, type KnownDebugPod, parseDebugPod } from '../debug-pod/leftover.ts';
import { managedBy } from '../debug-pod/managed-by.ts';
import { isDebugPod } from '../debug-pod/marks.ts';
import { ownNamespaceName } from '../debug-pod/own-namespace-name.ts';
import { Problem } from '../model/problem.ts';
import { print } from '../print.ts';
import { cleanLine } from '../report/clean-text.ts';
import { columns } from '../report/table/columns.ts';
import { ApiObject } from '../target/api-object.ts';
import type { CommandResult } from './command-result.ts';
import { problemOfAny } from './problem-of-any.ts';

/** `kubectl exec-doctor cleanup`: what runs that were killed have left, listed first, then deleted. */
export async function cleanupCommand(
  { stdout, stderr, env }: NodeJS.Process,
  invocation: CleanupInvocation,
): Promise<CommandResult> {
  const cluster = await connect(invocation.connection, env, { tell: (text) => stderr.write(`${cleanLine(text)}\n`) });
  const { pods, where } = await ourPods(cluster, invocation);
  const [left, young] = [pods.filter(isLeftover), pods.filter((pod) => !isLeftover(pod))];
  await print(stdout, left.length === 0 ? `No debug pods are left in ${where}.\n` : `${table(left).join('\n')}\n`);
  if (young.length > 0) {
    stderr.write(`Not touched, for a run may still need them: ${young.map(spell).join(', ')}.\n`);
  }
  if (invocation.dryRun) return { kind: 'printed' };
  const failures: string[] = [];
  for (const pod of left) {
    const failure = await failureToDelete(cluster, pod);
    if (failure === null) await print(stdout, `pod ${spell(pod)} deleted\n`);
    else failures.push(`${spell(pod)}: ${failure}`);
  }
  if (failures.length > 0)
    throw new Problem(`${failures.length} of ${left.length} could not be deleted. ${failures.join(' ')}`);
  return { kind: 'printed' };
}

/** Those of the namespace that was named; else of the context's, and of the one for debug pods alone, if it may be read. */
async function ourPods(cluster: Cluster, { namespace, allNamespaces }: CleanupInvocation) {
  const listIn = (name: string) => debugPods(cluster, name);
  if (allNamespaces) return { pods: await debugPods(cluster, null), where: 'the cluster' };
  const named = namespace ?? cluster.namespace;
  if (namespace !== null || named === ownNamespaceName)
    return { pods: await listIn(named), where: `namespace ${named}` };
  const [pods, own] = await Promise.all([listIn(named), orUnread(listIn(ownNamespaceName))]);
  return own === null
    ? { pods, where: `namespace ${named}` }
    : { pods: [...pods, ...own], where: `the namespaces ${named} and ${ownNamespaceName}` };
}

/** Null: this user may not. */
async function orUnread<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return null;
    throw error;
  }
}

/** Those that bear all of our marks, of one namespace or of all. */
async function debugPods(cluster: Cluster, namespace: string | null): Promise<readonly KnownDebugPod[]> {
  const path = namespace === null ? '/api/v1/pods' : `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  const list = new ApiObject(await cluster.get(path, { labelSelector: `${managedBy.key}=${managedBy.value}` }));
  return list
    .list('items')
    .filter(isDebugPod)
    .map((pod) => parseDebugPod(pod, new Date()));
}

/** The very pod that was looked at, and none that has its name by now. Null where it is gone. */
async function failureToDelete(cluster: Cluster, pod: KnownDebugPod): Promise<string | null> {
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: pod.uid } };
  try {
    await inTries(() => cluster.delete(podPath(pod), body));
    return null;
  } catch (error) {
    return problemOfAny(error).text;
  }
}

const spell = ({ namespace, name }: KnownDebugPod): string => cleanLine(`${namespace}/${name}`);

const table = (pods: readonly KnownDebugPod[]): string[] =>
  columns([
    ['NAMESPACE', 'NAME', 'NODE', 'STATE', 'AGE'],
    ...pods.map(({ namespace, name, node, state, ageSeconds }) =>
      [namespace, name, node, state, `${Math.floor(ageSeconds / 60)}m`].map(cleanLine),
    ),
  ]);
