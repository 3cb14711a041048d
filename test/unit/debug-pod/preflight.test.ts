import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/cluster/request/api-error.ts';
import { debugPodManifest } from '../../../src/debug-pod/manifest.ts';
import { notAdmitted, preflight, refuserOf } from '../../../src/debug-pod/preflight.ts';
import { Problem } from '../../../src/model/problem.ts';
import { ApiObject } from '../../../src/target/api-object.ts';
import { planOf } from './plan.ts';

interface Answers {
  /** Rights that this user has not: `delete pods`, `get pods/log`. */
  readonly forbidden?: readonly string[];
  readonly reviews?: 'fail';
  readonly admission?: ApiError;
}

const refusal = (status: number, message: string) => new ApiError(message, 'POST x', 'https://s', status, 'Forbidden');

async function checks({ forbidden = [], reviews, admission }: Answers) {
  const sent: string[] = [];
  const notices = await preflight(
    {
      async create(path, body, query = {}) {
        if (path.endsWith('/selfsubjectaccessreviews')) {
          if (reviews === 'fail') throw refusal(403, 'no');
          const right = new ApiObject(body).at('spec', 'resourceAttributes');
          const what = [right.text('resource'), right.text('subresource')].filter(Boolean).join('/');
          return { status: { allowed: !forbidden.includes(`${right.text('verb')} ${what}`) } };
        }
        sent.push(`${path} ${JSON.stringify(query)}`);
        if (admission) throw admission;
        return body;
      },
    },
    debugPodManifest(planOf()),
  );
  return { sent, notices };
}

it('nothing is created, and nothing is said where all is allowed', async () =>
  expect(await checks({})).toEqual({ sent: ['/api/v1/namespaces/shop/pods {"dryRun":"All"}'], notices: [] }));

it('a log that may not be read is told, and no reason not to go on', async () => {
  const { notices } = await checks({ forbidden: ['get pods/log'] });
  expect(notices).toEqual([expect.stringMatching(/^This user may not read logs in namespace shop \(get pods\/log\)/)]);
});

describe('refuses', () => {
  const refuses = (what: string, answers: Answers, ...said: readonly RegExp[]) =>
    it(what, async () => {
      const error = await checks(answers).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Problem);
      const { text } = error as Problem;
      for (const part of said) expect(text).toMatch(part);
      // whom to ask, and no way round what the cluster has decided
      expect(text).toMatch(/Have the administrator of the cluster apply what `kubectl exec-doctor setup` prints/);
      expect(text).not.toMatch(/--debug-namespace|--ssh-target|kube-system/);
      expect(text).not.toMatch(/\.\./);
    });

  refuses(
    'a user who may not take the pod away again',
    { forbidden: ['delete pods'] },
    /may not delete pods in namespace shop: the debug pod was not created/,
    /no role of this user grants that there/,
  );
  refuses(
    'a user who lacks several rights, all of them named',
    { forbidden: ['create pods', 'watch pods', 'delete pods'], admission: refusal(403, 'pods is forbidden') },
    /may not create, watch, and delete pods/,
  );
  const podSecurity = refusal(403, 'pods "exec-doctor-1" is forbidden: violates PodSecurity "restricted:latest"');
  refuses(
    'a namespace that does not admit it, in the words of admission',
    { admission: podSecurity },
    /does not admit the debug pod in namespace shop: pods .* violates PodSecurity "restricted:latest"\./,
    /What refuses it is pod security: the level restricted:latest of that namespace\./,
  );
  refuses(
    'a webhook that denies it',
    { admission: refusal(400, 'admission webhook "x.example" denied the request: no.') },
    /denied the request: no\. /,
    /What refuses it is the webhook x\.example\./,
  );
});

it('a namespace that is not there is no refusal', async () => {
  const missing = refusal(404, 'namespaces "shop" not found');
  await expect(checks({ admission: missing })).rejects.toBe(missing);
});

describe('goes on', () => {
  it.each<[string, Answers]>([
    ['where access reviews are not answered', { reviews: 'fail' }],
    ['where a webhook knows no dry run', { admission: refusal(400, 'admission webhook "x" does not support dry run') }],
    ['where the API server is busy', { admission: refusal(429, 'try again') }],
    ['where it fails', { admission: refusal(500, 'etcd') }],
    ['where it does not answer', { admission: refusal(0, 'timeout') }],
  ])('%s: the creation will tell', async (_, answers) => expect((await checks(answers)).notices).toEqual([]));
});

it('what setup has applied is not to be applied again, but in another version', () => {
  const message = `pods "x" is forbidden: ValidatingAdmissionPolicy 'exec-doctor-in-exec-doctor' with binding 'exec-doctor-in-exec-doctor' denied request: The command is not the script of exec-doctor 0.0.9.`;
  const { text } = notAdmitted('exec-doctor', message);
  expect(text).toMatch(/not the script of exec-doctor 0\.0\.9\. /);
  expect(text).toMatch(
    /If it names flags, leave them out; if another version, have the administrator of the cluster apply/,
  );
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
])('%s', (message, author) => expect(refuserOf(message)).toBe(author));
