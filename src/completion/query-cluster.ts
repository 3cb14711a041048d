import { type Cluster, connect } from '../cluster/cluster.ts';
import { loadKubeconfig } from '../cluster/kubeconfig/load-kubeconfig.ts';
import { connection } from '../command-line/diagnose-invocation.ts';
import { type GivenFlags, readFlags } from '../command-line/read-flags.ts';
import { isMadeByRun } from '../debug-pod/marks.ts';
import { limits } from '../limits.ts';
import { ApiObject } from '../target/api-object.ts';
import { parseTargetArgument, type TargetType, targetTypes } from '../target/selection/target-argument.ts';
import type { Suggestion, Suggestions } from './suggestions.ts';

/** What the kubeconfig, or the cluster that it leads to, knows. */
type Queried = Exclude<Suggestions, { kind: 'words' | 'codes' | 'files' }>;

/**
 * Suggestions from the cluster that the line names, or the context.
 * @param before - the words before the one to complete
 * @throws where it cannot be asked
 */
export async function queryCluster(
  what: Queried,
  before: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<readonly Suggestion[]> {
  const flags = given(before);
  switch (what.kind) {
    case 'kubeconfig': {
      const { kubeconfig } = loadKubeconfig(flags.text('kubeconfig') ?? undefined, env);
      return wordsOf([...kubeconfig[what.entries].keys()]);
    }
    case 'target': {
      const pods = await names(targetTypes[0], flags, env).catch(() => []);
      return [...wordsOf(pods), ...what.words];
    }
    case 'objects':
      return wordsOf((await names(what.type, flags, env)).map((name) => `${what.spelling}/${name}`));
    case 'namespaces':
      return wordsOf(await listed((await reach(flags, env)).cluster, '/api/v1/namespaces'));
    case 'nodes':
      return wordsOf(await listed((await reach(flags, env)).cluster, '/api/v1/nodes'));
    case 'containers':
      return wordsOf(await containers(what.target, flags, env));
  }
}

/**
 * Only what means nothing to a shell: kubectl's script for bash has it expand the words once more, and a command in a name
 * would run.
 */
const wordsOf = (words: readonly string[]): Suggestion[] =>
  words.filter((word) => /^[A-Za-z0-9_.:@/][A-Za-z0-9_.:@/-]*$/.test(word)).map((word) => ({ word }));

/** The last word may be a flag that still lacks its value. */
function given(before: readonly string[]): GivenFlags {
  try {
    return readFlags(before);
  } catch {
    return readFlags(before.slice(0, -1));
  }
}

async function reach(flags: GivenFlags, env: NodeJS.ProcessEnv): Promise<{ cluster: Cluster; namespace: string }> {
  const cluster = await connect({ ...connection(flags), requestTimeoutMs: limits.completionMs }, env);
  return { cluster, namespace: flags.text('namespace') ?? cluster.namespace };
}

async function listed(cluster: Cluster, path: string): Promise<string[]> {
  const list = new ApiObject(await cluster.get(path, { limit: String(limits.completions) }));
  // a debug pod of ours is nobody's target
  return list
    .list('items')
    .filter((item) => !isMadeByRun(item))
    .map((item) => item.text('metadata', 'name'));
}

async function names(type: TargetType, flags: GivenFlags, env: NodeJS.ProcessEnv): Promise<string[]> {
  const { cluster, namespace } = await reach(flags, env);
  return listed(cluster, `/${type.api}/namespaces/${namespace}/${type.resource}`);
}

/** Of a pod, or of the template of a workload. */
async function containers(target: string, flags: GivenFlags, env: NodeJS.ProcessEnv): Promise<string[]> {
  const { type, name } = parseTargetArgument(target);
  const row = targetTypes.find((one) => one.type === type) ?? targetTypes[0];
  const { cluster, namespace } = await reach(flags, env);
  const object = new ApiObject(await cluster.get(`/${row.api}/namespaces/${namespace}/${row.resource}/${name}`));
  const spec = type === 'pod' ? object.at('spec') : object.at('spec', 'template', 'spec');
  return ['containers', 'initContainers', 'ephemeralContainers'].flatMap((kind) =>
    spec.list(kind).map((container) => container.text('name')),
  );
}
