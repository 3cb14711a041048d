import { describe, expect, it } from 'vitest';
import { lastSpeaker, unwrap } from '../../../src/explain/unwrap.ts';
import { wrappers } from '../../../src/explain/wrappers.ts';
import type { Entry } from '../../../src/knowledge/entry.ts';
import { catalogue } from '../../../src/knowledge/index.ts';

const entries: readonly Entry[] = catalogue;

/** `speaker: words | speaker: words | complaint`. */
const spelt = (text: string) => {
  const { parts, complaint } = unwrap(text);
  return [...parts.map(({ by, text: words }) => `${by.name}: ${words.trim()}`), complaint].join(' | ');
};

describe('whose words an error is made of', () => {
  it.each<[string, string]>([
    [
      'error: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "6daac4b0d076": OCI runtime exec failed: exec failed: unable to start container process: read init-p: connection reset by peer: unknown',
      'kubectl: error: | API server or kubelet: Internal error occurred: | stream server (kubelet, CRI): error executing command in container: | containerd\'s CRI plugin: failed to exec in container: failed to start exec "6daac4b0d076": | shim, of its runc: OCI runtime exec failed: | runc: exec failed: unable to start container process: | read init-p: connection reset by peer',
    ],
    [
      'Error from server: error dialing backend: dial tcp 10.0.3.123:10250: i/o timeout',
      'API server: Error from server: error dialing backend: | dial tcp 10.0.3.123:10250: i/o timeout',
    ],
    [
      'error: unable to upgrade connection: container not found ("app")',
      'kubectl: error: | API server or kubelet: unable to upgrade connection: | container not found ("app")',
    ],
    [
      'error: Internal error occurred: error sending request: Post "//[::]:33733/cri/exec/p09n54Wf": http: server gave HTTP response to HTTPS client',
      'kubectl: error: | API server or kubelet: Internal error occurred: error sending request: | (HTTP, between two layers): Post "//[::]:33733/cri/exec/p09n54Wf": | http: server gave HTTP response to HTTPS client',
    ],
    [
      'Error response from daemon: OCI runtime exec failed: runc did not terminate successfully: exit status 127: unknown',
      'dockerd: Error response from daemon: | shim, of its runc: OCI runtime exec failed: runc did not terminate successfully: | exit status 127',
    ],
    [
      'ctr: OCI runtime exec failed: exec failed: container_linux.go:380: starting container process caused: exec: "tcpdump": executable file not found in $PATH: unknown',
      'ctr (client of containerd): ctr: | shim, of its runc: OCI runtime exec failed: | runc: exec failed: container_linux.go:380: starting container process caused: | runc init, in the container: exec: | "tcpdump": executable file not found in $PATH',
    ],
    // each of the older layers quotes the one below, with its quotes escaped once more
    [
      'rpc error: code = 13 desc = invalid header field value "oci runtime error: exec failed: container_linux.go:247: starting container process caused \\"process_linux.go:75: starting setns process caused \\\\\\"fork/exec /proc/self/exe: no such file or directory\\\\\\"\\"\\n"',
      '(gRPC, between two layers): rpc error: code = 13 desc = invalid header field value " | shim, of its runc: oci runtime error: | runc: exec failed: container_linux.go:247: starting container process caused "process_linux.go:75: starting setns process caused " | fork/exec /proc/self/exe: no such file or directory',
    ],
    // a line of a log in JSON, with words of a program that is not one of the chain
    [
      '{"level":"error","msg":"Failed to launch proxy: Error response from daemon: oci runtime error: container_linux.go:247: starting container process caused \\"process_linux.go:245: running exec setns process for init caused \\\\\\"exit status 33\\\\\\"\\"","time":"2017-02-01T00:46:14Z"}',
      '(not known): Failed to launch proxy: | dockerd: Error response from daemon: | shim, of its runc: oci runtime error: | runc: container_linux.go:247: starting container process caused "process_linux.go:245: running exec setns process for init caused " | exit status 33',
    ],
    [
      'E0209 07:33:47.702320  159566 remote_runtime.go:390] "ExecSync cmd from runtime service failed" err="rpc error: code = DeadlineExceeded desc = context deadline exceeded"',
      '(a line of a log): E0209 07:33:47.702320  159566 remote_runtime.go:390] | kubelet or crictl: "ExecSync cmd from runtime service failed" err=" | (gRPC, between two layers): rpc error: code = DeadlineExceeded desc = | context deadline exceeded',
    ],
    // crictl 1.36
    [
      'time="2026-11-29T14:54:40Z" level=error msg="execing command in container feeb9a4a07c0 synchronously: rpc error: code = Unknown desc = failed to exec in container: failed to load task: no running task found"',
      '(a line of a log): time="2026-11-29T14:54:40Z" level=error msg=" | crictl: execing command in container feeb9a4a07c0 synchronously: | (gRPC, between two layers): rpc error: code = Unknown desc = | containerd\'s CRI plugin: failed to exec in container: | containerd: failed to load task: | no running task found',
    ],
    [
      'Error from server (Forbidden): pods "x" is forbidden: User "y" cannot create resource "pods/exec" in the namespace "default"',
      'API server: Error from server (Forbidden): | pods "x" is forbidden: User "y" cannot create resource "pods/exec" in the namespace "default"',
    ],
    [
      'runtime/cgo: pthread_create failed: Resource temporarily unavailable',
      'runtime/cgo: pthread_create failed: Resource temporarily unavailable',
    ],
    ['hello', 'hello'],
    ['{ not JSON', '{ not JSON'],
    ['{"level":"info"}', '{"level":"info"}'],
    ['', ''],
    ['\n \n', ''],
  ])('%s', (text, parts) => expect(spelt(text)).toBe(parts));

  it('of several lines takes the one that went through most hands', () =>
    expect(
      spelt(
        '$ kubectl exec x -- y\nerror: unable to upgrade connection: Forbidden\ncommand terminated with exit code 1\n',
      ),
    ).toBe('kubectl: error: | API server or kubelet: unable to upgrade connection: | Forbidden'));
});

