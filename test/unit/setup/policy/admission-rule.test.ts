import { describe, expect, it } from 'vitest';
import { debugPodManifest } from '../../../../src/debug-pod/manifest.ts';
import { admissionRule } from '../../../../src/setup/policy/admission-rule.ts';
import { type AdmissionEngine, admissionEngines } from '../../../../src/setup/policy/engines.ts';
import { imagesOwn, nodesOwn, planOf } from '../../debug-pod/plan.ts';
import { type AdmissionRequest, asAdmitted, objections, rulesOf } from './evaluate.ts';

const image = 'registry.example/tools/busybox@sha256:1234';

const ruleFor = (engine: AdmissionEngine, groups = ['sre', 'on-call']) =>
  rulesOf(admissionRule({ engine, namespace: 'exec-doctor', groups, image, version: '1.2.3' }));

const rule = ruleFor('kubernetes');
const groups = ['system:authenticated', 'on-call'];

const creation = (object: unknown, more: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
  ...{ operation: 'CREATE', resource: 'pods', groups, object },
  ...more,
});
const pod = (different: Parameters<typeof planOf>[0] = {}) =>
  asAdmitted(debugPodManifest(planOf({ ...imagesOwn, image, ...different })));

describe.each(admissionEngines)('the rule for %s', (engine) => {
  it('knows two kinds of requests', () => expect(ruleFor(engine)).toHaveLength(2));
  it('admits the debug pod', () => expect(objections(ruleFor(engine), creation(pod()))).toEqual([]));
  it('of nobody else', () =>
    expect(objections(ruleFor(engine), creation(pod(), { groups: ['system:authenticated'] }))).toEqual([
      'Only sre, on-call may do that.',
    ]));
});

it('without groups, roles alone say of whom', () => {
  const anybodys = ruleFor('kubernetes', []);
  expect(objections(anybodys, creation(pod(), { groups: [] }))).toEqual([]);
  expect(objections(anybodys, creation(pod({ image: 'evil/busybox' }), { groups: [] }))).not.toEqual([]);
});

