/** The library that the node's programs are linked with. */
export type Libc = 'glibc' | 'musl';

interface Loader {
  /** Where the ABI has every program look for it, so every node of this kind has it there. */
  readonly path: string;
  /** Options that keep it from any library but those that it is told of. */
  readonly options: readonly string[];
  /** Folders with libraries, below /lib, /lib64 and /usr. */
  readonly libraries: readonly string[];
}

/** The parts of the names that Debian, glibc and musl give an architecture. https://wiki.debian.org/Multiarch/Tuples */
const architectures = new Map(
  Object.entries({
    amd64: { triplet: 'x86_64-linux-gnu', glibc: '/lib64/ld-linux-x86-64.so.2', musl: 'x86_64' },
    arm64: { triplet: 'aarch64-linux-gnu', glibc: '/lib/ld-linux-aarch64.so.1', musl: 'aarch64' },
    arm: { triplet: 'arm-linux-gnueabihf', glibc: '/lib/ld-linux-armhf.so.3', musl: 'armhf' },
    386: { triplet: 'i386-linux-gnu', glibc: '/lib/ld-linux.so.2', musl: 'i386' },
    ppc64le: { triplet: 'powerpc64le-linux-gnu', glibc: '/lib64/ld64.so.2', musl: 'powerpc64le' },
    s390x: { triplet: 's390x-linux-gnu', glibc: '/lib/ld64.so.1', musl: 's390x' },
    riscv64: { triplet: 'riscv64-linux-gnu', glibc: '/lib/ld-linux-riscv64-lp64d.so.1', musl: 'riscv64' },
  }),
);

/** Null: nothing is known of such a machine. */
function loaderOf(architecture: string, libc: Libc): Loader | null {
  const known = architectures.get(architecture);
  if (!known) return null;
  if (libc === 'musl') {
    return { path: `/lib/ld-musl-${known.musl}.so.1`, options: [], libraries: ['lib', 'usr/lib'] };
  }
  const { triplet, glibc: path } = known;
  const libraries = [`lib/${triplet}`, `usr/lib/${triplet}`, 'lib64', 'usr/lib64', 'lib', 'usr/lib'];
  return { path, options: ['--inhibit-cache'], libraries };
}

/** The node's programs in the container of the debug pod: how one is run, and what is mounted for that. */
export interface NodePrograms {
  /** Words in front of a program's path: the node's own loader, which takes libraries of the node's alone. */
  readonly loader: readonly string[];
  readonly files: readonly HostPath[];
}

interface HostPath {
  readonly name: string;
  readonly path: string;
  readonly mountPath: string;
  readonly type: 'File' | 'Directory';
}

/** The programs that run before the node's mount namespace is entered, and the one that answers for the control. */
const programs = { env: '/usr/bin/env', sh: '/bin/sh', nsenter: '/usr/bin/nsenter', echo: '/bin/echo' } as const;
export type NodeProgram = keyof typeof programs;

/**
 * Whatever an image brings, its VOLUMEs among it, lies at paths that were chosen when it was made. So the node's files
 * stand below a folder whose name is random in each run. Files are mounted one by one, for then the node resolves
 * their links; a link that is followed in the container might lead into the image.
 * @returns null where the loader of that machine is not known
 */
export function nodePrograms(folder: string, architecture: string, libc: Libc): NodePrograms | null {
  const loader = loaderOf(architecture, libc);
  if (!loader) return null;
  const file = (name: string, path: string): HostPath => ({
    ...{ name: `node-${name}`, path, mountPath: `${folder}/${name}`, type: 'File' },
  });
  const directories = ['lib', ...(loader.path.startsWith('/lib64/') ? ['lib64'] : []), 'usr'];
  return {
    loader: [
      ...[`${folder}/ld`, ...loader.options],
      ...['--library-path', loader.libraries.map((name) => `${folder}/${name}`).join(':')],
    ],
    files: [
      file('ld', loader.path),
      ...Object.entries(programs).map(([name, path]) => file(name, path)),
      ...directories.map(
        (name): HostPath => ({
          name: `node-${name}`,
          path: `/${name}`,
          mountPath: `${folder}/${name}`,
          type: 'Directory',
        }),
      ),
    ],
  };
}

/**
 * What an image may set to make a program of the node load code of the image, or do other than it should: read by the dynamic
 * loader, libc or a shell before any line of ours runs. Each is set to nothing in the debug pod, or to what it would be
 * without; env(1) then drops all others. ld.so(8), mallopt(3), locale(7), iconv(1), sh(1), bash(1)
 *
 * LD_TRACE_LOADED_OBJECTS is not among them: to glibc's loader it is set where it is empty, and then nothing would run at
 * all. An image that sets it can do no more than that, for nothing is run of what is listed.
 */
export const clearedEnvironment: Readonly<Record<string, string>> = {
  ...emptied(
    ...['LD_PRELOAD', 'LD_AUDIT', 'LD_LIBRARY_PATH', 'LD_PROFILE', 'LD_PROFILE_OUTPUT', 'LD_DEBUG', 'LD_DEBUG_OUTPUT'],
    ...['LD_BIND_NOW', 'LD_ORIGIN_PATH', 'GLIBC_TUNABLES', 'GCONV_PATH', 'LOCPATH', 'NLSPATH', 'LANGUAGE', 'TMPDIR'],
    ...['MALLOC_TRACE', 'MALLOC_CHECK_', 'MALLOC_PERTURB_', 'MALLOC_TOP_PAD_', 'MALLOC_TRIM_THRESHOLD_'],
    ...['MALLOC_MMAP_MAX_', 'MALLOC_MMAP_THRESHOLD_', 'MALLOC_ARENA_MAX', 'MALLOC_ARENA_TEST'],
    ...['ENV', 'BASH_ENV', 'IFS', 'PS4'],
  ),
  // stronger than LANG and each LC_ of the image: libc's own, of which no file and no converter is read
  LC_ALL: 'C',
};

function emptied(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, '']));
}
