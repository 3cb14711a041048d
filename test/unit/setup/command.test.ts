import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod/mini';
import { execute } from '../../../src/command-line/command.ts';
import type { SetupInvocation } from '../../../src/command-line/invocation.ts';
import { parseCommandLine } from '../../../src/command-line/parse-command-line.ts';
import { setup as setupCommand } from '../../../src/setup/command.ts';
import { setupText } from '../../../src/setup/setup-text.ts';
import { bindings, roles } from '../docs/roles.ts';

const image = `tools@sha256:${'a'.repeat(64)}`;

async function invocationOf(line: string): Promise<SetupInvocation> {
  const invocation = await parseCommandLine(line.split(' '), {});
  if (invocation.kind !== 'setup') throw new Error(`${line} is ${invocation.kind}`);
  return invocation;
}

/** What the command line prints. */
const printed = async (line: string): Promise<string> => setupText(await invocationOf(line));

const objectSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({
    name: z.string(),
    namespace: z.optional(z.string()),
    labels: z.optional(z.record(z.string(), z.string())),
    annotations: z.optional(z.record(z.string(), z.string())),
  }),
  rules: z.optional(z.unknown()),
  roleRef: z.optional(z.object({ name: z.string() })),
  subjects: z.optional(z.array(z.object({ apiGroup: z.string(), kind: z.string(), name: z.string() }))),
});

const objectsOf = (manifest: string) =>
  parseAllDocuments(manifest, { version: '1.1' }).map((document) => {
    expect(document.errors).toEqual([]);
    return objectSchema.parse(document.toJS());
  });

const setup = async (line = `setup --group=sre --group=on-call --image=${image}`) => objectsOf(await printed(line));
const spell = ({ kind, metadata: { name, namespace } }: z.infer<typeof objectSchema>) =>
  `${kind} ${[namespace, name].filter(Boolean).join('/')}`;

