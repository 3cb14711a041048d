import { connect } from '../cluster/cluster.ts';
import type { CleanupInvocation } from '../command-line/invocation.ts';
import { isLeftover, type KnownDebugPod, parseDebugPod } from '../debug-pod/leftover.ts';
import { managedBy } from '../debug-pod/managed-by.ts';
import { Problem } from '../model/problem.ts';
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
  const cluster = await connect(invocation.connection, env, { tell: (text) => stderr.write(`${text}\n`) });
  const namespace = invocation.namespace ?? cluster.namespace;
  const path = invocation.allNamespaces ? '/api/v1/pods' : `/api/v1/namespaces/${namespace}/pods`;
  const list = new ApiObject(await cluster.get(path, { labelSelector: `${managedBy.key}=${managedBy.value}` }));
  const pods = list.list('items').map((pod) => parseDebugPod(pod, new Date()));
  const [left, young] = [pods.filter(isLeftover), pods.filter((pod) => !isLeftover(pod))];
  const where = invocation.allNamespaces ? 'the cluster' : `namespace ${namespace}`;
  if (left.length === 0) stdout.write(`No debug pods are left in ${where}.\n`);
  else stdout.write(`${table(left).join('\n')}\n`);
  if (young.length > 0) {
    stderr.write(`Not touched, for a run may still need them: ${young.map(spell).join(', ')}.\n`);
  }
  if (invocation.dryRun) return { kind: 'printed' };
  const failures: string[] = [];
  for (const pod of left) {
    try {
      await cluster.delete(`/api/v1/namespaces/${pod.namespace}/pods/${pod.name}`);
      stdout.write(`pod ${spell(pod)} deleted\n`);
    } catch (error) {
      failures.push(`${spell(pod)}: ${problemOfAny(error).text}`);
    }
  }
  if (failures.length > 0)
    throw new Problem(`${failures.length} of ${left.length} could not be deleted. ${failures.join(' ')}`);
  return { kind: 'printed' };
}

const spell = ({ namespace, name }: KnownDebugPod): string => cleanLine(`${namespace}/${name}`);

const table = (pods: readonly KnownDebugPod[]): string[] =>
  columns([
    ['NAMESPACE', 'NAME', 'NODE', 'STATE', 'AGE'],
    ...pods.map(({ namespace, name, node, state, ageSeconds }) =>
      [namespace, name, node, state, `${Math.floor(ageSeconds / 60)}m`].map(cleanLine),
    ),
  ]);
