import type { Cluster } from '../cluster/cluster.ts';
import { isAllowed, type Right } from '../cluster/request/access-review.ts';
import { ApiError } from '../cluster/request/api-error.ts';
import type { DebugPodManifest } from './manifest.ts';
import { neededRights } from './needed-rights.ts';
import { forbidden, notAdmitted } from './refusal.ts';

const log: Right = { verb: 'get', resource: 'pods', subresource: 'log' };

/**
 * Before anything is created: may this user make the pod, and take it away again; and would it be admitted? Throws a
 * Problem that names all that is missing. What the API server does not answer stands against nothing: the creation tells.
 * @returns what the user is told on stderr
 */
export async function preflight(
  cluster: Pick<Cluster, 'create'>,
  manifest: DebugPodManifest,
): Promise<readonly string[]> {
  const { namespace } = manifest.metadata;
  const [rights, admission, mayReadLog] = await Promise.all([
    Promise.all(neededRights.map((right) => isAllowed(cluster, namespace, right))),
    objection(cluster, manifest),
    isAllowed(cluster, namespace, log),
  ]);
  const missing = neededRights.filter((_, index) => rights[index] === false);
  if (missing.length > 0) throw forbidden(missing, namespace);
  if (admission) throw notAdmitted(namespace, admission.message, admission);
  return mayReadLog === false
    ? [
        `This user may not read logs in namespace ${namespace} (get pods/log): the result comes by the debug pod's status, with less in it.`,
      ]
    : [];
}

/** The words of admission against the pod; null where it has none, or cannot be asked without creating it. */
async function objection(cluster: Pick<Cluster, 'create'>, manifest: DebugPodManifest): Promise<ApiError | null> {
  try {
    await cluster.create(`/api/v1/namespaces/${manifest.metadata.namespace}/pods`, manifest, { dryRun: 'All' });
    return null;
  } catch (error) {
    // a namespace that is not there refuses nobody
    if (!(error instanceof ApiError) || error.status === 404) throw error;
    // a webhook with side effects is not called in a dry run, and the whole request refused for it
    const isSaid = error.status >= 400 && error.status < 500 && error.status !== 429;
    return isSaid && !/does not support dry run/.test(error.message) ? error : null;
  }
}
