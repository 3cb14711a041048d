import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { objections, rulesOf } from '../unit/setup/policy/evaluate.ts';
import { type HostileProxy, hostileProxy, type Interference, lineOf } from './support/hostile-proxy.ts';
import { diagnose, matrix, run, surveyIn } from './support/plugin.ts';
import { eventually, kubectl, lab, untilHealthy } from './support/the-lab.ts';
import { expectNoTrace, files, ourPods, removeOurPods } from './support/traces.ts';

const image = 'busybox:stable';
const line = ['setup', '--group=exec-doctor-users', `--image=${image}`, '--allow-tag'];
const namespace = 'exec-doctor';

const noRoles = lab.mode === 'embedded' ? 'the embedded control plane knows no roles' : '';

/** Who has what setup grants, and may exec into targets; where there are no roles, the lab's administrator. */
const asUser = noRoles ? [] : ['--as=alice', '--as-group=exec-doctor-users', '--as-group=system:authenticated'];

let printed = '';
/** The commands of the second step: the questions, then those that open the namespace. */
let second: readonly (readonly string[])[] = [];
/** Control planes before 1.30 know no such rules; the embedded one keeps them, and asks none. */
let applied = '';
let asksRules = false;
/** Where none is in force, a proxy answers as the rule does to the question whether it is in force. */
let rule: HostileProxy | null = null;
/** Before the second step. */
let mightMakePods = '';
let before: readonly string[] = [];

beforeAll(async () => {
  if (lab.missing) return;
  await untilHealthy();
  before = await files();
  const { code, stdout, stderr } = await run(line);
  expect(code, stderr).toBe(0);
  printed = stdout;
  second = [...stderr.matchAll(/^ {2}kubectl (.*)$/gm)].map(([, words = '']) => words.replaceAll("'", '').split(' '));
  const knowsRules = (await kubectl(['api-resources', '-o', 'name'])).includes('validatingadmissionpolicies');
  applied = knowsRules ? printed : withoutRules(printed);
  asksRules = knowsRules && lab.mode !== 'embedded';
  if (!asksRules) rule = await hostileProxy(asTheRule);
  await kubectl(['apply', '-f', '-'], applied);
  if (!noRoles) mightMakePods = await mayMakePods();
  await open();
  const target = ['create', 'rolebinding', 'exec-doctor-target', '-n', 'default', '--clusterrole=exec-doctor-target'];
  if (!noRoles) await kubectl([...target, '--group=exec-doctor-users']);
});
afterAll(async () => {
  if (lab.missing) return;
  await rule?.[Symbol.asyncDispose]();
  await kubectl(['delete', '--ignore-not-found', '-f', '-'], applied);
  if (!noRoles) await kubectl(['delete', 'rolebinding', 'exec-doctor-target', '-n', 'default', '--ignore-not-found']);
});

/** The second step, as it is printed. */
async function open(): Promise<void> {
  const [ofPods = [], ofUse = [], label = [], binding = []] = second;
  if (asksRules) await untilRefusal(ofPods, /exec-doctor-in-exec-doctor(?!-use)/);
  if (asksRules) await untilRefusal(ofUse, /exec-doctor-in-exec-doctor-use/);
  await kubectl(label);
  if (!noRoles) await kubectl(binding);
}

/** A rule is in force, or no longer, a moment after it was applied. */
const untilRefusal = (command: readonly string[], expected: RegExp) =>
  eventually(30_000, async () => {
    const said = await kubectl(command).then(() => '', String);
    return expected.test(said) ? [] : [`it says: ${said}`];
  });

const mayMakePods = () =>
  kubectl(['auth', 'can-i', 'create', 'pods', '-n', namespace, ...asUser]).catch((error: unknown) => String(error));

/** The questions are a small pod, and an exec into one that is not there. */
const refusedBy = (request: IncomingMessage): string | null => {
  const pods = `POST /api/v1/namespaces/${namespace}/pods`;
  if (lineOf(request) === `${pods}/no-debug-pod/exec`) return 'exec-doctor-in-exec-doctor-use';
  const isSmall = Number(request.headers['content-length']) < 1_000;
  return lineOf(request) === pods && isSmall ? 'exec-doctor-in-exec-doctor' : null;
};

const asTheRule: Interference = (request, { response, pass }) => {
  const name = refusedBy(request);
  if (name === null) return pass();
  const message = `ValidatingAdmissionPolicy '${name}' denied request: no`;
  response.writeHead(422, { 'Content-Type': 'application/json' }).end(JSON.stringify({ kind: 'Status', message }));
};

/** Where the API server itself asks the rule, it admits nobody else's pods, not even an administrator's. */
const asAdmitted = () => (asksRules ? asUser : []);

/** What leads to the API server that has the rule. */
const withRule = () => (rule === null ? [] : [`--server=${rule.url}`]);

const withoutRules = (text: string) =>
  parseAllDocuments(text, { version: '1.1' })
    .filter((document) => !String(document.get('kind')).startsWith('ValidatingAdmission'))
    .map((document) => `---\n${JSON.stringify(document.toJS())}\n`)
    .join('');

it('what is applied lets nobody make pods, before the second step', (context) => {
  context.skip(noRoles !== '', noRoles);
  expect(mightMakePods).toMatch(/\bno\b/);
});

