import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../src/knowledge/entry.ts';
import { catalogue } from '../../../src/knowledge/index.ts';
import { entriesIn } from '../../../src/knowledge/match-text.ts';
import { eachHolds } from '../../each-holds.ts';

const entries: readonly Entry[] = catalogue;
const examples = entries.flatMap(({ code, texts }) =>
  texts.map(({ pattern, example, isSecond = false }) => ({ code, pattern, example, isSecond })),
);
const codesIn = (text: string) => entriesIn(text).map(({ code }) => code);

const cri =
  'error: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "6daac4b0d076": ';

const nameOf = ({ code, example }: (typeof examples)[number]) => `${code}: ${example}`;

describe('each text of the catalogue', () => {
  const rule = (what: string, holds: (example: (typeof examples)[number]) => void) =>
    it(what, () => eachHolds(examples, nameOf, holds));

  rule('is matched by its own pattern', ({ pattern, example }) => expect(example).toMatch(pattern));
  const isKnown = (text: string, { code, isSecond }: (typeof examples)[number]) =>
    isSecond ? expect(codesIn(text)).toContain(code) : expect(codesIn(text)[0]).toBe(code);
  rule('is known as that first of all, but for what has the words of another', (one) => isKnown(one.example, one));
  rule('is known when other layers hand it on', (one) => {
    const handedOn = /^(command|container "nginx1")/.test(one.example) ? one.example : `${cri}${one.example}`;
    isKnown(`${handedOn}\r\ncommand terminated with exit code 126`, one);
  });
});

describe('the likeliest comes first', () => {
  it.each<[string, string, string[]]>([
    [
      'the words of the layer below, not of the one that waited for it',
      'rpc error: code = DeadlineExceeded desc = failed to exec: context deadline exceeded: PLEG is not healthy',
      ['pleg-not-healthy', 'no-answer-in-time'],
    ],
    [
      'what says more of two that end together',
      'possibly OOM-killed caused: read init-p: connection reset by peer',
      ['memory-exhausted', 'pids-exhausted', 'runc-init-pipe-broken'],
    ],
    [
      'what is met more often of two that say the same',
      'error dialing backend: dial tcp 10.0.2.15:10010: i/o timeout',
      ['kubelet-unreachable', 'stream-address-wrong'],
    ],
    [
      'the last line of a log',
      'Cannot connect to the Docker daemon at unix:///a\nwrite /run/x: no space left on device\n',
      ['run-full', 'dockerd-down'],
    ],
    [
      'the last of several places',
      'ttrpc: closed: unknown\nNo agent available\nttrpc: closed: unknown',
      ['shim-killed', 'tunnel-down'],
    ],
    [
      'an exit code counts last',
      'bash: fork: retry: Resource temporarily unavailable\ncommand terminated with exit code 254',
      ['pids-exhausted', 'exit-code-of-command'],
    ],
    [
      'an exit code is nothing where the runtime complains',
      'OCI runtime exec failed: a text of tomorrow: unknown\r\ncommand terminated with exit code 126',
      [],
    ],
  ])('%s', (_why, text, codes) => expect(codesIn(text)).toEqual(codes));

  it('says where it was found', () =>
    expect(entriesIn('error: No agent available.')).toEqual([
      { code: 'tunnel-down', start: 7, end: 25, isSecond: false },
    ]));
});

