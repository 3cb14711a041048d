import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiagnoseInvocation, SurveyInvocation } from '../../../src/command-line/invocation.ts';
import { parseCommandLine } from '../../../src/command-line/parse-command-line.ts';
import type { Selection } from '../../../src/target/selection/target-argument.ts';

const plain: DiagnoseInvocation = {
  kind: 'diagnose',
  target: { type: 'pod', name: 'nginx1' },
  container: null,
  command: [],
  quick: false,
  atEveryLayer: false,
  connection: { asGroup: [], insecureSkipTlsVerify: false },
  namespace: null,
  probeTimeoutMs: 10_000,
  runTimeoutMs: 60_000,
  podStartTimeoutMs: 20_000,
  image: null,
  debugNamespace: null,
  output: 'table',
  redact: false,
  bundle: null,
  repeat: 1,
  watchMs: 0,
  control: true,
  secondOpinion: true,
  terminal: null,
  keep: false,
  print: null,
  transport: { kind: 'pod' },
  forceProbe: false,
  dumpStacks: false,
  color: null,
  verbosity: 0,
};

const words = (line: string) => line.split(' ').filter(Boolean);
const parse = (line: string, env: NodeJS.ProcessEnv = {}) => parseCommandLine(words(line), env);

describe('a diagnosis', () => {
  const reads = (line: string, differs: Partial<DiagnoseInvocation>) =>
    it(line, async () => expect(await parse(line)).toEqual({ ...plain, ...differs }));
  const connects = (line: string, differs: Partial<DiagnoseInvocation['connection']>) =>
    reads(line, { connection: { ...plain.connection, ...differs } });

  reads('nginx1', {});
  reads('pod/nginx1', {});
  reads('deploy/web', { target: { type: 'deployment', name: 'web' } });
  reads('1e3', { target: { type: 'pod', name: '1e3' } });
  reads('007 -n 0x10 -- 1e3', { target: { type: 'pod', name: '007' }, namespace: '0x10', command: ['1e3'] });

  // what failed by kubectl exec, with -doctor put into it
  reads('-it nginx1 -- sh', { terminal: true, command: ['sh'] });
  reads('nginx1 -i -q --stdin=true -- ls', { command: ['ls'] });
  reads('-ti nginx1 -c app -- sh -c id', { terminal: true, container: 'app', command: ['sh', '-c', 'id'] });

  reads('-n shop nginx1', { namespace: 'shop' });
  reads('nginx1 -nshop', { namespace: 'shop' });
  reads('nginx1 -n=shop', { namespace: 'shop' });
  reads('nginx1 --namespace=shop', { namespace: 'shop' });
  reads('nginx1 --namespace shop', { namespace: 'shop' });
  reads('nginx1 -n shop -n other', { namespace: 'other' });
  reads('-c app nginx1', { container: 'app' });
  reads('nginx1 --container=app', { container: 'app' });

  reads('nginx1 --bundle x.tar.gz', { bundle: 'x.tar.gz' });
  reads('nginx1 -o markdown', { output: 'markdown', redact: true });
  reads('nginx1 -o html', { output: 'html', redact: true });
  reads('nginx1 -o markdown --no-redact', { output: 'markdown' });
  reads('nginx1 -o markdown --no-redact=false', { output: 'markdown', redact: true });
  reads('nginx1 -o junit', { output: 'junit', redact: true });
  reads('nginx1 --no-redact=false', {});

  reads('nginx1 -v 9', { verbosity: 9 });
  reads('nginx1 -v9', { verbosity: 9 });
  reads('nginx1 -v=9', { verbosity: 9 });
  reads('nginx1 --v=9', { verbosity: 9 });
  reads('nginx1 --v 9', { verbosity: 9 });

  reads('nginx1 -- ls -l', { command: ['ls', '-l'] });
  reads('nginx1 -c app -- sh -c -nshop --help', { container: 'app', command: ['sh', '-c', '-nshop', '--help'] });
  reads('nginx1 -- cat -- --version', { command: ['cat', '--', '--version'] });
  reads('nginx1 --', {});
  reads('nginx1 --quick', { quick: true });
  reads('nginx1 --quick --tty=false', { quick: true, terminal: false });
  reads('nginx1 --at-every-layer -- id', { command: ['id'], atEveryLayer: true });

  reads('nginx1 --probe-timeout 1m30s --timeout=2m', { probeTimeoutMs: 90_000, runTimeoutMs: 120_000 });
  reads('nginx1 --pod-start-timeout=300ms', { podStartTimeoutMs: 300 });
  reads('nginx1 --probe-timeout=60s', { probeTimeoutMs: 60_000 });

  reads('nginx1 --image busybox:stable', { image: 'busybox:stable' });
  reads('nginx1 --debug-namespace kube-system', { debugNamespace: 'kube-system' });
  reads('nginx1 -o json', { output: 'json' });
  reads('nginx1 -ojson', { output: 'json' });
  reads('nginx1 --output=wide', { output: 'wide' });
  reads('--no-control nginx1', { control: false });
  reads('--no-second-opinion nginx1', { secondOpinion: false });
  reads('-t nginx1', { terminal: true });
  reads('--repeat=40 nginx1', { repeat: 40 });
  reads('--watch 5m nginx1', { watchMs: 300_000, runTimeoutMs: 360_000 });
  reads('--tty=false nginx1', { terminal: false });
  reads('nginx1 --no-control=false', {});
  reads('--keep nginx1', { keep: true });
  reads('--dry-run nginx1', { print: 'manifest' });
  reads('nginx1 --dry-run=client', { print: 'manifest' });
  reads('nginx1 --dry-run=true -o json', { print: 'manifest', output: 'json' });
  reads('nginx1 --dry-run=server', { print: 'admission' });
  reads('nginx1 --dry-run=none', {});
  reads('nginx1 --dry-run=false', {});
  reads('nginx1 -o name', { output: 'name' });
  reads('nginx1 -o jsonpath={.verdict.layer}', { output: 'jsonpath={.verdict.layer}' });
  reads('nginx1 -o=jsonpath={.kind}', { output: 'jsonpath={.kind}' });
  reads('--print-script nginx1', { print: 'script' });
  reads('--transport auto nginx1', {});
  reads('--transport=ssh nginx1', { transport: { kind: 'ssh', target: null, command: 'ssh' } });
  reads('--ssh-target core@gw nginx1', { transport: { kind: 'ssh', target: 'core@gw', command: 'ssh' } });
  reads('--ssh-command=tsh nginx1', { transport: { kind: 'ssh', target: null, command: 'tsh' } });
  reads('--via=cloud nginx1', { transport: { kind: 'via', command: 'cloud' } });
  reads('--force-probe nginx1', { forceProbe: true });
  reads('--dump-stacks nginx1', { dumpStacks: true });
  reads('nginx1 --color', { color: true });
  reads('nginx1 --color=false', { color: false });

  connects('nginx1 --context lab', { context: 'lab' });
  connects('nginx1 --cluster=one --user=two', { cluster: 'one', user: 'two' });
  connects('nginx1 --kubeconfig ~/other', { kubeconfig: '~/other' });
  connects('nginx1 --as jane --as-group a --as-group=b,c', { as: 'jane', asGroup: ['a', 'b,c'] });
  connects('nginx1 --as-group a', { asGroup: ['a'] });
  connects('--as-group a nginx1', { asGroup: ['a'] });
  connects('nginx1 -s https://127.0.0.1:6443', { server: 'https://127.0.0.1:6443' });
  connects('nginx1 --token -nabc', { token: '-nabc' });
  connects('nginx1 --token=a=b', { token: 'a=b' });
  connects('nginx1 --insecure-skip-tls-verify', { insecureSkipTlsVerify: true });
  connects('nginx1 --insecure-skip-tls-verify=false', {});
  connects('nginx1 --request-timeout 5', { requestTimeoutMs: 5_000 });
  connects('nginx1 --request-timeout=1m', { requestTimeoutMs: 60_000 });
  connects('nginx1 --request-timeout=0', { requestTimeoutMs: 0 });
});

