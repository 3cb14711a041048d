import { type Cluster, connect } from '../cluster/cluster.ts';
import { loadKubeconfig } from '../cluster/kubeconfig-files.ts';
import { connection } from '../command-line/diagnose-invocation.ts';
import type { CompleteInvocation } from '../command-line/invocation.ts';
import { type GivenFlags, readFlags } from '../command-line/read-flags.ts';
import { limits } from '../limits.ts';
import type { CommandResult } from '../run/command-result.ts';
import { ApiObject } from '../target/api-object.ts';
import { parseTargetArgument } from '../target/target-argument.ts';
import { type TargetType, targetTypes } from '../target/target-type.ts';
import { type Suggestion, type Wanted, wanted } from './wanted.ts';

/** What the shell does with suggestions: https://pkg.go.dev/github.com/spf13/cobra#ShellCompDirective */
const directive = { byDefault: 0, noSpace: 2, noFiles: 4 } as const;

/**
 * Answers kubectl, which asks what may stand in the place of a line's last word: a suggestion a line, then what the
 * shell shall do with them. Says nothing of what goes wrong, for that would end in the user's line.
 */
export async function completeCommand(
  { stdout, env }: NodeJS.Process,
  { line }: CompleteInvocation,
): Promise<CommandResult> {
  const { wanted: what, prefix } = wanted(line);
  const all = await suggestions(what, line.slice(0, -1), env).catch(() => []);
  const fitting = all.filter(({ word }) => word.startsWith(prefix) && /^[^\p{C}\s]+$/u.test(word));
  // a type is not the whole word yet
  const space = fitting.length > 0 && fitting.every(({ word }) => word.endsWith('/')) ? directive.noSpace : 0;
  const end = what.kind === 'files' ? directive.byDefault : directive.noFiles + space;
  stdout.write(`${[...fitting.map(spell), `:${end}`].join('\n')}\n`);
  return { kind: 'printed' };
}

const spell = ({ word, meaning }: Suggestion) => (meaning === undefined ? word : `${word}\t${meaning}`);

const wordsOf = (words: readonly string[]): Suggestion[] => words.map((word) => ({ word }));

async function suggestions(
  what: Wanted,
  before: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<readonly Suggestion[]> {
  switch (what.kind) {
    case 'files':
      return [];
    case 'words':
      return what.words;
    case 'kubeconfig':
      return kubeconfigEntries(what.entries, before, env);
    case 'target': {
      const pods = await names(targetTypes[0], before, env).catch(() => []);
      return [...wordsOf(pods), ...what.words];
    }
    case 'objects':
      return wordsOf((await names(what.type, before, env)).map((name) => `${what.spelling}/${name}`));
    case 'namespaces':
      return wordsOf(await listed((await reach(before, env)).cluster, '/api/v1/namespaces'));
    case 'containers':
      return wordsOf(await containers(what.target, before, env));
  }
}

/** What was said of the cluster before the cursor; the last word may be a flag that still lacks its value. */
function given(before: readonly string[]): GivenFlags {
  try {
    return readFlags(before);
  } catch {
    return readFlags(before.slice(0, -1));
  }
}

function kubeconfigEntries(
  entries: 'contexts' | 'clusters' | 'users',
  before: readonly string[],
  env: NodeJS.ProcessEnv,
): Suggestion[] {
  const { kubeconfig } = loadKubeconfig(given(before).text('kubeconfig') ?? undefined, env);
  return wordsOf([...kubeconfig[entries].keys()]);
}

async function reach(
  before: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ cluster: Cluster; namespace: string }> {
  const flags = given(before);
  const cluster = await connect({ ...connection(flags), requestTimeoutMs: limits.completionMs }, env);
  return { cluster, namespace: flags.text('namespace') ?? cluster.namespace };
}

async function listed(cluster: Cluster, path: string): Promise<string[]> {
  const list = new ApiObject(await cluster.get(path, { limit: String(limits.completions) }));
  return list.list('items').map((item) => item.text('metadata', 'name'));
}

async function names(type: TargetType, before: readonly string[], env: NodeJS.ProcessEnv): Promise<string[]> {
  const { cluster, namespace } = await reach(before, env);
  return listed(cluster, `/${type.api}/namespaces/${namespace}/${type.resource}`);
}

/** Of a pod, or of the template of a workload: in the order of the help of --container. */
async function containers(target: string, before: readonly string[], env: NodeJS.ProcessEnv): Promise<string[]> {
  const { type, name } = parseTargetArgument(target);
  const row = targetTypes.find((one) => one.type === type) ?? targetTypes[0];
  const { cluster, namespace } = await reach(before, env);
  const object = new ApiObject(await cluster.get(`/${row.api}/namespaces/${namespace}/${row.resource}/${name}`));
  const spec = type === 'pod' ? object.at('spec') : object.at('spec', 'template', 'spec');
  return ['containers', 'initContainers', 'ephemeralContainers'].flatMap((kind) =>
    spec.list(kind).map((container) => container.text('name')),
  );
}