describe('admits, of any target', () => {
  const { parameters } = planOf();
  it.each([
    ['a second attempt', pod({ runId: 'a1b2c3d4-1' })],
    ['with pull secrets', pod({ imagePullSecrets: ['pull'] })],
    ['of a containerd node', pod({ parameters: { ...parameters, family: 'containerd' } })],
    ['of a node of CRI-O', pod({ parameters: { ...parameters, family: 'cri-o' } })],
    ['of a static pod', pod({ parameters: { ...parameters, podUID: 'd3486c4a2c7f23e9d4a33f0a3e5bb1c7' } })],
    ['without control', pod({ parameters: { ...parameters, control: '', secondOpinionIDs: [] } })],
    ['with a terminal', pod({ parameters: { ...parameters, terminal: true } })],
    [
      'again and again, for an hour',
      pod({ parameters: { ...parameters, watchMs: 3_600_000 }, deadlineSeconds: 3_690 }),
    ],
  ])('%s', (_, object) => expect(objections(rule, creation(object))).toEqual([]));

  it.each<[string, Path, unknown]>([
    ["of the class that is the cluster's default", ['spec', 'priorityClassName'], 'normal'],
    ['of a class that evicts nobody', ['spec', 'preemptionPolicy'], 'Never'],
    ['on another node', ['spec', 'nodeName'], 'other'],
    ["with its node's zone", ['metadata', 'labels', 'topology.kubernetes.io/zone'], 'a'],
    ["with its namespace's nodes", ['spec', 'nodeSelector'], { pool: 'a' }],
    [
      'of an API server that names the kind of /proc',
      ['spec', 'containers', 0, 'securityContext', 'procMount'],
      'Default',
    ],
    [
      'of one that says how it is resized',
      ['spec', 'containers', 0, 'resizePolicy'],
      [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
    ],
    ['of one that fills in no service account', ['spec', 'serviceAccount'], undefined],
    ['nor a security context', ['spec', 'securityContext'], undefined],
  ])('%s', (_, path, value) => expect(objections(rule, creation(changed(pod(), path, value)))).toEqual([]));
  it.each([
    ['update it', pod()],
    ['hold it back', changed(pod(), ['metadata', 'finalizers'], ['example.com/x'])],
    ['label it', changed(pod(), ['metadata', 'labels', 'app'], 'x')],
    ['own it', changed(pod(), ['metadata', 'ownerReferences'], [{ kind: 'Node', name: 'x' }])],
  ])('and lets controllers %s', (_, object) =>
    expect(objections(rule, creation(object, { operation: 'UPDATE', groups: ['system:masters'] }))).toEqual([]),
  );
});

describe('does not admit what not everybody may', () => {
  const { parameters } = planOf();
  it.each([
    ['--dump-stacks', pod({ parameters: { ...parameters, dumpStacks: true } })],
    ['--force-probe', pod({ parameters: { ...parameters, forceProbe: true } })],
    ['a COMMAND', pod({ command: ['cat', '/etc/shadow'] })],
    ['the programs of the node', pod(nodesOwn)],
    ['a folder of another name', pod({ folder: '/exec-doctor-5c' })],
    ['an image that is not pulled', pod({ imagePullPolicy: 'Never' })],
    ['another image', pod({ image: 'evil/busybox' })],
    ['a parameter that is none', pod({ parameters: { ...parameters, targetID: 'x; rm -rf /' } })],
  ])('%s', (_, object) => expect(objections(rule, creation(object))).not.toEqual([]));
});

/** Where a value is of the target's, or of the run's, or of the API server's. */
const free = [
  /^(apiVersion|kind)$/,
  /^metadata\.namespace/,
  /^metadata\.annotations/,
  /^spec\.(nodeName|imagePullSecrets|dnsPolicy|schedulerName|serviceAccount(Name)?|securityContext$)/,
  /^spec\.(priority|preemptionPolicy)$/,
  /^spec\.activeDeadlineSeconds$/,
];

type Path = readonly (string | number)[];

const entriesOf = (value: unknown): [string | number, unknown][] => {
  if (Array.isArray(value)) return value.map((item, index) => [index, item]);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
};

const pathsOf = (value: unknown, at: Path = []): Path[] =>
  entriesOf(value).flatMap(([name, inner]) => [[...at, name], ...pathsOf(inner, [...at, name])]);

/** A copy with another value there; `undefined` takes it out. */
function changed(object: unknown, [name, ...rest]: Path, value: unknown): unknown {
  if (name === undefined) return value;
  if (Array.isArray(object)) {
    const items = object.map((item, index) => (index === name ? changed(item, rest, value) : item));
    return items.filter((item) => item !== undefined);
  }
  const fields = Object.fromEntries(entriesOf(object));
  return JSON.parse(JSON.stringify({ ...fields, [name]: changed(fields[name], rest, value) }));
}

const other = (value: unknown): unknown => {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return `${value}x`;
  return undefined;
};

function valueAt(object: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, name) => entriesOf(value).find(([own]) => own === name)?.[1], object);
}

