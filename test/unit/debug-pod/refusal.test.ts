import { expect, it } from 'vitest';
import { notAdmitted, whoRefuses } from '../../../src/debug-pod/refusal.ts';

it('what setup has applied is not to be applied again, but in another version', () => {
  const message = `pods "x" is forbidden: ValidatingAdmissionPolicy 'exec-doctor-in-exec-doctor' with binding 'exec-doctor-in-exec-doctor' denied request: The command is not the script of exec-doctor 0.0.9.`;
  const { text } = notAdmitted('exec-doctor', message);
  expect(text).toMatch(/not the script of exec-doctor 0\.0\.9\. /);
  expect(text).toMatch(/If it names flags, leave them out; if another version, ask who administers the cluster/);
  expect(text).not.toMatch(/--debug-namespace|--ssh-target/);
});

/** The words are those of API servers, but for names. */
it.each([
  [
    `pods "x" is forbidden: ValidatingAdmissionPolicy 'exec-doctor-in-exec-doctor' with binding 'b' denied request: Only sre may do that.`,
    "the cluster's rule exec-doctor-in-exec-doctor (kubectl get validatingadmissionpolicy exec-doctor-in-exec-doctor)",
  ],
  [
    'admission webhook "validate.kyverno.svc-fail" denied the request: policy Pod/default/x for resource violation',
    'the webhook validate.kyverno.svc-fail',
  ],
  [
    'pods "x" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true, hostPID=true)',
    'pod security: the level baseline:latest of that namespace',
  ],
  [
    'pods "x" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=4, limited: pods=4',
    'the quota compute of that namespace',
  ],
  ['pods "x" is forbidden: failed quota: compute: must specify limits.cpu', 'the quota compute of that namespace'],
  [
    'pods "x" is forbidden: unable to validate against any security context constraint: [provider "anyuid": Forbidden]',
    'the security context constraints of the cluster',
  ],
  ['pods "x" is forbidden: PodSecurityPolicy: unable to admit pod: []', 'a PodSecurityPolicy of the cluster'],
  [
    'pods "x" is forbidden: maximum memory usage per Container is 128Mi, but limit is 256Mi',
    'a limit range of that namespace',
  ],
  [`ValidatingAdmissionPolicy 'x; id' denied request`, 'a rule of the cluster (pod security, a quota, a webhook)'],
  ['pods "x" is forbidden: no', 'a rule of the cluster (pod security, a quota, a webhook)'],
])('%s', (message, author) => expect(whoRefuses(message)).toBe(author));
