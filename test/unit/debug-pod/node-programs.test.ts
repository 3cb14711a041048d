import { describe, expect, it } from 'vitest';
import { type Libc, type NodePrograms, nodePrograms } from '../../../src/debug-pod/node-programs.ts';
import { folder } from './plan.ts';

/** As the ABI of each has it. https://sourceware.org/glibc/wiki/ABIList https://wiki.musl-libc.org/guidelines-for-distributions */
const loaders: readonly [architecture: string, libc: Libc, path: string][] = [
  ['amd64', 'glibc', '/lib64/ld-linux-x86-64.so.2'],
  ['amd64', 'musl', '/lib/ld-musl-x86_64.so.1'],
  ['arm64', 'glibc', '/lib/ld-linux-aarch64.so.1'],
  ['arm64', 'musl', '/lib/ld-musl-aarch64.so.1'],
  ['arm', 'glibc', '/lib/ld-linux-armhf.so.3'],
  ['arm', 'musl', '/lib/ld-musl-armhf.so.1'],
  ['386', 'glibc', '/lib/ld-linux.so.2'],
  ['386', 'musl', '/lib/ld-musl-i386.so.1'],
  ['ppc64le', 'glibc', '/lib64/ld64.so.2'],
  ['ppc64le', 'musl', '/lib/ld-musl-powerpc64le.so.1'],
  ['s390x', 'glibc', '/lib/ld64.so.1'],
  ['s390x', 'musl', '/lib/ld-musl-s390x.so.1'],
  ['riscv64', 'glibc', '/lib/ld-linux-riscv64-lp64d.so.1'],
  ['riscv64', 'musl', '/lib/ld-musl-riscv64.so.1'],
];

const known = (architecture: string, libc: Libc): NodePrograms => {
  const programs = nodePrograms(folder, architecture, libc);
  if (!programs) throw new Error(`${architecture} is not known`);
  return programs;
};
const mounted = ({ files }: NodePrograms) => files.map(({ path, mountPath, type }) => [path, mountPath, type]);

describe.each(loaders)('on %s with %s', (architecture, libc, path) => {
  const programs = known(architecture, libc);
  const { files, loader } = programs;

  it(`its loader is ${path}, its programs are mounted one by one, its libraries as folders`, () =>
    expect(mounted(programs)).toEqual([
      [path, `${folder}/ld`, 'File'],
      ['/usr/bin/env', `${folder}/env`, 'File'],
      ['/bin/sh', `${folder}/sh`, 'File'],
      ['/usr/bin/nsenter', `${folder}/nsenter`, 'File'],
      ['/bin/echo', `${folder}/echo`, 'File'],
      ['/lib', `${folder}/lib`, 'Directory'],
      ...(path.startsWith('/lib64/') ? [['/lib64', `${folder}/lib64`, 'Directory']] : []),
      ['/usr', `${folder}/usr`, 'Directory'],
    ]));
  it('all of it below the given folder, each with a name of its own', () => {
    for (const { mountPath } of files) expect(mountPath).toMatch(/^\/exec-doctor-[0-9a-f]{32}\/[a-z0-9]+$/);
    for (const { name } of files) expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
    expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
    expect(new Set(files.map(({ mountPath }) => mountPath)).size).toBe(files.length);
  });
  it('never the root folder', () => expect(files.map((file) => file.path)).not.toContain('/'));
  it('the loader is told of every folder of libraries, and of none outside', () => {
    expect(loader.slice(0, -1)).toEqual(
      libc === 'glibc' ? [`${folder}/ld`, '--inhibit-cache', '--library-path'] : [`${folder}/ld`, '--library-path'],
    );
    const libraries = loader.at(-1)?.split(':') ?? [];
    expect(libraries.length).toBeGreaterThan(1);
    for (const library of libraries) expect(library).toMatch(new RegExp(`^${folder}/(lib|lib64|usr)(/[-\\w]+)*$`));
  });
});

describe('the folders of libraries', () => {
  const triplets: readonly [architecture: string, triplet: string][] = [
    ['amd64', 'x86_64-linux-gnu'],
    ['arm64', 'aarch64-linux-gnu'],
    ['arm', 'arm-linux-gnueabihf'],
    ['386', 'i386-linux-gnu'],
    ['ppc64le', 'powerpc64le-linux-gnu'],
    ['s390x', 's390x-linux-gnu'],
    ['riscv64', 'riscv64-linux-gnu'],
  ];
  it.each(triplets)("of glibc on %s: Debian's of %s first, which are of that machine alone", (architecture, triplet) =>
    expect(known(architecture, 'glibc').loader.at(-1)).toBe(
      [`lib/${triplet}`, `usr/lib/${triplet}`, 'lib64', 'usr/lib64', 'lib', 'usr/lib']
        .map((library) => `${folder}/${library}`)
        .join(':'),
    ),
  );
  it.each(triplets)('of musl on %s', (architecture) =>
    expect(known(architecture, 'musl').loader.at(-1)).toBe(`${folder}/lib:${folder}/usr/lib`),
  );
});

it.each(['', 'mips64le', 'loong64', 'wasm', 'AMD64', 'toString', '__proto__', 'constructor'])(
  'of the machine %j nothing is known',
  (architecture) => {
    for (const libc of ['glibc', 'musl'] as const) expect(nodePrograms(folder, architecture, libc)).toBeNull();
  },
);
