import { describe, expect, it } from 'vitest';
import { grammarOf, type NameKind } from '../../../src/model/name-grammar.ts';
import { distributions } from '../../node-script/distributions.ts';

const id = '4'.repeat(64);

const can: readonly (readonly [NameKind, readonly string[]])[] = [
  ['containerID', [id]],
  ['pid', ['2', '10', '4194304']],
  ['runtimeRoot', ['/run/containerd/runc/k8s.io', '/run/k3s/containerd/runc/k8s.io', '/run/containerd/runsc/k8s.io']],
  ['runtimeRoot', ['/var/run/docker/runtime-runc/moby', '/run/docker/runtime-io.containerd.runc.v2/moby']],
  ['runtimeRoot', ['/run/runc', '/run/crun', '/var/run/runc']],
  ['program', ['/usr/sbin/runc', '/usr/bin/crun', '/opt/bin/crictl', '/home/kubernetes/bin/crictl', '/usr/bin/ctr']],
  ['program', ['/var/lib/rancher/k3s/data/current/bin/runc', '/usr/bin/nvidia-container-runtime.cdi']],
  ['socket', ['/run/containerd/containerd.sock', 'unix:///var/run/dockershim.sock', '/run/k3s/containerd/x.sock']],
  ['socket', ['/var/snap/microk8s/common/run/containerd.sock']],
];
const cannot: readonly (readonly [NameKind, readonly string[]])[] = [
  ['containerID', ['', 'etc', id.slice(1), `${id}4`, id.replace(/^4/, 'G'), `${id}\n`]],
  ['pid', ['0', '1', '01', '-1', '']],
  ['runtimeRoot', ['/', '//etc', '/etc', '/run', '/run/runc/..', '/run/containerd/runc', '/run/../containerd/runc/x']],
  ['runtimeRoot', ['/run/lock/containerd/runc/x', '/run/user/1000/crun', '/tmp/containerd/runc/k8s.io', '/run/./runc']],
  [
    'runtimeRoot',
    ['/var/run/user/containerd/runc/x', '/run//containerd/runc/x', '/run/containerd/runc/..', '/run/runc\n'],
  ],
  ['program', ['/proc/4242/root/runc', '//proc/4242/root/runc', '/./proc/4242/root/runc', '/usr/../tmp/runc', 'runc']],
  ['program', ['/tmp/runc', '/var/tmp/runc', '/dev/shm/ctr', '/run/user/1/crun', '/run/lock/crun', '/home/me/docker']],
  ['program', ['/usr/bin/sh', '/usr/bin/runc -x', '/usr/bin/runc\n', '/home/kubernetes/bin/../runc']],
  ['socket', ['/proc/4242/root/x', '/tmp/x.sock', '/run/user/1/x.sock', '/run/lock/x.sock', '/run/../tmp/x.sock']],
  ['socket', ['/run//x.sock', '/run/./x.sock', 'tcp://evil', '/run/', '/run/x/', '//run/x.sock']],
];
const each = (table: typeof can) => table.flatMap(([kind, names]) => names.map((name) => [kind, name] as const));

describe('can be', () => {
  it.each(each(can))('%s %j', (kind, name) => expect(name).toMatch(grammarOf(kind)));
});
describe('cannot be', () => {
  it.each(each(cannot))('%s %j', (kind, name) => expect(name).not.toMatch(grammarOf(kind)));
});

it.each(Object.entries(distributions))('what %s calls its programs and sockets a report repeats', (_, made) => {
  for (const program of [made.runc, made.ctr, made.crictl]) if (program) expect(program).toMatch(grammarOf('program'));
  expect(made.socket).toMatch(grammarOf('socket'));
});
