import { isAllowed, type Right } from '../cluster/access-review.ts';
import { ApiError, type Cluster } from '../cluster/cluster.ts';
import { Problem } from '../model/problem.ts';
import { ApiObject } from '../target/api-object.ts';
import type { DebugPodManifest } from './manifest.ts';

/** Without these no pod is made, for it could not be looked after, or not be taken away. */
const needed: readonly Right[] = ['create', 'get', 'watch', 'delete'].map((verb) => ({ verb, resource: 'pods' }));
const log: Right = { verb: 'get', resource: 'pods', subresource: 'log' };

/**
 * Before anything is created: may this user make the pod, and take it away again; and would it be admitted? Throws a
 * Problem that names all that is missing. What the API server does not answer stands against nothing: the creation tells.
 * @returns what the user is told on stderr
 */
export async function preflight(
  cluster: Pick<Cluster, 'get' | 'create'>,
  manifest: DebugPodManifest,
): Promise<readonly string[]> {
  const { namespace } = manifest.metadata;
  const [rights, admission, mayReadLog] = await Promise.all([
    Promise.all(needed.map((right) => isAllowed(cluster, namespace, right))),
    objection(cluster, manifest),
    isAllowed(cluster, namespace, log),
  ]);
  const missing = needed.filter((_, index) => rights[index] === false);
  if (missing.length > 0) throw forbidden(missing, namespace);
  if (admission) throw await notAdmitted(cluster, namespace, admission);
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
    if (!(error instanceof ApiError)) throw error;
    // a webhook with side effects is not called in a dry run, and the whole request refused for it
    const isSaid = error.status >= 400 && error.status < 500 && error.status !== 429;
    return isSaid && !/does not support dry run/.test(error.message) ? error : null;
  }
}

function forbidden(missing: readonly Right[], namespace: string): Problem {
  const verbs = missing.map(({ verb }) => verb);
  return new Problem(
    `This user may not ${new Intl.ListFormat('en').format(verbs)} pods in namespace ${namespace}: the debug pod was not created.`,
    {
      why: 'It has to be made, watched and taken away again.',
      next: `Somebody who may has to run: kubectl create role exec-doctor-debug-pod -n ${namespace} --verb=${verbs.join(',')} --resource=pods, and to bind it to you; docs/rbac.yaml has all that a run needs. Or name a namespace where you may, with --debug-namespace.`,
    },
  );
}

async function notAdmitted(
  cluster: Pick<Cluster, 'get'>,
  namespace: string,
  { message, cause }: ApiError,
): Promise<Problem> {
  return new Problem(`The API server does not admit the debug pod in namespace ${namespace}: ${message}.`, {
    why: "It is privileged, and in the host's namespaces; a rule for that namespace (pod security, a quota, a webhook) refuses it.",
    next: `Name a namespace that admits it: --debug-namespace=${await privilegedNamespace(cluster, namespace)}. Or do without a pod, by your own ssh: --ssh-target=USER@HOST.`,
    cause,
  });
}

/** One that says of itself that it admits privileged pods; else the one which does nearly everywhere. */
async function privilegedNamespace(cluster: Pick<Cluster, 'get'>, refused: string): Promise<string> {
  const query = { labelSelector: 'pod-security.kubernetes.io/enforce=privileged', limit: '10' };
  const names = await cluster.get('/api/v1/namespaces', query).then(
    (list) => new ApiObject(list).list('items').map((item) => item.text('metadata', 'name')),
    () => [],
  );
  return names.find((name) => name !== '' && name !== refused) ?? 'kube-system';
}
