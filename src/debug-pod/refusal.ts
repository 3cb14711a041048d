import { version } from '../../package.json';
import type { Right } from '../cluster/request/access-review.ts';
import { Problem } from '../model/problem.ts';

/** Who has a rule against the debug pod has it on purpose: who decides is named, and whom to ask, but no way round it. */
const askFor = (what: string) =>
  `Ask who administers the cluster for what \`kubectl exec-doctor setup\` prints: ${what}.`;

/** This user lacks rights for the debug pod. */
export function forbidden(missing: readonly Right[], namespace: string): Problem {
  const verbs = new Intl.ListFormat('en').format(missing.map(({ verb }) => verb));
  return new Problem(`This user may not ${verbs} pods in namespace ${namespace}: the debug pod was not created.`, {
    why: 'It has to be made, watched and taken away again, and no role of this user grants that there.',
    next: askFor('a namespace for debug pods alone, and the roles that a run needs'),
  });
}

/** Admission refuses it, in these words. */
export function notAdmitted(namespace: string, message: string, cause?: unknown): Problem {
  return new Problem(
    `The API server does not admit the debug pod in namespace ${namespace}: ${message.replace(/\.+$/, '')}.`,
    {
      why: `It is privileged, and in the host's namespaces. What refuses it is ${whoRefuses(message)}.`,
      next: isOfSetup.test(message)
        ? `If it names flags, leave them out; if another version, ask who administers the cluster to apply what \`kubectl exec-doctor setup\` of version ${version} prints.`
        : askFor('a namespace that admits the debug pod and nothing else'),
      cause,
    },
  );
}

/** The rule was printed by us. */
const isOfSetup = /'exec-doctor-in-/;

/** In whose words admission says no. */
const authors: readonly (readonly [pattern: RegExp, author: string])[] = [
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

export function whoRefuses(message: string): string {
  for (const [pattern, author] of authors) {
    const match = pattern.exec(message);
    if (match) return author.replaceAll('$1', () => match[1] ?? '');
  }
  return 'a rule of the cluster (pod security, a quota, a webhook)';
}
