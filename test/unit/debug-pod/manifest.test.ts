import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askControl, debugPodManifest } from '../../../src/debug-pod/manifest.ts';
import { nodePrograms } from '../../../src/debug-pod/node-programs.ts';
import boot from '../../../src/node-script/boot.sh';
import { script } from '../../../src/node-script/script.ts';
import { folder, imagesOwn, planOf } from './plan.ts';

const manifest = debugPodManifest(planOf());
const { spec, metadata } = manifest;
const [container] = spec.containers;
if (!container) throw new Error('no container');
const withImage = debugPodManifest(planOf({ ...imagesOwn, image: 'busybox:stable' }));

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
    ['is of the image that was chosen', container.image, 'registry.example/shop/nginx:1.27'],
    ['which is not pulled where it is', container.imagePullPolicy, 'IfNotPresent'],
    [
      "or never, as the cluster's",
      debugPodManifest(planOf({ imagePullPolicy: 'Never' })).spec.containers[0].imagePullPolicy,
      'Never',
    ],
    [
      'is privileged root with a read-only root file system',
      container.securityContext,
      { privileged: true, runAsUser: 0, runAsGroup: 0, readOnlyRootFilesystem: true },
    ],
    ['asks for little', container.resources.requests, { cpu: '10m', memory: '16Mi' }],
    ['and gets little', container.resources.limits, { cpu: '1', memory: '256Mi' }],
    ['starts in no folder of the image', container.workingDir, '/'],
    [
      'leaves the brief as its termination message',
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

  const withLibc = (architecture: string, libc: 'glibc' | 'musl') =>
    debugPodManifest(planOf({ folder, programs: nodePrograms(folder, architecture, libc) }));

  it.each<[architecture: string, libc: 'glibc' | 'musl', loader: string, folders: string[]]>([
    ['amd64', 'glibc', '/lib64/ld-linux-x86-64.so.2', ['/lib', '/lib64', '/usr']],
    ['amd64', 'musl', '/lib/ld-musl-x86_64.so.1', ['/lib', '/usr']],
    ['arm64', 'glibc', '/lib/ld-linux-aarch64.so.1', ['/lib', '/usr']],
  ])('on %s with %s: its loader %s, four programs, and the libraries of %j', (architecture, libc, loader, folders) =>
    expect(hostPaths(withLibc(architecture, libc))).toEqual([
      ...[loader, '/usr/bin/env', '/bin/sh', '/usr/bin/nsenter', '/bin/echo'].map((path) => ({ path, type: 'File' })),
      // with a type: without one a missing folder would be made on the node
      ...folders.map((path) => ({ path, type: 'Directory' })),
    ]),
  );
  it('never the root folder', () => expect(hostPaths(manifest).map(({ path }) => path)).not.toContain('/'));
  it('nothing, where the programs are those of the image', () => expect(hostPaths(withImage)).toEqual([]));

  it('read-only, with nothing that is mounted there later', () => {
    const ofNode = container.volumeMounts.filter(({ name }) => name.startsWith('node-'));
    expect(ofNode).toHaveLength(8);
    for (const { name, mountPath, ...mount } of ofNode) expect(mount).toEqual({ readOnly: true });
  });
  it('below a folder that no image can know, so that nothing of the image lies over it or below', () => {
    const at = Object.fromEntries(container.volumeMounts.map(({ name, mountPath }) => [name, mountPath]));
    expect(at).toEqual({
      work: `${folder}/work`,
      cgroup: '/sys/fs/cgroup',
      etc: '/etc',
      'node-ld': `${folder}/ld`,
      'node-env': `${folder}/env`,
      'node-sh': `${folder}/sh`,
      'node-nsenter': `${folder}/nsenter`,
      'node-echo': `${folder}/echo`,
      'node-lib': `${folder}/lib`,
      'node-lib64': `${folder}/lib64`,
      'node-usr': `${folder}/usr`,
    });
    for (const [name, path] of Object.entries(at)) {
      if (name !== 'cgroup' && name !== 'etc') expect(path.startsWith(`${folder}/`)).toBe(true);
    }
  });
  it('of which there is nothing where the programs are those of the image', () =>
    expect(withImage.spec.containers[0].volumeMounts).toEqual([
      { name: 'work', mountPath: '/exec-doctor' },
      { name: 'cgroup', mountPath: '/sys/fs/cgroup' },
    ]));
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
  it.each([
    ...[
      'LD_PRELOAD',
      'LD_AUDIT',
      'LD_LIBRARY_PATH',
      'LD_DEBUG',
      'LD_PROFILE',
      'GLIBC_TUNABLES',
      'GCONV_PATH',
      'LOCPATH',
    ],
    ...['LANGUAGE', 'TMPDIR', 'ENV', 'BASH_ENV', 'IFS', 'PS4', 'MALLOC_TRACE', 'MALLOC_CHECK_', 'MALLOC_PERTURB_'],
    ...['MALLOC_TOP_PAD_', 'MALLOC_TRIM_THRESHOLD_', 'MALLOC_MMAP_MAX_', 'MALLOC_MMAP_THRESHOLD_'],
    ...['MALLOC_ARENA_MAX', 'MALLOC_ARENA_TEST'],
  ])('%s is empty', (name) => expect(variables.get(name)).toBe(''));
  it("the locale is libc's own, whatever LANG and LC_CTYPE say", () => expect(variables.get('LC_ALL')).toBe('C'));
  it('nothing is set that would keep every program from running, be it empty', () =>
    expect(variables.has('LD_TRACE_LOADED_OBJECTS')).toBe(false));
  it("a program of the node's runs with all of that", () => {
    const environment = Object.fromEntries(
      container.env.map((entry) => [entry.name, 'value' in entry ? entry.value : '']),
    );
    const { stdout, status } = spawnSync('env', ['-i', 'sh', '-c', 'echo here'], {
      env: environment,
      encoding: 'utf8',
    });
    expect({ stdout, status }).toEqual({ stdout: 'here\n', status: 0 });
  });
  it('PATH is ours', () => expect(variables.get('PATH')).toMatch(/^\/usr\/local\/sbin:/));
  it('its /etc is covered: ld.so.preload, ld.so.cache', () =>
    expect(container.volumeMounts).toContainEqual({ name: 'etc', mountPath: '/etc' }));

  /** What every program of the node is run with. */
  const loader = [
    `${folder}/ld`,
    '--inhibit-cache',
    '--library-path',
    ['lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu', 'lib64', 'usr/lib64', 'lib', 'usr/lib']
      .map((library) => `${folder}/${library}`)
      .join(':'),
  ];
  const beforeTheScript = (command: readonly string[]) => command.slice(0, command.indexOf('-c') + 1);

  it("env drops everything else before a shell starts, both by the node's own loader", () => {
    const words = beforeTheScript(container.command);
    expect(words.slice(0, 6)).toEqual([...loader, `${folder}/env`, '-i']);
    expect(words.slice(-6)).toEqual([...loader, `${folder}/sh`, '-c']);
    expect(words.filter((word) => word === '-i' || word === '-c')).toHaveLength(2);
  });
  it('no word before the script names a path outside of the folder, but for those that are looked for on the node', () => {
    const outside = beforeTheScript(container.command).filter((word) =>
      word.split(/[=: ]/).some((part) => part.startsWith('/') && !part.startsWith(`${folder}/`) && part !== folder),
    );
    expect(outside).toEqual([
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'HOME=/',
      'SHELL=/bin/sh',
    ]);
  });
  it('the programs of an image that is to be trusted are run as they are', () => {
    const words = beforeTheScript(withImage.spec.containers[0].command);
    expect(words.slice(0, 2)).toEqual(['env', '-i']);
    expect(words.slice(-2)).toEqual(['/bin/sh', '-c']);
  });
  it('the control is asked with the same programs', () => {
    const { parameters, programs } = planOf();
    expect(askControl({ folder, programs }, parameters.echoWord)).toEqual([
      ...[...loader, `${folder}/env`, '-i', ...loader, `${folder}/sh`, '-c'],
      `: >${folder}/work/asked; echo ${parameters.echoWord}`,
    ]);
    expect(askControl(imagesOwn, parameters.echoWord)).toEqual([
      ...['env', '-i', '/bin/sh', '-c'],
      `: >/exec-doctor/asked; echo ${parameters.echoWord}`,
    ]);
  });
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
    expect(words.slice(words.indexOf(`${folder}/sh`))).toEqual([
      `${folder}/sh`,
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
  const parameters = (userland: string) => [
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'ED_ECHO_WORD=61735448b25aefaf9d82d73f',
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
    'ED_EVERY_LAYER=0',
    `ED_USERLAND=${userland}`,
    'ED_FIFO_DIR_UID=UID-OF-THE-POD',
  ];
  it("holds the parameters as values, and how the node's programs are run", () => {
    const loader = words.slice(0, words.indexOf(`${folder}/env`));
    expect(words.slice(words.indexOf('-i') + 1, words.indexOf(`${folder}/sh`))).toEqual([
      ...parameters('host'),
      `ED_FOLDER=${folder}/work`,
      `ED_NSENTER=${[...loader, `${folder}/nsenter`].join(' ')}`,
      `ED_CONTROL_ECHO=${[...loader, `${folder}/echo`].join(' ')}`,
      'HOME=/',
      'SHELL=/bin/sh',
      ...loader,
    ]);
  });
  it("with the image's own programs it is", () => {
    const ofImage = received({ ...imagesOwn, command: ['id'] });
    expect(ofImage).toEqual([
      ...['env', '-i', ...parameters('image')],
      ...['ED_FOLDER=/exec-doctor', 'ED_NSENTER=nsenter', 'ED_CONTROL_ECHO=', 'HOME=/', 'SHELL=/bin/sh'],
      ...['/bin/sh', '-c', boot, 'boot', script, 'id'],
    ]);
  });
  it('holds nothing that marks the records', () =>
    expect(words.filter((word) => /^ED_(MARK|NONCE)=/.test(word))).toEqual([]));
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