describe('who was the last to speak', () => {
  it.each<[string, string | null]>([
    ['OCI runtime exec failed: exec failed: unexpected EOF: unknown', 'runc'],
    ['OCI runtime exec failed: write /tmp/runc-process8: no space left on device: unknown', 'shim'],
    ['Error response from daemon: Container x is paused, unpause the container before exec', 'dockerd'],
    ['error dialing backend: No agent available', 'api-server'],
    ['error: rpc error: code = Unknown desc = x', 'client-path'],
    ['rpc error: code = Unknown desc = x', null],
    ['exec: "bash": executable file not found in $PATH', 'container'],
    ['x', null],
  ])('%s: %s', (text, layer) => expect(lastSpeaker(unwrap(text))?.layer ?? null).toBe(layer));
});

describe("containerd's class for what has none", () => {
  it.each<[string, boolean]>([
    ['ttrpc: closed: unknown', true],
    ['connection error: desc = "transport: dial unix x.sock": unknown', true],
    ['an unknown word', false],
    ['', false],
  ])('%s: %s', (text, classless) => expect(unwrap(text).classless).toBe(classless));
});

it('every speaker that is a layer says what follows', () =>
  expect(wrappers.filter(({ by }) => (by.layer === null) !== (by.tells === ''))).toEqual([]));

it('nothing of a text is lost, whoever said it', () => {
  for (const { example } of entries.flatMap(({ texts }) => texts)) {
    const longest = example.split('\n')[0] ?? '';
    const { parts, complaint } = unwrap(longest);
    const words = (text: string) =>
      text
        .replace(/[^A-Za-z0-9]+/g, ' ')
        .replace(/ unknown $| unknown$| n $/, '')
        .trim();
    expect(words(parts.map(({ text }) => text).join('') + complaint)).toBe(words(longest));
  }
});

it.each(['a', '"', '\\"', ': unknown', '" x', 'exec failed: ', 'Post "', 'time="', 'caused "', '{', '{"msg":"'])(
  '64 KiB of %j are taken apart in time',
  (piece) => {
    const start = performance.now();
    unwrap(piece.repeat(65_536 / piece.length));
    expect(performance.now() - start).toBeLessThan(1_000);
  },
);