describe('setup', () => {
  it('prints what an administrator applies once', async () =>
    expect((await setup()).map(spell)).toEqual([
      'Namespace exec-doctor',
      'ValidatingAdmissionPolicy exec-doctor-in-exec-doctor',
      'ValidatingAdmissionPolicyBinding exec-doctor-in-exec-doctor',
      'ValidatingAdmissionPolicy exec-doctor-in-exec-doctor-use',
      'ValidatingAdmissionPolicyBinding exec-doctor-in-exec-doctor-use',
      'ClusterRole exec-doctor-target',
      'ClusterRole exec-doctor-debug-pod',
      'ClusterRole exec-doctor-node',
      'Role kube-node-lease/exec-doctor-lease',
      'Role default/exec-doctor-node-events',
      'ClusterRole exec-doctor-second-opinion',
      'Role kube-system/exec-doctor-cluster-image',
      'ClusterRole exec-doctor-namespace',
      // of targets only an administrator knows where they are; debug pods are granted when the rule is in force
      'ClusterRoleBinding exec-doctor-node',
      'RoleBinding kube-node-lease/exec-doctor-lease',
      'RoleBinding default/exec-doctor-node-events',
      'ClusterRoleBinding exec-doctor-second-opinion',
      'RoleBinding kube-system/exec-doctor-cluster-image',
      'ClusterRoleBinding exec-doctor-namespace',
    ]));

  it('has a namespace that is known by its label', async () =>
    expect((await setup())[0]?.metadata.labels).toEqual({
      'app.kubernetes.io/name': 'exec-doctor',
      'exec-doctor/debug-pods': 'only',
    }));

  it.each(['', ' kyverno'])('lets nobody make a privileged pod, whatever of it was applied:%s', async (engine) => {
    const objects = await setup(`setup${engine} --group=sre --image=${image}`);
    expect(objects.filter(({ roleRef }) => roleRef?.name === 'exec-doctor-debug-pod')).toEqual([]);
    expect(JSON.stringify(objects.map(({ metadata }) => metadata))).not.toContain('pod-security');
  });

  it('that comes second, by commands that are printed beside it', async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const process: NodeJS.Process = Object.create(globalThis.process, {
      stdout: { value: stdout },
      stderr: { value: stderr },
    });
    const line = `setup --group=sre --group=a;b --image=${image} --debug-namespace=tools`;
    const read = Promise.all([text(stdout), text(stderr)]);
    await execute(setupCommand, await invocationOf(line), process);
    stdout.end();
    stderr.end();
    const [manifest, told] = await read;
    expect(told.match(/^ {2}.*/gm)).toEqual([
      '  kubectl run any --image=any -n tools --dry-run=server',
      "  kubectl create --raw '/api/v1/namespaces/tools/pods/any/exec?command=any' -f /dev/null",
      '  kubectl label namespace tools pod-security.kubernetes.io/enforce=privileged --overwrite',
      "  kubectl create rolebinding exec-doctor-debug-pod -n tools --clusterrole=exec-doctor-debug-pod --group=sre '--group=a;b'",
    ]);
    expect(told).toContain('refused by the names exec-doctor-in-tools and exec-doctor-in-tools-use,');
    for (const one of told.trimEnd().split('\n')) expect(manifest).toContain(`# ${one}\n`);
  });

  it('grants what docs/rbac.yaml grants', async () => {
    const granted = (await setup()).flatMap(({ metadata: { name }, rules }) => (rules ? [{ name, rules }] : []));
    const documented = roles.map(({ metadata: { name }, rules }) => ({ name, rules }));
    expect(granted).toEqual(documented);
  });

  it('to those groups and nobody else', async () => {
    const bound = (await setup()).filter(({ roleRef }) => roleRef);
    for (const { subjects } of bound)
      expect(subjects?.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['Group sre', 'Group on-call']);
    expect(bound.length).toBe(bindings.length - 2);
  });

  it('writes down what was set up where only an administrator can', async () => {
    const role = (await setup()).find(({ metadata, rules }) => rules && metadata.name === 'exec-doctor-namespace');
    expect(role?.metadata.annotations).toMatchObject({
      'exec-doctor/debug-namespace': 'exec-doctor',
      'exec-doctor/image': image,
    });
  });

  it('says where the last role is to be bound', async () =>
    expect(await printed(`setup --group=sre --image=${image}`)).toMatch(
      /^# {3}kubectl create rolebinding exec-doctor-target -n NAMESPACE --clusterrole=exec-doctor-target --group=sre$/m,
    ));

  it('names another namespace everywhere', async () => {
    const manifest = await printed(`setup --group=sre --image=${image} --debug-namespace=tools`);
    const objects = objectsOf(manifest);
    expect(objects[0]?.metadata.name).toBe('tools');
    const role = objects.find(({ metadata, rules }) => rules && metadata.name === 'exec-doctor-namespace');
    expect(role).toMatchObject({
      metadata: { annotations: { 'exec-doctor/debug-namespace': 'tools' } },
      rules: [{ resources: ['namespaces'], resourceNames: ['tools'] }, { resources: ['clusterroles'] }],
    });
    expect(manifest).not.toMatch(/-n exec-doctor\b|namespace: exec-doctor\b/);
    expect(manifest).toContain('kubernetes.io/metadata.name: tools');
  });

  it('for Kyverno has its own kind of rule', async () =>
    expect((await setup(`setup kyverno --group=sre --image=${image}`)).map(({ kind }) => kind).slice(1, 3)).toEqual([
      'ValidatingPolicy',
      'ValidatingPolicy',
    ]));
});

describe('where nobody is named', () => {
  const line = `setup --image=${image}`;
  it('binds no role, and the rule asks for no group', async () => {
    expect((await setup(line)).filter(({ roleRef }) => roleRef)).toEqual([]);
    expect(await printed(line)).not.toContain('userInfo');
  });

  it('says how each of the bindings is made', async () => {
    const told = [...(await printed(line)).matchAll(/^# {3}kubectl create ([a-z]\S+) (\S+)/gm)].map(
      ([, kind, name]) => `${kind} ${name}`,
    );
    expect(told.toSorted()).toEqual(
      bindings.map(({ kind, metadata: { name } }) => `${kind.toLowerCase()} ${name}`).toSorted(),
    );
  });
});

it('policy prints the rule of setup alone', async () => {
  const rule = objectsOf(await printed(`policy --group=sre --image=${image}`));
  expect(rule).toEqual((await setup(`setup --group=sre --image=${image}`)).slice(1, 5));
});
