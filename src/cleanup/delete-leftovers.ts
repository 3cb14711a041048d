import { setTimeout } from 'node:timers/promises';
import { type Cluster, connect } from '../cluster/cluster.ts';
import { ApiError } from '../cluster/request/api-error.ts';
import { podPath } from '../cluster/request/endpoint.ts';
import { inTries } from '../cluster/request/in-tries.ts';
import type { CleanupInvocation } from '../command-line/invocation.ts';
import { isLeftover, type KnownDebugPod, parseDebugPod } from '../debug-pod/leftover.ts';
import { isDebugPod } from '../debug-pod/marks.ts';
import { managedBy, ownNamespaceName } from '../debug-pod/names.ts';
import { limits } from '../limits.ts';
import { cleanLine } from '../model/clean-text.ts';
import { Problem } from '../model/problem.ts';
import { print } from '../print.ts';
import { columns } from '../report/table/columns.ts';
import type { CommandResult } from '../run/command-result.ts';
import { problemOfAny } from '../run/session/problem-of-any.ts';
import { ApiObject } from '../target/api-object.ts';
import { readPodList } from '../target/pod/pod-list.ts';

/** Lists what is left, then deletes it. */
export async function deleteLeftovers(
  invocation: CleanupInvocation,
  { stdout, stderr, env }: NodeJS.Process,
): Promise<CommandResult> {
  const cluster = await connect(invocation.connection, env, { tell: (text) => stderr.write(`${cleanLine(text)}\n`) });
  const { pods, unmarked, where } = await ourPods(cluster, invocation);
  const [left, young] = [pods.filter(isLeftover), pods.filter((pod) => !isLeftover(pod))];
  const nothing = `${pods.length + unmarked.length === 0 ? 'No debug pods are left' : 'Nothing is to be deleted'} in ${where}.\n`;
  await print(stdout, left.length === 0 ? nothing : `${table(left).join('\n')}\n`);
  if (young.length > 0) {
    stderr.write(`Not touched, because a run may still need them: ${young.map(spell).join(', ')}.\n`);
  }
  if (unmarked.length > 0) {
    stderr.write(
      `Not touched, because they have only some marks of our debug pods and may be somebody else's: ${unmarked.map(spell).join(', ')}.\n`,
    );
  }
  if (invocation.dryRun) return { kind: 'printed' };
  const failures = await Promise.all(
    left.map(async (pod) => {
      const failure = (await failureToDelete(cluster, pod)) ?? (await reasonStillThere(cluster, pod));
      if (failure === null) await print(stdout, `pod ${spell(pod)} deleted\n`);
      return failure === null ? [] : [`${spell(pod)}: ${failure}`];
    }),
  );
  const told = failures.flat();
  if (told.length > 0) throw new Problem(`${told.length} of ${left.length} could not be deleted. ${told.join(' ')}`);
  return { kind: 'printed' };
}

interface Found {
  readonly pods: readonly KnownDebugPod[];
  /** With some of our labels. */
  readonly unmarked: readonly KnownDebugPod[];
}

/** Those of the namespace that was named; else of the context's, and of the one for debug pods alone, if it may be read. */
async function ourPods(cluster: Cluster, { namespace, allNamespaces }: CleanupInvocation) {
  const listIn = (name: string) => debugPods(cluster, name);
  if (allNamespaces) return { ...(await debugPods(cluster, null)), where: 'the cluster' };
  const named = namespace ?? cluster.namespace;
  if (namespace !== null || named === ownNamespaceName)
    return { ...(await listIn(named)), where: `namespace ${named}` };
  const [found, own] = await Promise.all([listIn(named), orUnread(listIn(ownNamespaceName))]);
  return own === null
    ? { ...found, where: `namespace ${named}` }
    : {
        pods: [...found.pods, ...own.pods],
        unmarked: [...found.unmarked, ...own.unmarked],
        where: `the namespaces ${named} and ${ownNamespaceName}`,
      };
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

/** One that has lost some of its labels is found by those that it still has. */
const selectors = [`${managedBy.key}=${managedBy.value}`, 'app.kubernetes.io/name=exec-doctor', 'exec-doctor/run'];

/** Of one namespace or of all. */
async function debugPods(cluster: Cluster, namespace: string | null): Promise<Found> {
  const lists = await Promise.all(
    selectors.map((labelSelector) =>
      readPodList(cluster, namespace, { labelSelector }, (pod) => ({
        known: parseDebugPod(pod, new Date()),
        isOurs: isDebugPod(pod),
      })),
    ),
  );
  const found = [...new Map(lists.flat().map((pod) => [pod.known.uid, pod])).values()];
  const known = (ofOurs: boolean) => found.filter(({ isOurs }) => isOurs === ofOurs).map((pod) => pod.known);
  return { pods: known(true), unmarked: known(false) };
}

/** The very pod that was looked at, and none that has its name by now. Null where it is gone. */
async function failureToDelete(cluster: Cluster, pod: KnownDebugPod): Promise<string | null> {
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: pod.uid } };
  try {
    await inTries((over) => cluster.delete(podPath(pod), body, over));
    return null;
  } catch (error) {
    return problemOfAny(error).text;
  }
}

/** A deletion is only asked for: finalizers, and a kubelet that does not answer, keep the pod. Null where it is gone. */
async function reasonStillThere(cluster: Cluster, pod: KnownDebugPod): Promise<string | null> {
  const deadline = performance.now() + limits.deletionConfirmMs;
  for (;;) {
    const read = await readAgain(cluster, pod);
    if (typeof read === 'string') return `it is being deleted, and whether it is gone could not be read: ${read}`;
    if (read?.text('metadata', 'uid') !== pod.uid) return null;
    if (performance.now() < deadline) {
      await setTimeout(limits.goneEveryMs);
      continue;
    }
    const finalizers = read.texts('metadata', 'finalizers').map(cleanLine);
    return finalizers.length > 0
      ? `it is being deleted, and its finalizers keep it: ${finalizers.join(', ')}. Check with whoever set them.`
      : 'it is being deleted, and its kubelet has not confirmed yet that it has ended.';
  }
}

/** Null where it is not there; a text: why it could not be read. */
async function readAgain(cluster: Cluster, pod: KnownDebugPod): Promise<ApiObject | string | null> {
  try {
    return new ApiObject(await cluster.get(podPath(pod)));
  } catch (error) {
    return error instanceof ApiError && error.status === 404 ? null : problemOfAny(error).text;
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
