import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { NodePackage } from './platforms.ts';

/** What is of use in a package that holds a Node binary. */
export interface NodeBinary {
  readonly executable: string;
  /** Node's own licence and those of what it is made of; null where the package has none. */
  readonly license: string | null;
}

/**
 * Gets a Node binary from the npm registry into a folder of its own below the given one, through npm's cache.
 * @throws where it cannot be had, or is not the one that was asked for
 */
export async function nodeBinary({ name, version, integrity }: NodePackage, below: string): Promise<NodeBinary> {
  const folder = join(below, `${name}-${version}`);
  await mkdir(folder, { recursive: true });
  await execa('npm', ['pack', '--silent', `--pack-destination=${folder}`, `${name}@${version}`]);
  const archive = join(folder, `${name}-${version}.tgz`);
  const found = `sha512-${createHash('sha512')
    .update(await readFile(archive))
    .digest('base64')}`;
  if (found !== integrity) throw new Error(`${name} ${version} has the integrity ${found}, not ${integrity}`);
  await execa('tar', ['-xzf', archive, '-C', folder, '--strip-components=1']);
  const programs = await readdir(join(folder, 'bin'));
  const program = programs.find((entry) => /^node(\.exe)?$/.test(entry));
  if (!program) throw new Error(`${name} ${version} has no bin/node, but ${programs.join(', ')}`);
  const license = await readFile(join(folder, 'LICENSE'), 'utf8').catch(() => null);
  return { executable: join(folder, 'bin', program), license };
}
