import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { loadImage, programPath } from './images.ts';
import { lab } from './the-lab.ts';

/** Everything that an image can bring, in every place. */
export const hostileImage = 'lab/hostile:1';

/** Its own /usr/bin, as a VOLUME. */
export const coveringImage = 'lab/covering:1';

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
  ...['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/exec-doctor', '/exec-doctor/fifo', '/a/b'],
];

/** Programs that a debug pod or its control might start, and libraries that these need. */
const programs = ['env', 'sh', 'cat', 'echo', 'nsenter', 'mkfifo', 'setsid', 'setpriv'];
const libraries = ['libc.so.6', 'libselinux.so.1', 'libpcre2-8.so.0', 'ld-linux-x86-64.so.2'];

/** Puts both images on the node. The first process of each is the one honest program in it. */
export async function loadHostileImages(): Promise<void> {
  const dir = mkdtempSync(join(lab.dir, 'hostile-image-'));
  writeFileSync(join(dir, 'evil.c'), library);
  await execa('gcc', ['-shared', '-fPIC', '-o', join(dir, 'evil.so'), join(dir, 'evil.c')]);
  await load(coveringImage, dir, { folders: ['usr/bin'], volumes: ['/usr/bin'], libraryFolders: [], env: [] });
  await load(hostileImage, dir, {
    folders: ['evil', 'usr/bin', 'usr/sbin', 'usr/local/bin', 'sbin'],
    libraryFolders: ['lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu', 'lib64', 'usr/lib64', 'lib', 'usr/lib'],
    volumes,
    env: environment,
  });
  rmSync(dir, { recursive: true });
}

interface Content {
  /** With programs of its own. */
  readonly folders: readonly string[];
  /** With libraries of its own. */
  readonly libraryFolders: readonly string[];
  readonly volumes: readonly string[];
  readonly env: readonly string[];
}

async function load(name: string, dir: string, content: Content): Promise<void> {
  const root = mkdtempSync(join(dir, 'root-'));
  chmodSync(root, 0o755);
  const file = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  await execa('cp', [join(dir, 'evil.so'), file('evil/evil.so')]);
  writeFileSync(file('etc/ld.so.preload'), '/evil/evil.so\n');
  for (const path of content.folders.flatMap((folder) => programs.map((each) => `${folder}/${each}`))) {
    writeFileSync(file(path), program);
    chmodSync(file(path), 0o755);
  }
  for (const path of content.libraryFolders.flatMap((folder) => libraries.map((each) => `${folder}/${each}`))) {
    await execa('cp', [join(dir, 'evil.so'), file(path)]);
  }
  await execa('cp', [await programPath('busybox'), file('bin/busybox')]);
  for (const link of ['sh', 'echo']) symlinkSync('busybox', file(`bin/${link}`));
  mkdirSync(file('exec-doctor/fifo'), { recursive: true });
  // a VOLUME at a link to /etc lies over whatever a pod mounts there
  symlinkSync('/etc', file('a/b'));
  await loadImage(name, root, {
    Env: content.env,
    Entrypoint: ['/bin/busybox', 'tail', '-f', '/dev/null'],
    Volumes: Object.fromEntries(content.volumes.map((path) => [path, {}])),
  });
}