/** Texts as people met them and as a node was made to say them, with what was really broken. */
describe('a text from the field', () => {
  it.each<[string, string]>([
    ['OCI runtime exec failed: exec failed: unexpected EOF: unknown', 'runc-state-damaged'],
    [
      'error: Internal error occurred: error sending request: Post "//127.0.0.1:10010/cri/exec/WA8Y_0-9": http: server gave HTTP response to HTTPS client',
      'stream-url-without-scheme',
    ],
    [
      'Error from server: error dialing backend: dial tcp 172.18.10.229:10250: getsockopt: connection refused',
      'kubelet-refused',
    ],
    [
      'Error from server: Get https://192.168.1.14:10250/containerLogs/default/nginx/nginx: dial tcp 192.168.1.14:10250: getsockopt: no route to host',
      'kubelet-unreachable',
    ],
    [
      'error: Internal error occurred: error sending request: Post "https://10.0.3.1:10250/exec/shop/web/app?command=ls&error=1&output=1": dial tcp 10.0.3.1:10250: connect: connection refused',
      'kubelet-refused',
    ],
    ['Unable to connect to the server: remote error: tls: internal error', 'api-server-not-reached'],
    [
      'error dialing backend: tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'kubelet-certificate-invalid',
    ],
    [
      'Error from server (Forbidden): Forbidden (user=system:anonymous, verb=get, resource=nodes, subresource=proxy)',
      'kubelet-refuses-api-server',
    ],
    [
      `${cri}OCI runtime exec failed: exec failed: container_linux.go:380: starting container process caused: exec: "tcpdump": executable file not found in $PATH: unknown`,
      'program-missing',
    ],
    [
      'rpc error: code = 13 desc = invalid header field value "oci runtime error: exec failed: container_linux.go:247: starting container process caused \\"exec: \\\\\\"bash\\\\\\": executable file not found in $PATH\\"\\n"',
      'program-missing',
    ],
    [
      'OCI runtime exec failed: exec failed: container_linux.go:380: starting container process caused: exec: "C:/Program Files/Git/usr/bin/bash.exe": stat C:/Program Files/Git/usr/bin/bash.exe: no such file or directory: unknown',
      'git-bash-path',
    ],
    ['exec: "C:/Program Files/Git/usr/bin/bash": executable file not found in $PATH: unknown', 'git-bash-path'],
    [
      'ctr: failed to start shim: start failed: : fork/exec /usr/bin/containerd-shim-kata-v2: no such file or directory: unknown',
      'shim-not-started',
    ],
    [
      'failed to start shim: mkdir /run/containerd/io.containerd.runtime.v2.task/k8s.io/x: no space left on device: unknown',
      'run-inodes-exhausted',
    ],
    ['Error response from daemon: write /run/docker/containerd/x/y.pid: no space left on device', 'run-full'],
    ...[
      'no space left on device',
      'operation not permitted',
      'file too large',
      'input/output error',
      'disk quota exceeded',
      'too many levels of symbolic links',
    ].map((why): [string, string] => [`open /tmp/runc-process882272435: ${why}: unknown`, 'tmp-unusable']),
    [
      'failed to open stdout fifo: error creating fifo /run/docker/containerd/c1/e2-stdout: operation not permitted: unknown',
      'docker-exec-fifo-stuck',
    ],
    ['open /tmp/runc-process882272435: too many open files: unknown', 'shim-out-of-fds'],
    [
      'adding pid 12012 to cgroups caused "failed to write 12012 to cgroup.procs: open /sys/fs/cgroup/pids/x/cgroup.procs: no such file or directory"',
      'cgroup-missing',
    ],
    [
      '{"level":"error","msg":"Failed to launch proxy: Error response from daemon: oci runtime error: container_linux.go:247: starting container process caused \\"process_linux.go:245: running exec setns process for init caused \\\\\\"exit status 33\\\\\\"\\""}',
      'setns-fails',
    ],
    ['time="2026-01-01T00:00:00Z" level=error msg="container does not exist"', 'runc-root-wrong'],
    ['ERRO[0000] container "nginx1" does not exist', 'runc-root-wrong'],
    ['oci runtime error: exec failed: container "920eecb8e372" does not exist', 'runc-state-missing'],
    ["sh: can't fork: Resource temporarily unavailable", 'pids-exhausted'],
    [
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/x": permission denied: unknown',
      'program-permission',
    ],
    ['chdir to cwd ("/data") set in config.json failed: transport endpoint is not connected', 'workdir-missing'],
    ['exec /bin/sh: exec format error', 'exec-format'],
    ['write to `/sys/fs/cgroup/x/cgroup.procs`: Device or resource busy', ''],
  ])('%s: %s', (text, code) => expect(codesIn(text)[0] ?? '').toBe(code));
});

describe('what is no failure', () => {
  it.each([
    '',
    ' ',
    'hello\n',
    '920eecb8e37234c81ece6034d6a8e4c679c981c0187be50c51af97a2c972426d',
    'total 0\ndrwxr-xr-x  2 root root 40 Nov 24 08:32 .\n-rw-r--r--  1 root root  0 Nov 24 08:32 run',
    'tmpfs            65536      12     65524   1% /run\n/dev/sda1   1000 500 500  50% /var/lib/docker',
    'PID   USER     TIME  COMMAND\n    1 root      0:00 nginx: master process nginx -g daemon off;',
    'nginx version: nginx/1.27.0\nconfiguration file /etc/nginx/nginx.conf test is successful',
    'runc version 1.1.15\nspec: 1.0.2-dev\ngo: go1.22.7\nlibseccomp: 2.5.5',
    'level=warning msg="DEPRECATION: CRI API v1alpha2 is deprecated since containerd v1.7 and removed in containerd v2.0."',
    '{"State":{"Status":"running","Running":true,"Paused":false,"OOMKilled":false,"Pid":362,"ExitCode":0}}',
  ])('%j', (text) => expect(codesIn(text)).toEqual([]));
});

describe('64 KiB of hostile text are read in time', () => {
  const long = (piece: string) => piece.repeat(Math.ceil(65_536 / piece.length)).slice(0, 65_536);
  const hostile: readonly [string, string][] = [
    ['one letter', long('a')],
    ['one word', long('exec failed: ')],
    ['quotes', long('"')],
    ['nested quotes', long('\\\\\\"')],
    ['slashes', long('/')],
    ['spaces', long(' ')],
    ['line feeds', long('\n')],
    ['colons', long('a: ')],
    ['digits', long('1')],
    ['exit codes', long('command terminated with exit code 1\n')],
    ['quoted programs', long('exec: "a b')],
    ['urls', long('Post "https://a/')],
  ];
  it.each(hostile)('%s', (_name, text) => {
    const start = performance.now();
    entriesIn(text);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('each pattern, against its own example again and again, whole and with its end missing', () =>
    eachHolds(examples, nameOf, ({ pattern, example }) => {
      for (const text of [
        example,
        example.slice(0, -1),
        example.slice(0, example.length / 2),
        example.replace(/\S+$/, ''),
      ]) {
        if (text === '') continue;
        const everywhere = new RegExp(pattern, `${pattern.flags}g`);
        const start = performance.now();
        Array.from(long(text).matchAll(everywhere));
        expect(performance.now() - start).toBeLessThan(300);
      }
    }));
});