describe('NO_COLOR', () => {
  const colors = (line: string, env: NodeJS.ProcessEnv, color: boolean | null) =>
    it(`${JSON.stringify(env)} ${line}`, async () => expect(await parse(line, env)).toEqual({ ...plain, color }));

  colors('nginx1', { NO_COLOR: '1' }, false);
  colors('nginx1', { NO_COLOR: '' }, null);
  colors('nginx1 --color', { NO_COLOR: '1' }, true);
});

describe('a question', () => {
  const answers = (line: string, kind: 'help' | 'version') =>
    it(line, async () => expect(await parse(line)).toMatchObject({ kind }));

  answers('--help', 'help');
  answers('help', 'help');
  answers('help explain', 'help');
  answers('version -o json', 'version');
  answers('-h', 'help');
  answers('nginx1 -n x --help', 'help');
  answers('--bogus -h', 'help');
  answers('--version', 'version');
  answers('nginx1 --version', 'version');
  answers('version', 'version');
});

describe('an explanation', () => {
  const explains = (argv: string[], about: unknown) =>
    it(JSON.stringify(argv), async () =>
      expect(await parseCommandLine(['explain', ...argv], {})).toEqual({
        ...{ kind: 'explain', about },
        output: null,
      }),
    );
  const forPrograms = (argv: string[], about: unknown) =>
    it(JSON.stringify(argv), async () =>
      expect(await parseCommandLine(['explain', ...argv], {})).toEqual({ kind: 'explain', about, output: 'json' }),
    );
  const text = (words: string) => ({ kind: 'text', text: words });

  explains([], { kind: 'everything' });
  forPrograms(['-o', 'json'], { kind: 'everything' });
  forPrograms(['--output=json', 'shim-killed'], { kind: 'code', code: 'shim-killed' });
  forPrograms(['shim-killed', '-o', 'json'], { kind: 'code', code: 'shim-killed' });
  forPrograms(['-', '-ojson'], { kind: 'stdin' });
  explains(['cp', '-o', 'json', 'failed'], text('cp -o json failed'));
  explains(['shim-killed'], { kind: 'code', code: 'shim-killed' });
  explains(['intermittent'], { kind: 'code', code: 'intermittent' });
  explains(['--', 'shim-killed'], { kind: 'code', code: 'shim-killed' });
  explains(['-'], { kind: 'stdin' });
  explains(['ttrpc: closed'], text('ttrpc: closed'));
  explains(['No', 'agent', 'available'], text('No agent available'));
  explains(['shim killed'], text('shim killed'));
  explains(['Shim-killed'], text('Shim-killed'));
  explains(['shim-killed\n'], text('shim-killed\n'));
  explains(['the flag --root'], text('the flag --root'));
  explains(['flag', '--root'], text('flag --root'));
  explains(['--', '-t', 'x'], text('-t x'));
  explains(['- x'], text('- x'));
  explains(['--', '--help'], text('--help'));

  it('has a help of its own', async () => {
    for (const argv of [['--help'], ['-h'], ['shim-killed', '--help']]) {
      const help = await parseCommandLine(['explain', ...argv], {});
      expect(help.kind === 'help' && help.text).toContain('kubectl exec-doctor explain CODE ');
    }
  });
  it('has a help that fits 80 columns and knows the product by one name', async () => {
    const help = await parseCommandLine(['explain', '-h'], {});
    const lines = help.kind === 'help' ? help.text.split('\n') : [];
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.join('\n')).not.toMatch(/exec_doctor|(?<!kubectl )exec-doctor/);
  });
  reads('pod/explain', { target: { type: 'pod', name: 'explain' } });
  reads('-n shop explain', { namespace: 'shop', target: { type: 'pod', name: 'explain' } });

  function reads(line: string, differs: Partial<DiagnoseInvocation>) {
    it(`${line} is a diagnosis`, async () => expect(await parse(line)).toEqual({ ...plain, ...differs }));
  }
});