describe('the pod is as it is, or it is not admitted', () => {
  const whole = pod();
  const paths = pathsOf(whole).filter((path) => !free.some((pattern) => pattern.test(path.join('.'))));

  it('is looked at in every field', () => expect(paths.length).toBeGreaterThan(100));
  it.each(paths.map((path) => [path.join('.'), path] as const))('without %s', (_, path) => {
    // fields that hold others are not free where one of these is
    if (!/^(metadata|spec)$|^metadata\.labels$/.test(path.join('.')))
      expect(objections(rule, creation(changed(whole, path, undefined)))).not.toEqual([]);
  });
  it.each(paths.map((path) => [path.join('.'), path] as const))('with another %s', (_, path) => {
    const value = other(valueAt(whole, path));
    if (value !== undefined) expect(objections(rule, creation(changed(whole, path, value)))).not.toEqual([]);
  });

  const one = { name: 'x', image: 'evil' };
  it.each<[string, Path, unknown]>([
    ['another container', ['spec', 'containers'], [valueAt(whole, ['spec', 'containers', 0]), one]],
    ['an init container', ['spec', 'initContainers'], [one]],
    ['an ephemeral container', ['spec', 'ephemeralContainers'], [one]],
    ['arguments', ['spec', 'containers', 0, 'args'], ['x']],
    ['a hook', ['spec', 'containers', 0, 'lifecycle'], { postStart: { exec: { command: ['x'] } } }],
    ['a liveness probe', ['spec', 'containers', 0, 'livenessProbe'], { exec: { command: ['x'] } }],
    ['a readiness probe', ['spec', 'containers', 0, 'readinessProbe'], { exec: { command: ['x'] } }],
    ['a startup probe', ['spec', 'containers', 0, 'startupProbe'], { exec: { command: ['x'] } }],
    ['a port', ['spec', 'containers', 0, 'ports'], [{ containerPort: 80, hostPort: 80 }]],
    ['a terminal', ['spec', 'containers', 0, 'tty'], true],
    ['standard input', ['spec', 'containers', 0, 'stdin'], true],
    ['an environment from elsewhere', ['spec', 'containers', 0, 'envFrom'], [{ secretRef: { name: 'x' } }]],
    ['LD_PRELOAD', ['spec', 'containers', 0, 'env', 0, 'value'], '/evil.so'],
    ['LD_PRELOAD from elsewhere', ['spec', 'containers', 0, 'env', 0, 'valueFrom'], { fieldRef: { fieldPath: 'x' } }],
    ['a part of a volume', ['spec', 'containers', 0, 'volumeMounts', 0, 'subPath'], 'x'],
    ['a mount that reaches out', ['spec', 'containers', 0, 'volumeMounts', 0, 'mountPropagation'], 'Bidirectional'],
    ['a claimed device', ['spec', 'resourceClaims'], [{ name: 'x' }]],
    ['an extended resource', ['spec', 'containers', 0, 'resources', 'limits', 'example.com/gpu'], '1'],
    ['a priority for which others are evicted', ['spec', 'priority'], 2_000_001_000],
    ['an annotation that a runtime reads', ['metadata', 'annotations', 'mounts.nri.io/x'], 'y'],
    ['a device', ['spec', 'containers', 0, 'volumeDevices'], [{ name: 'x', devicePath: '/dev/sda' }]],
    ["the node's IPC", ['spec', 'hostIPC'], true],
    ['another runtime', ['spec', 'runtimeClassName'], 'kata'],
    ['sysctls', ['spec', 'securityContext', 'sysctls'], [{ name: 'kernel.core_pattern', value: '|/x' }]],
    ['a deadline of years', ['spec', 'activeDeadlineSeconds'], 100_000_000],
    ['no deadline', ['spec', 'activeDeadlineSeconds'], undefined],
    ['the name of another', ['metadata', 'name'], 'web-0'],
    ['a container that is restarted', ['spec', 'containers', 0, 'restartPolicy'], 'Always'],
    [
      'rules for its restart',
      ['spec', 'containers', 0, 'restartPolicyRules'],
      [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }],
    ],
    ['standard input once', ['spec', 'containers', 0, 'stdinOnce'], true],
    ['a system-critical class', ['spec', 'priorityClassName'], 'system-node-critical'],
    ['names for addresses', ['spec', 'hostAliases'], [{ ip: '10.0.0.1', hostnames: ['registry.example'] }]],
    ['name servers', ['spec', 'dnsConfig'], { nameservers: ['10.0.0.1'] }],
    ['a gate before it is scheduled', ['spec', 'schedulingGates'], [{ name: 'example.com/x' }]],
    ['a finalizer', ['metadata', 'finalizers'], ['example.com/x']],
    ['a label that is not ours', ['metadata', 'labels', 'app'], 'victim'],
    ['an owner', ['metadata', 'ownerReferences'], [{ kind: 'Node', name: 'x' }]],
    ['no node', ['spec', 'nodeName'], undefined],
    ['a node without a name', ['spec', 'nodeName'], ''],
    ['another service account', ['spec', 'serviceAccountName'], 'admin'],
    ['another service account by its older name', ['spec', 'serviceAccount'], 'admin'],
    ['another scheduler', ['spec', 'schedulerName'], 'x'],
    ['another DNS policy', ['spec', 'dnsPolicy'], 'None'],
    ['an affinity', ['spec', 'affinity'], { nodeAffinity: {} }],
    ['a spread', ['spec', 'topologySpreadConstraints'], [{ maxSkew: 1 }]],
    ['a gate before it is ready', ['spec', 'readinessGates'], [{ conditionType: 'x' }]],
    ['an overhead', ['spec', 'overhead'], { cpu: '1' }],
    ['a host name', ['spec', 'hostname'], 'x'],
    ["a user namespace's word", ['spec', 'hostUsers'], true],
    ['a field of a later version', ['spec', 'later'], 'x'],
    ['resources of the whole pod', ['spec', 'resources'], { limits: { cpu: '64' } }],
    ['a seccomp profile', ['spec', 'securityContext', 'seccompProfile'], { type: 'Localhost', localhostProfile: 'x' }],
    ['an SELinux type', ['spec', 'securityContext', 'seLinuxOptions'], { type: 'spc_t' }],
    ['an AppArmor profile', ['spec', 'securityContext', 'appArmorProfile'], { type: 'Unconfined' }],
    ['groups', ['spec', 'securityContext', 'supplementalGroups'], [0]],
    [
      "a seccomp profile of the container's",
      ['spec', 'containers', 0, 'securityContext', 'seccompProfile'],
      { type: 'Localhost', localhostProfile: 'x' },
    ],
    [
      "an SELinux type of the container's",
      ['spec', 'containers', 0, 'securityContext', 'seLinuxOptions'],
      { type: 'x' },
    ],
    [
      "an AppArmor profile of the container's",
      ['spec', 'containers', 0, 'securityContext', 'appArmorProfile'],
      { type: 'Localhost', localhostProfile: 'x' },
    ],
    ['capabilities', ['spec', 'containers', 0, 'securityContext', 'capabilities'], { add: ['ALL'] }],
    ['another /proc', ['spec', 'containers', 0, 'securityContext', 'procMount'], 'Unmasked'],
    [
      'a restart where it is resized',
      ['spec', 'containers', 0, 'resizePolicy'],
      [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }],
    ],
    ['a field of the container of a later version', ['spec', 'containers', 0, 'later'], 'x'],
    ['a time to tolerate', ['spec', 'tolerations', 0, 'tolerationSeconds'], 1],
    ['another source of a volume', ['spec', 'volumes', 1, 'hostPath'], { path: '/' }],
    [
      'a mount that is read-only all the way down',
      ['spec', 'containers', 0, 'volumeMounts', 0, 'recursiveReadOnly'],
      'Enabled',
    ],
  ])('with %s', (_, path, value) => expect(objections(rule, creation(changed(whole, path, value)))).not.toEqual([]));
});

