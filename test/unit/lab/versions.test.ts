import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'exec-doctor-lab-versions.'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A lab of that mode with programs that print a version and nothing more; what COMMANDS print in its scripts. */
function inLab(mode: string, kubernetes: string, containerd: string, commands: string): string {
  rmSync(dir, { recursive: true, force: true });
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text, { mode: 0o755 });
  };
  for (const name of ['kube-apiserver', 'kubelet']) write(`bin/${name}`, `#!/bin/sh\necho Kubernetes v${kubernetes}\n`);
  write('runtime/usr/bin/containerd', `#!/bin/sh\necho containerd github.com/containerd/containerd ${containerd} 0\n`);
  write('conf/empty', '');
  write('mode', mode);
  const script = `. lab/lib.sh; conf=$LAB_DIR/conf pki=$LAB_DIR/pki; . lab/kubernetes.sh; . lab/runtimes.sh; ${commands}`;
  return execFileSync('bash', ['-c', script], {
    env: { ...process.env, LAB_DIR: dir },
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

const file = (name: string) => readFileSync(join(dir, 'conf', name), 'utf8');
const parts = (text: string, all: readonly string[]) => all.filter((part) => text.includes(part));

// the lab is for Linux
describe.skipIf(process.platform !== 'linux')('the lab follows the version', () => {
  const flags = ['--container-runtime=docker', '--container-runtime=remote', '--container-runtime-endpoint='];
  const [docker = '', remote = '', endpoint = ''] = flags;
  const endpointIs = (socket: string) => `containerRuntimeEndpoint: unix:///run/${socket}`;
  const ofRuntime = endpointIs('containerd/containerd.sock');
  const ofCRIO = endpointIs('crio/crio.sock');
  const cgroupV1 = 'failCgroupV1: false';

  const cri1 = ['[plugins."io.containerd.grpc.v1.cri"]', '\nsandbox_image = '];
  const cri2 = [
    '[plugins."io.containerd.cri.v1.runtime"]',
    '[plugins."io.containerd.cri.v1.images".pinned_images]\nsandbox = ',
  ];

  it.each([
    ['docker', '1.20.2', [docker], []],
    ['docker', '1.23.17', [docker], []],
    ['docker', '0.0.0-master+faecb196815e2', [docker], []], // which lab/build-kubernetes builds
    ['containerd', '1.20.2', [remote, endpoint], []],
    ['containerd', '1.26.15', [remote, endpoint], []],
    ['containerd', '1.27.0', [], [ofRuntime]],
    ['containerd', '1.30.14', [], [ofRuntime]],
    ['containerd', '1.31.0', [], [ofRuntime, cgroupV1]],
    ['containerd', '1.36.2', [], [ofRuntime, cgroupV1]],
    ['crio', '1.36.2', [], [ofCRIO, cgroupV1]],
  ])('%s, Kubernetes %s: the kubelet', (mode, kubernetes, expectedFlags, expectedKeys) => {
    const words = inLab(
      mode,
      kubernetes,
      '1.7.24',
      'kubernetes_fits; kubelet_configuration; kubelet_cmd; declare -p cmd',
    );
    expect(parts(words, flags)).toEqual(expectedFlags);
    expect(parts(file('kubelet.yaml'), [ofRuntime, ofCRIO, cgroupV1])).toEqual(expectedKeys);
  });

  it.each([
    ['docker', '1.24.0', '1.6.20', 'needs dockershim'],
    ['containerd', '1.22.17', '2.0.0', 'this is 1.22'],
    ['containerd', '0.0.0-master+faecb196815e2', 'v2.4.0', 'this is 1.20'],
    ['crio', '1.22.17', '2.0.0', 'needs Kubernetes 1.23 or later'],
  ])('%s, Kubernetes %s, containerd %s: refused', (mode, kubernetes, containerd, reason) =>
    expect(() => inLab(mode, kubernetes, containerd, 'kubernetes_fits')).toThrow(reason),
  );

  it.each([
    ['1.6.20~ds1', ['version = 2', ...cri1, 'bin_dir = ']],
    ['1.7.24', ['version = 2', ...cri1, 'bin_dir = ']],
    ['v2.0.0', ['version = 3', ...cri2, 'bin_dir = ']],
    ['v2.1.9', ['version = 3', ...cri2, 'bin_dirs = ']],
    ['v2.4.0-beta', ['version = 3', ...cri2, 'bin_dirs = ']],
  ])('containerd %s: its file', (containerd, expected) => {
    inLab('containerd', '1.36.2', containerd, 'containerd_configuration');
    const all = ['version = 2', 'version = 3', ...cri1, ...cri2, 'bin_dir = ', 'bin_dirs = '];
    expect(parts(file('containerd.toml'), all)).toEqual(expected);
  });
});