describe('without a target', () => {
  const { target: _, ...more } = plain;
  it.each<[string, Partial<DiagnoseInvocation>]>([
    ['', {}],
    ['-- ls', { command: ['ls'] }],
    ['-n shop -c app', { namespace: 'shop', container: 'app' }],
  ])('%j: it is to be picked', async (line, differs) =>
    expect(await parse(line)).toEqual({ ...more, kind: 'pick', ...differs }),
  );
});

describe('on the node itself', () => {
  const { atEveryLayer, control, secondOpinion, terminal, repeat, watchMs, forceProbe, dumpStacks } = plain;
  const local = {
    ...{ kind: 'local', container: 'nginx1', command: [], control, secondOpinion, terminal, repeat, watchMs },
    ...{ atEveryLayer, forceProbe, dumpStacks, probeTimeoutMs: 10_000, runTimeoutMs: 60_000 },
    ...{ output: 'table', redact: false, bundle: null, color: null, verbosity: 0 },
  };
  const reads = (line: string, differs: object) =>
    it(line, async () => expect(await parse(line)).toEqual({ ...local, ...differs }));

  reads('local nginx1', {});
  reads('local shop/web/app', { container: 'shop/web/app' });
  reads('local 0fa5d8593c26 -o json', { container: '0fa5d8593c26', output: 'json' });
  reads('local --probe-timeout=4s nginx1 --no-control', { probeTimeoutMs: 4_000, control: false });
  reads('local nginx1 --bundle=x.tar.gz', { bundle: 'x.tar.gz' });
  reads('local nginx1 -o markdown', { output: 'markdown', redact: true });
  reads('local nginx1 -- ls --help', { command: ['ls', '--help'] });
});

