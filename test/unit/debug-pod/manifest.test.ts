import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { debugPodManifest } from '../../../src/debug-pod/manifest.ts';
import boot from '../../../src/node-script/boot.sh';
import { script } from '../../../src/node-script/script.ts';
import { planOf } from './plan.ts';

const manifest = debugPodManifest(planOf());
const { spec, metadata } = manifest;
const [container] = spec.containers;
if (!container) throw new Error('no container');
const withImage = debugPodManifest(planOf({ userland: 'image', image: 'busybox:stable' }));

describe('the pod', () => {
  it.each<[string, unknown, unknown]>([
    ['goes to its node without the scheduler', spec.nodeName, 'node1'],
    ['tolerates everything', spec.tolerations, [{ operator: 'Exists' }]],
    ["sees the node's processes", spec.hostPID, true],
    ['needs no CNI plugin', spec.hostNetwork, true],
    ['is not started again', spec.restartPolicy, 'Never'],
    ['ends by itself', spec.activeDeadlineSeconds, 90],
    ['ends soon when it is told to', spec.terminationGracePeriodSeconds, 12],
    ['has no service account token', spec.automountServiceAccountToken, false],
    ['has no variables for services', spec.enableServiceLinks, false],
    ['has one container', spec.containers.length, 1],
    ['has the name of its run', metadata.name, 'exec-doctor-a1b2c3d4'],
    ['is in the namespace that was asked for', metadata.namespace, 'shop'],
    [
      'can be found again',
      metadata.labels,
      {
        'app.kubernetes.io/name': 'exec-doctor',
        'app.kubernetes.io/managed-by': 'kubectl-exec-doctor',
        'exec-doctor/run': 'a1b2c3d4',
      },
    ],
  ])('%s', (_, field, value) => expect(field).toEqual(value));

  it('names its target', () =>
    expect(metadata.annotations).toMatchObject({
      'exec-doctor/target-namespace': 'shop',
      'exec-doctor/target-pod': 'nginx1',
      'exec-doctor/target-container': 'nginx',
    }));
  it.each([
    'fluentbit.io/exclude',
    'co.elastic.logs/enabled',
    'ad.datadoghq.com/logs_exclude',
    'promtail.io/ignore',
    'sidecar.istio.io/inject',
    'linkerd.io/inject',
  ])('keeps log collectors and sidecars away: %s', (annotation) =>
    expect(metadata.annotations).toHaveProperty([annotation]),
  );
  it.each([
    'priorityClassName',
    'priority',
    'hostIPC',
    'serviceAccountName',
    'schedulerName',
    'runtimeClassName',
    'initContainers',
  ])('says nothing of %s', (field) => expect(spec).not.toHaveProperty([field]));
  it("takes the target's pull secrets along", () =>
    expect(debugPodManifest(planOf({ imagePullSecrets: ['a', 'b'] })).spec.imagePullSecrets).toEqual([
      { name: 'a' },
      { name: 'b' },
    ]));
});

describe('its container', () => {
  it.each<[string, unknown, unknown]>([
    ["is of the target's image", container.image, 'registry.example/shop/nginx:1.27'],
    ['which is not pulled where it is', container.imagePullPolicy, 'IfNotPresent'],
    [
      'is privileged root with a read-only root file system',
      container.securityContext,
      { privileged: true, runAsUser: 0, runAsGroup: 0, readOnlyRootFilesystem: true },
    ],
    ['asks for little', container.resources.requests, { cpu: '10m', memory: '16Mi' }],
    ['and gets little', container.resources.limits, { cpu: '1', memory: '256Mi' }],
    ['starts in no folder of the image', container.workingDir, '/'],
    [
      'leaves the gist as its termination message',
      [container.terminationMessagePath, container.terminationMessagePolicy],
      ['/dev/termination-log', 'File'],
    ],
  ])('%s', (_, field, value) => expect(field).toEqual(value));
  it.each(['args', 'envFrom', 'stdin', 'tty', 'ports', 'lifecycle', 'livenessProbe'])('has no %s', (field) =>
    expect(container).not.toHaveProperty([field]),
  );
});

describe('what it sees of the node', () => {
  const hostPaths = (pod: typeof manifest) =>
    pod.spec.volumes.flatMap((volume) => ('hostPath' in volume && volume.hostPath ? [volume.hostPath] : []));

  it.each<[architecture: string, paths: string[]]>([
    ['amd64', ['/bin', '/sbin', '/lib', '/lib64', '/usr']],
    ['arm64', ['/bin', '/sbin', '/lib', '/usr']],
    ['', ['/bin', '/sbin', '/lib', '/usr']],
  ])('on %s: %j', (architecture, paths) =>
    expect(hostPaths(debugPodManifest(planOf({ architecture }))).map(({ path }) => path)).toEqual(paths),
  );

  it('never makes a folder there', () =>
    expect(hostPaths(manifest).map(({ type }) => type)).toEqual(Array(5).fill('Directory')));
  it('never the root folder', () => expect(hostPaths(manifest).map(({ path }) => path)).not.toContain('/'));
  it('nothing, where the programs are those of the image', () => expect(hostPaths(withImage)).toEqual([]));

  it('read-only, and what is mounted there later', () => {
    const folders = container.volumeMounts.filter(({ name }) => !['work', 'cgroup', 'etc'].includes(name));
    expect(folders).toHaveLength(5);
    for (const mount of folders) expect(mount).toMatchObject({ readOnly: true, mountPropagation: 'HostToContainer' });
  });
  it("each over the image's own", () => {
    const at = Object.fromEntries(container.volumeMounts.map(({ name, mountPath }) => [name, mountPath]));
    expect(at).toEqual({
      work: '/exec-doctor',
      cgroup: '/sys/fs/cgroup',
      etc: '/etc',
      bin: '/bin',
      sbin: '/sbin',
      lib: '/lib',
      lib64: '/lib64',
      usr: '/usr',
    });
  });
  it.each([
    ['host', manifest],
    ['image', withImage],
  ] as const)('every mount has its volume: %s', (_, pod) =>
    expect(pod.spec.containers[0]?.volumeMounts.map(({ name }) => name).toSorted()).toEqual(
      pod.spec.volumes.map(({ name }) => name).toSorted(),
    ),
  );
  it('one small folder to write to, in memory', () =>
    expect(spec.volumes).toContainEqual({ name: 'work', emptyDir: { medium: 'Memory', sizeLimit: '8Mi' } }));
});

