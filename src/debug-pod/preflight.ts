import { version } from '../../package.json';
import type { Cluster } from '../cluster/cluster.ts';
import { isAllowed, type Right } from '../cluster/request/access-review.ts';
import { ApiError } from '../cluster/request/api-error.ts';
import { Problem } from '../model/problem.ts';
import type { DebugPodManifest } from './manifest.ts';

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

/** Without these no debug pod is made, for it could not be looked after, or not be taken away. */
export const neededRights: readonly Right[] = ['create', 'get', 'watch', 'delete'].map((verb) => ({
  verb,
  resource: 'pods',
}));

/** Who has a rule against the debug pod has it on purpose: who decides is named, and whom to ask, but no way round it. */
const askFor = (what: string) =>
  `Have the administrator of the cluster apply what \`kubectl exec-doctor setup\` prints: ${what}.`;

/** This user lacks rights for the debug pod. */
function forbidden(missing: readonly Right[], namespace: string): Problem {
  const verbs = new Intl.ListFormat('en').format(missing.map(({ verb }) => verb));
  return new Problem(`This user may not ${verbs} pods in namespace ${namespace}: the debug pod was not created.`, {
    why: 'It has to be created, watched and deleted, and no role of this user grants that there.',
    next: askFor('a namespace for debug pods alone, and the roles that a run needs'),
  });
}

/** Admission refuses it, in these words. */
export function notAdmitted(namespace: string, message: string, cause?: unknown): Problem {
  return new Problem(
    `The API server does not admit the debug pod in namespace ${namespace}: ${message.replace(/\.+$/, '')}.`,
    {
      why: `It is privileged, and in the host's namespaces. What refuses it is ${refuserOf(message)}.`,
      next: isOfSetup.test(message)
        ? `If it names flags, leave them out; if another version, have the administrator of the cluster apply what \`kubectl exec-doctor setup\` of version ${version} prints.`
        : askFor('a namespace that admits the debug pod and nothing else'),
      cause,
    },
  );
}

/** The rule was printed by us. */
const isOfSetup = /'exec-doctor-in-/;

/** In whose words admission says no. */
const refusers: readonly (readonly [pattern: RegExp, refuser: string])[] = [
  [
    /ValidatingAdmissionPolicy '([a-z0-9][a-z0-9.-]{0,252})'/,
    "the cluster's rule $1 (kubectl get validatingadmissionpolicy $1)",
  ],
  [/admission webhook "([^"]{1,253})"/, 'the webhook $1'],
  [/violates PodSecurity "([^"]{1,64})"/, 'pod security: the level $1 of that namespace'],
  [/exceeded quota: ([^\s,]{1,253})/, 'the quota $1 of that namespace'],
  [/failed quota: ([^\s,:]{1,253})/, 'the quota $1 of that namespace'],
  [/security context constraint/, 'the security context constraints of the cluster'],
  [/PodSecurityPolicy/, 'a PodSecurityPolicy of the cluster'],
  [/(?:minimum|maximum) \S{1,40} usage per (?:Container|Pod)/, 'a limit range of that namespace'],
];

export function refuserOf(message: string): string {
  for (const [pattern, refuser] of refusers) {
    const match = pattern.exec(message);
    if (match) return refuser.replaceAll('$1', () => match[1] ?? '');
  }
  return 'a rule of the cluster (pod security, a quota, a webhook)';
}
