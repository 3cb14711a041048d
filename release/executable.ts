import { chmod, cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { build } from 'tsup';
import { signAdHoc } from './mach-o-signature.ts';
import type { Platform } from './platforms.ts';

/** Bundles what a packed executable starts with, into a folder; returns the file. */
export async function bundleStart(folder: string): Promise<string> {
  const entry = { start: join(import.meta.dirname, 'load-chunks.ts') };
  await build({
    config: false,
    silent: true,
    target: 'node24',
    removeNodeProtocol: false,
    entry,
    outDir: folder,
    format: 'cjs',
    outExtension: () => ({ js: '.cjs' }),
  });
  return join(folder, 'start.cjs');
}

/** The bundle's files, as assets by their names. */
async function chunksOf(bundle: string): Promise<Record<string, string>> {
  const names = (await readdir(bundle))
    .filter((name) => name.endsWith('.cjs') || name === 'kubectl-exec_doctor')
    .toSorted();
  return Object.fromEntries(names.map((name) => [name, join(bundle, name)]));
}

export interface Parts {
  readonly platform: Platform;
  /** The platform's Node; it is not changed. */
  readonly node: string;
  /** A Node of the same version that runs here. */
  readonly builder: string;
  /** From bundleStart. */
  readonly start: string;
  /** The folder with the built bundle. */
  readonly bundle: string;
  /** For files in between. */
  readonly scratch: string;
}

/** What Node looks for in itself, and the name of what it finds: both are part of its documentation. */
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const resource = 'NODE_SEA_BLOB';
const machOSegment = 'NODE_SEA';

/** The platform's Node, ready to get something put into it. */
async function bareNode({ platform, node, scratch }: Parts): Promise<string> {
  const bare = join(scratch, 'bare');
  await rm(bare, { force: true });
  switch (platform.os) {
    case 'linux': // a third of it is symbols, for debuggers
      await execa('llvm-strip', ['-o', bare, node]);
      break;
    case 'windows': // its signature would not be true any more
      await execa('osslsigncode', ['remove-signature', '-in', node, '-out', bare]);
      break;
    case 'darwin':
      await cp(node, bare);
  }
  return bare;
}

/** What is put into it: the start, and the bundle's files. */
async function blobOf({ builder, start, bundle, scratch }: Parts): Promise<string> {
  const [configuration, blob] = [join(scratch, 'executable.json'), join(scratch, 'executable.blob')];
  const content = {
    // without its folder, whose name would be in the executable, and is another one each time
    main: basename(start),
    output: blob,
    disableExperimentalSEAWarning: true,
    // what is in NODE_OPTIONS is meant for the user's own programs
    execArgvExtension: 'none',
    assets: await chunksOf(bundle),
  };
  await writeFile(configuration, JSON.stringify(content));
  await execa(builder, ['--experimental-sea-config', configuration], { cwd: dirname(start) });
  return blob;
}

/**
 * Makes one executable of a Node binary and the bundle, as Node documents it:
 * https://nodejs.org/docs/latest-v24.x/api/single-executable-applications.html
 * @param parts - what it is made of
 * @param output - the file to write
 * @throws where a program that it takes fails
 */
export async function packExecutable(parts: Parts, output: string): Promise<void> {
  const file = await bareNode(parts);
  const blob = await blobOf(parts);
  await execa('postject', [file, resource, blob, '--sentinel-fuse', fuse, '--macho-segment-name', machOSegment]);
  const packed = await readFile(file);
  await writeFile(output, parts.platform.os === 'darwin' ? signAdHoc(packed, 'kubectl-exec_doctor') : packed);
  await chmod(output, 0o755);
}