describe('what an administrator applies', () => {
  const image = `tools@sha256:${'0a'.repeat(32)}`;
  const all = {
    kind: 'setup',
    what: 'all',
    engine: 'kubernetes',
    groups: ['sre'],
    namespace: 'exec-doctor',
    image,
    allowTag: false,
  };
  const reads = (line: string, differs: object) =>
    it(line, async () => expect(await parse(line)).toEqual({ ...all, ...differs }));

  reads(`setup --group=sre --image=${image}`, {});
  reads(`setup --image=${image}`, { groups: [] });
  reads(`setup kyverno --group sre --group=on-call --image=${image}`, {
    engine: 'kyverno',
    groups: ['sre', 'on-call'],
  });
  reads(`setup --group=sre --debug-namespace=tools --image=${image}`, { namespace: 'tools' });
  reads('setup --group=sre --image=tools:1 --allow-tag', { image: 'tools:1', allowTag: true });
  reads(`setup --group=sre --image=r.example:5000/a/b:1@sha512:${'b'.repeat(128)}`, {
    image: `r.example:5000/a/b:1@sha512:${'b'.repeat(128)}`,
  });
  reads(`policy --group=sre --image=${image}`, { what: 'rule' });
  reads(`policy kubernetes --group=sre --image ${image}`, { what: 'rule' });
});

it.each([
  ['local -h', 'kubectl-exec_doctor local CONTAINER'],
  ['setup --help', 'kubectl exec-doctor setup [kubernetes | kyverno] [--group=GROUP] --image=IMAGE'],
  ['policy --help', 'kubectl exec-doctor policy [kubernetes | kyverno] --group=GROUP --image=IMAGE'],
  ['diff -h', 'kubectl exec-doctor diff BEFORE AFTER [-o json]'],
  ['cleanup --help', 'kubectl exec-doctor cleanup [-n NAMESPACE | -A] [--dry-run]'],
])('%s has a help of its own', async (line, usage) => {
  const help = await parse(line);
  const lines = help.kind === 'help' ? help.text.split('\n') : [];
  expect(lines.join('\n')).toContain(usage);
  expect(lines.filter((each) => each.length > 80)).toEqual([]);
});

