import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { ctr } from './runtime.ts';
import { family, lab, onNode } from './the-lab.ts';

export const hostileImage = 'lab/hostile:1';

/** A file of the node's, which exists as soon as anything of the image has run as root in the node's process table. */
export const owned = '/tmp/owned-by-an-image';

const library = `
#include <fcntl.h>
#include <unistd.h>
__attribute__((constructor)) static void own(void) { close(open("/proc/1/root${owned}", O_CREAT | O_WRONLY, 0600)); }
`;
const program = `#!/bin/sh\n: >/proc/1/root${owned}\n`;

/** What an image may set to run code of its own in a shell, or in front of any program. */
const environment = [
  'PATH=/evil',
  'LD_PRELOAD=/evil/evil.so',
  'LD_AUDIT=/evil/evil.so',
  'LD_LIBRARY_PATH=/evil',
  'GCONV_PATH=/evil',
  'ENV=/evil/sh',
  'BASH_ENV=/evil/sh',
  `BASH_FUNC_echo%%=() { : >/proc/1/root${owned}; }`,
  `BASH_FUNC_read%%=() { : >/proc/1/root${owned}; }`,
  `BASH_FUNC_nsenter%%=() { : >/proc/1/root${owned}; }`,
];

/** Puts the image on the node: the sample image with the means above, of which the kubelet knows nothing. */
export async function loadHostileImage(): Promise<void> {
  const dir = join(lab.dir, 'hostile-image');
  const evil = join(dir, 'root/evil');
  mkdirSync(evil, { recursive: true });
  mkdirSync(join(dir, 'root/etc'), { recursive: true });
  writeFileSync(join(dir, 'root/etc/ld.so.preload'), '/evil/evil.so\n');
  writeFileSync(join(dir, 'evil.c'), library);
  await execa('gcc', ['-shared', '-fPIC', '-o', join(evil, 'evil.so'), join(dir, 'evil.c')]);
  for (const name of ['env', 'sh', 'cat', 'nsenter', 'mkfifo', 'setsid']) {
    writeFileSync(join(evil, name), program);
    chmodSync(join(evil, name), 0o755);
  }
  const busybox = join(dir, 'root/bin/busybox');
  mkdirSync(join(dir, 'root/bin'));
  await execa('cp', [(await execa('sh', ['-c', 'command -v busybox'])).stdout, busybox]);
  await execa('ln', ['-s', 'busybox', join(dir, 'root/bin/sh')]);
  await execa('ln', ['-s', 'busybox', join(dir, 'root/bin/echo')]);
  await execa('tar', ['-C', join(dir, 'root'), '--owner=0', '--group=0', '-cf', join(dir, 'layer.tar'), '.']);
  const digest = createHash('sha256')
    .update(readFileSync(join(dir, 'layer.tar')))
    .digest('hex');
  const config = {
    architecture: 'amd64',
    os: 'linux',
    config: { Env: environment, Entrypoint: ['/bin/busybox', 'tail', '-f', '/dev/null'] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] },
  };
  writeFileSync(join(dir, 'config.json'), JSON.stringify(config));
  const manifest = [{ Config: 'config.json', RepoTags: [hostileImage], Layers: ['layer.tar'] }];
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify(manifest));
  const archive = join(dir, 'image.tar');
  await execa('tar', ['-C', dir, '-cf', archive, 'manifest.json', 'config.json', 'layer.tar']);
  await onNode(family === 'docker' ? ['docker', 'load', '-q', '-i', archive] : [...ctr, 'images', 'import', archive]);
  rmSync(dir, { recursive: true });
}
