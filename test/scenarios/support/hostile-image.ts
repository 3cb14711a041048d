import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { loadImage, programPath } from './images.ts';
import { lab } from './the-lab.ts';

export const hostileImage = 'lab/hostile:1';

/** A file of the node's, which exists as soon as anything of the image has run as root in the node's process table. */
export const owned = '/tmp/owned-by-an-image';

const library = `
#include <fcntl.h>
#include <unistd.h>
__attribute__((constructor)) static void own(void) { close(open("/proc/1/root${owned}", O_CREAT | O_WRONLY, 0600)); }
`;
const program = `#!/bin/sh\n: >/proc/1/root${owned}\nexec sleep 3\n`;

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

/** Folders of which the runtime mounts the image's own copy, below and so over whatever a pod mounts above. */
const volumes = [
  ...['/bin', '/sbin', '/lib', '/lib64', '/usr', '/usr/bin', '/usr/sbin', '/usr/lib', '/usr/local/bin', '/etc'],
  ...['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/exec-doctor', '/exec-doctor/fifo'],
];

/** Programs that a debug pod or its control might start, and libraries that these need. */
const programs = ['env', 'sh', 'cat', 'echo', 'nsenter', 'mkfifo', 'setsid', 'setpriv'];
const libraries = ['libc.so.6', 'libselinux.so.1', 'libpcre2-8.so.0', 'ld-linux-x86-64.so.2'];

/**
 * Puts the image on the node: programs and libraries of its own in every place where one is looked for, with the means
 * above; its own first process is the one honest program.
 */
export async function loadHostileImage(): Promise<void> {
  const dir = mkdtempSync(join(lab.dir, 'hostile-image-'));
  const root = join(dir, 'root');
  const file = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  writeFileSync(join(dir, 'evil.c'), library);
  await execa('gcc', ['-shared', '-fPIC', '-o', file('evil/evil.so'), join(dir, 'evil.c')]);
  writeFileSync(file('etc/ld.so.preload'), '/evil/evil.so\n');
  for (const name of programs) {
    for (const folder of ['evil', 'usr/bin', 'usr/sbin', 'usr/local/bin', 'sbin']) {
      writeFileSync(file(`${folder}/${name}`), program);
      chmodSync(file(`${folder}/${name}`), 0o755);
    }
  }
  for (const name of libraries) {
    for (const folder of ['lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu', 'lib64', 'usr/lib64', 'lib', 'usr/lib']) {
      await execa('cp', [join(root, 'evil/evil.so'), file(`${folder}/${name}`)]);
    }
  }
  await execa('cp', [await programPath('busybox'), file('bin/busybox')]);
  for (const name of ['sh', 'echo']) symlinkSync('busybox', file(`bin/${name}`));
  mkdirSync(file('exec-doctor/fifo'), { recursive: true });
  await loadImage(hostileImage, root, {
    Env: environment,
    Entrypoint: ['/bin/busybox', 'tail', '-f', '/dev/null'],
    Volumes: Object.fromEntries(volumes.map((path) => [path, {}])),
  });
  rmSync(dir, { recursive: true });
}