describe('a comparison', () => {
  const diff = { kind: 'diff', before: 'a.tar.gz', after: 'b.json', output: 'table', verbosity: 0 };
  const reads = (line: string, differs: object) =>
    it(line, async () => expect(await parse(line)).toEqual({ ...diff, ...differs }));

  reads('diff a.tar.gz b.json', {});
  reads('diff a.tar.gz - -o json', { after: '-', output: 'json' });
  reads('diff -o=table -- a.tar.gz b.json', {});
});

describe('the clean-up', () => {
  const cleanup = { kind: 'cleanup', namespace: null, allNamespaces: false, dryRun: false, verbosity: 0 };
  const reads = (line: string, differs: object) =>
    it(line, async () => expect(await parse(line)).toEqual({ ...cleanup, connection: plain.connection, ...differs }));

  reads('cleanup', {});
  reads('cleanup -A', { allNamespaces: true });
  reads('cleanup -n shop --dry-run', { namespace: 'shop', dryRun: true });
});

describe('several containers', () => {
  const { kind: _kind, target: _target, container: _container, ...options } = plain;
  const reads = (line: string, selection: Selection, differs: Partial<SurveyInvocation> = {}) =>
    it(line, async () => expect(await parse(line)).toEqual({ kind: 'survey', selection, ...options, ...differs }));
  const pod = (name: string) => ({ type: 'pod', name }) as const;
  const ofEach = { kind: 'default' } as const;
  const all = { kind: 'all' } as const;

  reads('a pod/b', { pods: { kind: 'named', arguments: [pod('a'), pod('b')] }, containers: ofEach });
  reads('a b -c app', {
    pods: { kind: 'named', arguments: [pod('a'), pod('b')] },
    containers: { kind: 'named', name: 'app' },
  });
  reads('a --all-containers', { pods: { kind: 'named', arguments: [pod('a')] }, containers: all });
  reads('-l app=web', { pods: { kind: 'labels', selector: 'app=web', allNamespaces: false }, containers: ofEach });
  reads(
    '-l app=web -A --all-containers -o json',
    { pods: { kind: 'labels', selector: 'app=web', allNamespaces: true }, containers: all },
    { output: 'json' },
  );
  reads('--node n1', { pods: { kind: 'node', name: 'n1', allNamespaces: true }, containers: all });
  reads(
    '--node=n1 -n shop',
    { pods: { kind: 'node', name: 'n1', allNamespaces: false }, containers: all },
    { namespace: 'shop' },
  );
});

describe('saved records', () => {
  const reads = (line: string, differs: object) =>
    it(line, async () =>
      expect(await parse(line)).toEqual({
        ...{ kind: 'from-records', file: 'r.txt', output: 'table', redact: false },
        ...{ bundle: null, color: null, verbosity: 0 },
        ...differs,
      }),
    );
  reads('--from-records r.txt', {});
  reads('--from-records r.txt --bundle x', { bundle: 'x' });
  reads('--from-records=r.txt -o json', { output: 'json' });
  reads('--from-records=r.txt -o html', { output: 'html', redact: true });
  reads('--from-records=r.txt -o html --no-redact', { output: 'html' });
  reads('--from-records -', { file: '-' });
});

