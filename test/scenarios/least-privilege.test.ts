import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnose, type Ending, matrix, probeTimeout, run } from './support/plugin.ts';
import { type Ssh, sshToNode } from './support/ssh.ts';
import { healAll, kubectl, lab, untilHealthy } from './support/the-lab.ts';
import { expectNoTrace, files, ourPods } from './support/traces.ts';

const roles = new URL('../../docs/rbac.yaml', import.meta.url).pathname;

/** Who has what docs/rbac.yaml gives, and nothing else. */
const asUser = ['--as=alice', '--as-group=exec-doctor-users', '--as-group=system:authenticated'];

const noRoles = lab.mode === 'embedded' ? 'the embedded control plane knows no roles' : '';

let ssh: Ssh;
let before: readonly string[] = [];
beforeAll(async () => {
  if (lab.missing || noRoles) return;
  await healAll();
  await untilHealthy();
  await kubectl(['apply', '-f', roles]);
  ssh = await sshToNode();
  before = await files();
});
afterAll(async () => {
  if (lab.missing || noRoles) return;
  await kubectl(['delete', '-f', roles, '--ignore-not-found']);
  await ssh[Symbol.asyncDispose]();
});

/** Without one of the bindings, which comes back. */
async function without(kind: string, name: string, namespace: string, examine: () => Promise<void>): Promise<void> {
  await kubectl(['delete', kind, name, '-n', namespace]);
  try {
    await examine();
  } finally {
    await kubectl(['apply', '-f', roles]);
  }
}

const notice = ({ stderr }: Ending) => stderr.split('\n').filter((line) => !/^(reading|starting|probing|$)/.test(line));

describe('with the roles of docs/rbac.yaml and nothing else', () => {
  it.for([['nginx1'], ['distroless1']])('%s is diagnosed as for an administrator', async ([target = ''], context) => {
    context.skip(noRoles !== '', noRoles);
    const [own, administrators] = [await diagnose([target, ...asUser]), await diagnose([target])];
    expect(own.ending.code, `${matrix(own.report)} ${own.ending.stderr}`).toBe(0);
    expect(notice(own.ending)).toEqual(notice(administrators.ending));
    const shape = ({ report }: typeof own) => ({
      ...{
        verdict: report.verdict.status,
        node: { ...report.node, lease: report.node.lease !== null },
        crossChecks: report.crossChecks.length,
      },
      probes: report.probes.map(({ layer, subject, outcome }) => `${subject} ${layer} ${outcome}`),
      facts: Object.keys(report.facts),
    });
    expect(shape(own)).toEqual(shape(administrators));
    await expectNoTrace('nginx1', 'nginx', before);
  });

  it.for<[string, () => readonly string[], RegExp]>([
    ['by ssh', () => ['nginx1', ...ssh.flags, ...probeTimeout], /exec works/],
    ['as a manifest', () => ['nginx1', '--dry-run'], /^kind: Pod$/m],
    ['as a script', () => ['nginx1', '--print-script'], /^#!\/bin\/sh\n/],
    ['as a clean-up', () => ['cleanup', '-n', 'default'], /^No debug pods are left in namespace default/],
  ])('%s', async ([, words, said], context) => {
    context.skip(noRoles !== '', noRoles);
    const { code, stdout, stderr } = await run([...words(), ...asUser]);
    expect([code, stdout + stderr]).toEqual([0, expect.stringMatching(said)]);
  });
});

describe('where a role is missing', () => {
  it.for<[string, string, string, number, RegExp]>([
    [
      'rolebinding',
      'exec-doctor-debug-pod',
      'default',
      2,
      /may not create, watch, and delete pods in namespace default/,
    ],
    ['clusterrolebinding', 'exec-doctor-node', 'default', 0, /nodes|exec works/],
    ['rolebinding', 'exec-doctor-lease', 'kube-node-lease', 0, /exec works/],
    ['rolebinding', 'exec-doctor-node-events', 'default', 0, /exec works/],
    ['clusterrolebinding', 'exec-doctor-second-opinion', 'default', 0, /exec works/],
    ['rolebinding', 'exec-doctor-cluster-image', 'kube-system', 0, /exec works/],
  ])('%s %s', async ([kind, name, namespace, code, said], context) => {
    context.skip(noRoles !== '', noRoles);
    await without(kind, name, namespace, async () => {
      const ending = await run(['nginx1', ...asUser, ...probeTimeout]);
      expect([ending.code, ending.stdout + ending.stderr]).toEqual([code, expect.stringMatching(said)]);
    });
    expect(await ourPods()).toEqual([]);
  });

  it('all of them', async (context) => {
    context.skip(noRoles !== '', noRoles);
    const { code, stderr } = await run(['nginx1', '--as=bob']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/pods "nginx1" is forbidden: User "bob" cannot get/)]);
  });
});