describe("what the image could do to the node's programs", () => {
  const variables = new Map(
    container.env.map((variable) => [variable.name, 'value' in variable ? variable.value : null]),
  );
  it.each(['LD_PRELOAD', 'LD_AUDIT', 'LD_LIBRARY_PATH', 'GLIBC_TUNABLES', 'GCONV_PATH', 'ENV', 'BASH_ENV'])(
    '%s is empty',
    (name) => expect(variables.get(name)).toBe(''),
  );
  it('PATH is ours', () => expect(variables.get('PATH')).toMatch(/^\/usr\/local\/sbin:/));
  it('its /etc is covered: ld.so.preload, ld.so.cache', () =>
    expect(container.volumeMounts).toContainEqual({ name: 'etc', mountPath: '/etc' }));
  it('env drops everything else before a shell starts', () =>
    expect(container.command.slice(0, 2)).toEqual(['env', '-i']));
});

/**
 * What the kubelet makes of a command: $(NAME) of a variable that there is becomes its value, $$ becomes $.
 * k8s.io/kubernetes/third_party/forked/golang/expansion
 */
function expand(word: string, variables: Readonly<Record<string, string>>): string {
  let out = '';
  for (let at = 0; at < word.length; at++) {
    const next = word[at + 1];
    if (word[at] !== '$' || next === undefined) out += word[at];
    else if (next === '$') {
      out += '$';
      at++;
    } else if (next === '(' && word.indexOf(')', at) > 0) {
      const end = word.indexOf(')', at);
      const name = word.slice(at + 2, end);
      out += variables[name] ?? `$(${name})`;
      at = end;
    } else {
      // what follows a lone $ is taken as it is
      out += `$${next}`;
      at++;
    }
  }
  return out;
}

/** The command as the container gets it, with every variable that a container can have. */
function received(plan: Parameters<typeof planOf>[0]): string[] {
  const [only] = debugPodManifest(planOf(plan)).spec.containers;
  const variables = Object.fromEntries(
    (only?.env ?? []).map(({ name, ...rest }) => [name, 'value' in rest ? (rest.value ?? '') : 'UID-OF-THE-POD']),
  );
  return (only?.command ?? []).map((word) => expand(word, { ...variables, HOSTNAME: 'x', NAME: 'y' }));
}

describe('the command, after Kubernetes has expanded it', () => {
  const words = received({ command: ['sh', '-c', 'echo $(PATH) $$ $HOME "$(hostname)" $', '$(POD_UID)'] });
  it('holds the script and its start to the byte', () =>
    expect(words.slice(words.indexOf('/bin/sh'))).toEqual([
      '/bin/sh',
      '-c',
      boot,
      'boot',
      script,
      'sh',
      '-c',
      'echo $(PATH) $$ $HOME "$(hostname)" $',
      '$(POD_UID)',
    ]));
  it("refers to the pod's UID where it is meant", () => expect(words).toContain('ED_FIFO_DIR_UID=UID-OF-THE-POD'));
  it('holds the parameters as values', () =>
    expect(words.slice(0, words.indexOf('/bin/sh'))).toEqual([
      'env',
      '-i',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'ED_NONCE=61735448b25aefaf9d82d73f',
      'ED_RUN_ID=a1b2c3d4',
      `ED_TARGET=${'c'.repeat(64)}`,
      'ED_SURVEY=',
      'ED_CONTROL=self',
      `ED_SECOND=${'d'.repeat(64)} ${'e'.repeat(64)}`,
      'ED_POD_UID=5096ac2b-fdba-4dce-ae2f-3c69ceb48b92',
      'ED_FAMILY=docker',
      'ED_PROBE_TIMEOUT_MS=10000',
      'ED_DEADLINE_MS=55000',
      'ED_LINGER_S=3',
      'ED_REPEAT=1',
      'ED_WATCH_MS=0',
      'ED_TERMINAL=',
      'ED_DUMP_STACKS=0',
      'ED_FORCE=0',
      'ED_USERLAND=host',
      'ED_FIFO_DIR_UID=UID-OF-THE-POD',
    ]));
  it("the user's words are as they were typed, whatever they are", () =>
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.stringMatching(/^[$()A-Z_{}'"\n\\ ]*$/)), { maxLength: 6 }),
        (command) => {
          expect(received({ command }).slice(received({ command }).indexOf(script) + 1)).toEqual(command);
        },
      ),
    ));
});