describe('where setup was applied', () => {
  it('the debug pod lives in its namespace, and runs from its image', async () => {
    const { ending, report } = await diagnose(['nginx1', ...asUser, ...withRule()]);
    expect(ending.code, `${matrix(report)} ${ending.stderr}`).toBe(0);
    expect(report.transport).toMatchObject({ namespace, ownNamespace: true, image, userland: 'image' });
    await expectNoTrace('nginx1', 'nginx', before);
  });

  it('as the printed manifest says, which the rule admits', async () => {
    const { stdout, stderr } = await run(['nginx1', '--dry-run', ...asAdmitted(), ...withRule()]);
    expect(stdout, stderr).toMatch(/^ {2}namespace: exec-doctor$/m);
    const dryRun = ['create', '--dry-run=server', '-o', 'json', '-f', '-'];
    const object: unknown = JSON.parse(await kubectl([...dryRun, ...asAdmitted()], stdout));
    const rules = rulesOf(parseAllDocuments(printed).map((document) => document.toJS()));
    const request = { operation: 'CREATE', resource: 'pods', object } as const;
    expect(objections(rules, { ...request, groups: ['exec-doctor-users'] })).toEqual([]);
    expect(objections(rules, { ...request, groups: ['dev'] })).toEqual(['Only exec-doctor-users may do that.']);
  });

  it('those of a survey as well', async () => {
    const ending = await run(['-l', 'app=nginx', '-o', 'json', ...asAdmitted(), ...withRule()]);
    expect(surveyIn(ending).debugPods).toEqual({ namespaces: [namespace], ownNamespace: true });
    expect(await ourPods()).toEqual([]);
  });

  it('a namespace that the user names comes first', async () => {
    const { report } = await diagnose(['nginx1', '--debug-namespace=default']);
    expect(report.transport).toMatchObject({ namespace: 'default', ownNamespace: false, userland: 'host' });
    const table = await run(['nginx1', '--debug-namespace=default', '--details']);
    expect(table.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /default\/\S+: .*; who may exec into or patch pods there could have entered it; see `kubectl exec-doctor setup`/,
    );
  });

  it('cleanup looks there too', async () => {
    await diagnose(['nginx1', '--keep', ...asAdmitted(), ...withRule()]);
    const { code, stdout, stderr } = await run(['cleanup']);
    expect([code, stdout]).toEqual([0, 'Nothing is to be deleted in the namespaces default and exec-doctor.\n']);
    expect(stderr).toMatch(/Not touched, because a run may still need them: exec-doctor\/exec-doctor-[0-9a-f]{8}/);
    await removeOurPods();
  });
});

describe('it is as if nothing was set up', () => {
  const usual = { namespace: 'default', ownNamespace: false, userland: 'host' };

  it('where the rule is not in force, and why is told', async () => {
    const binding = ['validatingadmissionpolicybinding', 'exec-doctor-in-exec-doctor'];
    if (asksRules) await kubectl(['delete', ...binding]);
    try {
      if (asksRules) await untilRefusal(second[0] ?? [], /^$/);
      const { ending, report } = await diagnose(['nginx1']);
      expect(report.transport).toMatchObject(usual);
      expect(ending.stderr).toMatch(
        /^The rule of kubectl exec-doctor setup is not in force, so namespace exec-doctor/m,
      );
    } finally {
      await kubectl(['apply', '-f', '-'], applied);
      if (asksRules) await untilRefusal(second[0] ?? [], /exec-doctor-in-exec-doctor/);
    }
  });

  it('where the rule of what is executed in debug pods is not in force', async () => {
    await using without = await hostileProxy((request, answer) =>
      refusedBy(request) === 'exec-doctor-in-exec-doctor' ? asTheRule(request, answer) : answer.pass(),
    );
    const binding = ['validatingadmissionpolicybinding', 'exec-doctor-in-exec-doctor-use'];
    if (asksRules) await kubectl(['delete', ...binding]);
    try {
      if (asksRules) await untilRefusal(second[1] ?? [], /not found/);
      const { ending, report } = await diagnose(['nginx1', `--server=${without.url}`]);
      expect(report.transport).toMatchObject(usual);
      expect(ending.stderr).toMatch(/^The rule of .* is not in force, .*: it admits any exec into debug pods/m);
    } finally {
      await kubectl(['apply', '-f', '-'], applied);
      if (asksRules) await untilRefusal(second[1] ?? [], /exec-doctor-in-exec-doctor-use/);
    }
  });

  it('where a namespace has the label and no administrator says so', async () => {
    const role = ['clusterrole', 'exec-doctor-namespace'];
    await kubectl(['annotate', ...role, 'exec-doctor/debug-namespace=another', '--overwrite']);
    try {
      expect((await diagnose(['nginx1', ...withRule()])).report.transport).toMatchObject(usual);
    } finally {
      await kubectl(['annotate', ...role, `exec-doctor/debug-namespace=${namespace}`, '--overwrite']);
    }
  });

  it('where the namespace has lost its label', async () => {
    await kubectl(['label', 'namespace', namespace, 'exec-doctor/debug-pods-']);
    try {
      expect((await diagnose(['nginx1', ...withRule()])).report.transport).toMatchObject(usual);
    } finally {
      await kubectl(['label', 'namespace', namespace, 'exec-doctor/debug-pods=only']);
    }
  });

  it('for a user who may not make pods there', async (context) => {
    context.skip(noRoles !== '', noRoles);
    await kubectl(['delete', 'rolebinding', 'exec-doctor-debug-pod', '-n', namespace]);
    try {
      const { code, stderr } = await run(['nginx1', ...asUser]);
      expect([code, stderr]).toEqual([2, expect.stringMatching(/may not create, .* pods in namespace default/)]);
      expect(stderr).not.toMatch(/--debug-namespace|--ssh-target/);
    } finally {
      await open();
    }
  });
});
