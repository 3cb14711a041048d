import type { Cluster } from '../cluster/cluster.ts';
import { ApiError } from '../cluster/request/api-error.ts';
import type { OutputFormat } from '../command-line/output-format.ts';
import type { DebugPodManifest } from '../debug-pod/manifest.ts';
import { preflight } from '../debug-pod/preflight.ts';
import { clean } from '../model/clean-text.ts';
import { Problem } from '../model/problem.ts';
import type { Target } from '../model/target.ts';
import { mapStrings } from '../report/map-strings.ts';
import { podVariants } from './debug-pod/pod-variant.ts';
import { manifestOf, type RunPlan } from './plan.ts';
import { objectText } from './print-manifest.ts';

/**
 * What the API server says to the debug pod, of which nothing is created: that it would be, or the pod as it would be, with all
 * that is filled in on the way. Throws a Problem with the words against it.
 * @param notice hears what a run would say on stderr
 */
export async function admissionText(
  cluster: Pick<Cluster, 'create'>,
  plan: RunPlan,
  target: Target,
  { output, notice }: { readonly output: OutputFormat; readonly notice: (text: string) => void },
): Promise<string> {
  const manifest = manifestOf(plan, podVariants(target, plan.images)[0], 0);
  for (const line of await preflight(cluster, manifest)) notice(line);
  const admitted = await dryRunOf(cluster, manifest);
  if (output === 'table') {
    const { name, namespace } = manifest.metadata;
    notice(
      `The API server would admit the debug pod in namespace ${namespace}. With -o yaml it is shown as it would be.`,
    );
    return `pod/${name} created (server dry run)\n`;
  }
  return objectText(cleaned(admitted, manifest), output);
}

async function dryRunOf(cluster: Pick<Cluster, 'create'>, manifest: DebugPodManifest): Promise<object> {
  const path = `/api/v1/namespaces/${manifest.metadata.namespace}/pods`;
  try {
    const answer = await cluster.create(path, manifest, { dryRun: 'All' });
    return typeof answer === 'object' && answer !== null ? answer : {};
  } catch (error) {
    if (!(error instanceof ApiError) || !/does not support dry run/.test(error.message)) throw error;
    throw new Problem(`Nothing is known of admission: ${error.message.replace(/\.+$/, '')}.`, {
      why: 'A webhook that does more than answer is not called in a dry run, and all of it is refused for that.',
      next: 'The manifest itself is printed by --dry-run=client.',
      cause: error,
    });
  }
}

/** What we have sent came back; all else is somebody's. Our script is longer than any text may be. */
function cleaned(admitted: object, manifest: DebugPodManifest): object {
  const own = new Set<string>();
  const keep = (text: string) => {
    own.add(text);
    return text;
  };
  mapStrings(manifest, { text: keep });
  return mapStrings(admitted, { text: (text) => (own.has(text) ? text : clean(text)), key: clean });
}