describe('a usage error', () => {
  const refuses = (line: string, ...said: string[]) =>
    it(line || '(nothing)', async () => {
      const invocation = await parse(line);
      const text = invocation.kind === 'usage-error' ? invocation.problem.text : invocation.kind;
      for (const part of said) expect(text).toContain(part);
    });

  refuses('nginx1 --at-every-layer', '--at-every-layer needs your own command', 'after --');
  refuses('nginx1 two --at-every-layer -- ls', 'A command is run in one container');
  refuses('pod nginx1', 'Did you mean pod/nginx1?');
  refuses('deploy web api', 'Did you mean deploy/web deploy/api?');
  refuses('nginx1 ls -l /tmp', 'named, or selected by -l or by --node', 'written after --');
  refuses('-l app=web --node n1', 'got -l and --node');
  refuses('--node a,b', '--node needs the name of a node, got "a,b"');
  refuses('--node spec=x', '--node needs the name of a node');
  refuses('nginx1 --all-containers -c app', '-c names one container and --all-containers takes all');
  refuses('--node n1 -c app', '-c names one container and --node takes all');
  refuses('--all-containers', 'No target');
  refuses('a b -- ls', 'A command is run in one container', 'Name one target');
  refuses('-l app=web --repeat 3', '--repeat is for one container');
  refuses('-l app=web --watch 1m', '--watch is for one container');
  refuses('a b --dry-run', '--dry-run is for one container');
  refuses('a --all-containers --keep', '--keep is for one container');
  refuses('--node n1 --via x', '--via is for one container');
  refuses('pod/', 'NAME or TYPE/NAME, got "pod/"');
  refuses('/nginx1', 'got "/nginx1"');
  refuses('a/b/c', 'got "a/b/c"');
  refuses('pod/..', '".."');
  refuses(
    'node/n1',
    'type "node"',
    'pod or po, deployment or deploy, statefulset or sts',
    'job or jobs',
    'service or svc',
  );

  refuses('--transport=pod nginx1', '--transport is auto or ssh, got "pod"');
  refuses('--transport=auto --ssh-target=x nginx1', '--transport=auto starts a debug pod');
  refuses('--via=x --transport=ssh nginx1', '--via is one way');
  refuses('--ssh-target=-oProxyCommand=x nginx1', '--ssh-target needs a host, got "-oProxyCommand=x"');
  refuses('--via=x --keep nginx1', '--keep is about the debug pod, and by --via there is none');
  refuses('--transport=ssh --dry-run nginx1', '--dry-run is about the debug pod', '--print-script');
  refuses('--all-namespaces nginx1', '--all-namespaces goes with -l, or with kubectl exec-doctor cleanup');
  refuses('--node n1 -A', '--all-namespaces goes with -l');
  refuses('--group=sre nginx1', '--group is a flag of kubectl exec-doctor setup');
  refuses('--allow-tag nginx1', '--allow-tag is a flag of kubectl exec-doctor setup');
  refuses('policy', 'Nobody was named who may make debug pods', '--group=GROUP --image=IMAGE');
  refuses('setup', 'No image was named that debug pods may run from', '[--group=GROUP] --image=IMAGE');
  refuses('setup --image=busybox', '--image needs a digest, got "busybox"', 'may push to that registry', '--allow-tag');
  refuses('setup --image=busybox:1.37', '--image needs a digest, got "busybox:1.37"');
  refuses('setup --image=busybox@sha256:12ab', '--image needs a digest');
  refuses(`setup --image=@sha256:${'a'.repeat(64)}`, '--image needs a digest');
  refuses('policy --group=sre --image=busybox:1', '--image needs a digest');
  refuses('setup --image=x --debug-namespace=default', 'default has other pods');
  refuses('setup gatekeeper', 'A rule is for one of kubernetes and kyverno, got gatekeeper', 'pod/setup');
  refuses('setup --image=x --dry-run', 'setup has no flag --dry-run');
  refuses('setup --group=a\nkind:\tPod --image=x', '--group needs a name, got "a\\nkind:\\tPod"');
  refuses('policy --group=sre', 'No image was named that debug pods may run from', 'its own loader');
  refuses('policy --group=sre --image=x --debug-namespace=kube-system', 'kube-system has other pods');
  refuses('policy gatekeeper --group=sre', 'A rule is for one of kubernetes and kyverno, got gatekeeper', 'pod/policy');
  refuses('policy --group=sre -A', 'policy has no flag --all-namespaces');
  refuses('policy --group=sre --image=x --debug-namespace=a/b', '--debug-namespace needs a name');
  refuses('diff a', 'diff compares two files.', 'kubectl exec-doctor diff BEFORE AFTER', 'pod/diff');
  refuses('diff a b c', 'diff compares two files.');
  refuses('diff - -', 'Only one of the two');
  refuses('diff a b -o yaml', 'diff does not know the format "yaml".', 'table, json');
  refuses('diff a b -n shop', 'diff has no flag --namespace');
  refuses('cleanup nginx1', 'cleanup takes no names, got nginx1', 'pod/cleanup');
  refuses('cleanup --image=x', 'cleanup has no flag --image');
  refuses('--dry-run --print-script nginx1', 'choose one');
  refuses('nginx1 --dry-run=sever', '--dry-run is client or server, got "sever"');
  refuses('nginx1 --dry-run -o html', '--dry-run prints no report', 'yaml, json, name, jsonpath=TEMPLATE');
  refuses('nginx1 -o jsonpath={.verdict', 'cannot be read', "'{.verdict.layer}'");
  refuses('nginx1 two -o jsonpath={.a[}', 'cannot be read');
  refuses('show -o jsonpath={verdict}', 'did you mean {.verdict}?');
  refuses('nginx1 -o jsonpath', '-o jsonpath needs a template');
  refuses('nginx1 -o jsonpath=', '-o jsonpath needs a template');
  refuses('--from-records=r.txt nginx1', 'takes no target, got nginx1');
  refuses('nginx1 --quick -- ls', '--quick goes with no COMMAND');
  refuses('nginx1 --quick --watch=5m', '--quick goes with no --watch');
  refuses('nginx1 two --quick', '--quick is for one container');
  refuses('--from-records', 'needs a value');
  refuses('nginx1 --bundle', 'needs a value');
  refuses(
    'nginx1 --no-redact',
    '--no-redact is for -o markdown, -o slack, -o html, -o junit: -o table is never redacted.',
  );
  refuses('nginx1 --no-redact -o json', '-o json is never redacted');
  refuses('--from-records=r.txt --no-redact --bundle=x', '--no-redact is for -o markdown, -o slack, -o html, -o junit');
  refuses('diff a b --no-redact', 'diff has no flag --no-redact');
  refuses('nginx1 --bundle=-', '--bundle needs the name of a file');
  refuses('nginx1 --bundle=x --dry-run', 'With --dry-run nothing is diagnosed');
  refuses('nginx1 --bundle=x --print-script', 'With --print-script nothing is diagnosed');
  refuses('--from-records=r.txt -n shop', 'only how they are printed can be chosen, got --namespace');
  refuses('local', 'No container was named.', 'kubectl-exec_doctor local CONTAINER', 'pod/local');
  refuses('local a b', 'One container is diagnosed at a time');
  refuses('local a/b/c/d', 'neither an id nor a name');
  refuses('local ../x', 'neither an id nor a name');
  refuses('local a -n shop', '--namespace is for a run through the API server');
  refuses('local a --kubeconfig=x', '--kubeconfig is for');
  refuses('local a --dry-run', '--dry-run is for');
  refuses('local a --frobnicate', 'Unknown flag --frobnicate.');
  refuses('explain shim-kiled', 'No known failure has the code shim-kiled.', 'Did you mean shim-killed?');
  refuses('explain frobnicate', 'the code frobnicate', 'All codes: kubectl exec-doctor explain');
  refuses('explain -o yaml', 'explain has no flags but -o json', 'got -o.', 'kubectl exec-doctor explain -- TEXT');
  refuses('explain --version', 'got --version');
  refuses('version nginx1', 'got nginx1');
  refuses('completion', 'got nothing');
  refuses('completion tcsh', 'got tcsh', 'completion install | bash | zsh | fish');
  refuses('completion bash zsh', 'got bash zsh');
  refuses('explain --', 'The text to explain is empty.');

  refuses('nginx1 ls /tmp', 'ls /tmp names no pods', 'kubectl exec-doctor nginx1 -- ls /tmp');
  refuses('explian 137', 'There is no command explian.', 'kubectl exec-doctor explain', 'pod/explian');
  refuses('help me', 'There is no help on me.', 'explain, show', 'pod/help');
  refuses('nginx1 -o yml', '"yml"', 'Did you mean yaml?');
  refuses('version -o yaml', '"yaml"', 'It knows json.');
  refuses('version -n shop', 'got namespace');
  refuses('nginx1 --namespac=x', 'Unknown flag --namespac.', 'Did you mean --namespace?');
  refuses('nginx1 --tiemout 3s', 'Unknown flag --tiemout.', 'Did you mean --timeout?');
  refuses('nginx1 --no-color', 'Unknown flag --no-color.', '--color=false');
  refuses('nginx1 --no-keep', 'Unknown flag --no-keep.');
  refuses('nginx1 --frobnicate', 'Unknown flag --frobnicate.', '--help');
  refuses('-x nginx1', 'Unknown flag -x.');
  refuses('nginx1 --__proto__=x', 'Unknown flag --__proto__.');
  refuses('nginx1 --constructor x', 'Unknown flag --constructor.');

  refuses('nginx1 -n', 'The flag -n needs a value.');
  refuses('nginx1 --token', 'The flag --token needs a value.');
  refuses('nginx1 --namespace=', '--namespace was given an empty value');
  refuses('nginx1 -n=', '--namespace was given an empty value');
  refuses('nginx1 --as-group=', 'The flag --as-group needs a value.');
  refuses('nginx1 --kubeconfig=', '--kubeconfig was given an empty value');
  refuses('nginx1 -n a/b', '--namespace needs a name, got "a/b"');
  refuses('nginx1 -n --x', '--namespace needs a name, got "--x"');
  refuses('nginx1 -n=$(id)', '--namespace needs a name, got "$(id)"');
  refuses('nginx1 -c=--x', '--container needs a name, got "--x"');
  refuses('--node=--x', '--node needs the name of a node, got "--x"');
  refuses('pod/--x', '"--x" cannot be the name of a pod');
  refuses('deploy/x;id', '"x;id" cannot be the name of a deployment');
  refuses('nginx1 -c ../x', '--container needs a name, got "../x"');
  refuses('nginx1 --keep=perhaps', '--keep', 'true or false, got "perhaps"');

  refuses('nginx1 -o xml', '"xml"', 'table, wide, json, yaml');
  refuses('nginx1 -v much', 'whole number, got "much"');
  refuses('nginx1 -v=-1', 'whole number, got "-1"');
  refuses('nginx1 --timeout 10', 'got "10"', 'no unit', '--timeout=10s');
  refuses('nginx1 --timeout 0', 'longer than nothing');
  refuses('nginx1 --timeout=-5s', 'got "-5s"', 'negative');
  refuses('nginx1 --probe-timeout ten', 'got "ten"', '1m30s');
  refuses('nginx1 --request-timeout=-1', 'negative');
  refuses('nginx1 --probe-timeout 2m', '--timeout=1m', '--probe-timeout=2m');
  refuses('nginx1 --timeout 5s', '--timeout=5s', '--probe-timeout=10s');
});

it('understands or refuses whatever it is given, and never fails', async () => {
  const scraps = [
    '-n',
    '-nx',
    '--',
    '-',
    '--token',
    '--as-group=a',
    '--keep',
    '--no-keep',
    'pod/x',
    'explain',
    '-it',
    '-v',
    '=',
    '',
  ];
  const word = fc.oneof(fc.constantFrom(...scraps), fc.string());
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (argv) => {
      expect(['diagnose', 'explain', 'help', 'pick', 'survey', 'version', 'usage-error']).toContain(
        (await parseCommandLine(argv, {})).kind,
      );
    }),
  );
});

it('leaves the command as it is, whatever it holds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string()), async (command) => {
      expect(await parseCommandLine(['nginx1', '--', ...command], {})).toEqual({ ...plain, command });
    }),
  );
});