describe('in the debug pod nothing is executed but the question to the control', () => {
  const echoWord = '61735448b25aefaf9d82d73f';
  const exec = (command: readonly string[], more: Partial<AdmissionRequest> = {}) =>
    objections(rule, {
      ...{ operation: 'CONNECT', resource: 'pods/exec', groups },
      ...{ object: { command, stdout: true, stderr: true, container: 'exec-doctor' } },
      ...more,
    });

  const question = ['env', '-i', '/bin/sh', '-c', `: >/exec-doctor/asked; echo ${echoWord}`];
  const notAllowed = 'In a debug pod nothing is executed but the question of exec-doctor to its control.';

  it('which is admitted', () => expect(exec(question)).toEqual([]));
  it('of nobody else', () => expect(exec(question, { groups: [] })).toEqual(['Only sre, on-call may do that.']));
  it.each([
    [['/bin/sh']],
    [question.slice(2)],
    [[...question, 'x']],
    [[...question.slice(0, -1), `${question.at(-1)}; id`]],
    [[`/exec-doctor-${echoWord}-cannot-exist`]],
  ])('nor is %j', (command) => expect(exec(command)).toEqual([notAllowed]));
  it('nor anything with a standard input', () =>
    expect(exec([], { object: { command: question, stdin: true } })).toEqual([notAllowed]));
  it.each(['pods/attach', 'pods/portforward', 'pods/proxy', 'pods/ephemeralcontainers'])('nor %s', (resource) =>
    expect(exec(question, { resource })).toEqual([notAllowed]),
  );
});

/**
 * The API server looks fields up in its schema, where an expression starts from `object`, and warns of those that it does
 * not have: quantities have no type there, and older versions lack younger fields. Variables of objects have no type.
 */
it('of the pod no field is named that a type check would look up', () => {
  const [pods] = rule;
  const [spec, ...variables] = pods?.spec.variables ?? [];
  expect(spec).toEqual({ name: 'spec', expression: 'object.spec' });
  const expressions = [...variables, ...(pods?.spec.validations ?? [])].map(({ expression }) => expression);
  const named = expressions.flatMap((expression) => expression.match(/\bobject\.\w+(\.\w+)?/g) ?? []);
  expect([...new Set(named)].toSorted()).toEqual([
    'object.metadata.annotations',
    'object.metadata.finalizers',
    'object.metadata.labels',
    'object.metadata.name',
    'object.metadata.ownerReferences',
  ]);
});

it('no expression is longer than the API server parses', () => {
  const expressions = rule.flatMap(({ spec }) => [...spec.variables, ...spec.validations]);
  for (const { expression } of expressions) expect(expression.length).toBeLessThan(100_000);
});
