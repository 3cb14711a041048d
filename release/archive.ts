import { createHash } from 'node:crypto';
import { readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Platform } from './platforms.ts';

/** An archive's name: kubectl-exec_doctor_VERSION_OS_ARCH, with what its system unpacks. */
export const archiveName = ({ os, arch }: Pick<Platform, 'os' | 'arch'>, version: string) =>
  `kubectl-exec_doctor_${version}_${os}_${arch}.${os === 'windows' ? 'zip' : 'tar.gz'}`;

/**
 * Packs files of a folder, always to the same bytes: no names of users, no times but the given one.
 * @param seconds - the time of the files in the archive, since the epoch
 */
export async function pack(archive: string, folder: string, files: readonly string[], seconds: number): Promise<void> {
  const options = { cwd: folder, env: { TZ: 'UTC' } };
  await Promise.all(files.map((file) => utimes(join(folder, file), seconds, seconds)));
  if (archive.endsWith('.zip')) {
    await execa('zip', ['-9', '-X', '-q', archive, ...files], options);
    return;
  }
  const owner = ['--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX', '--sort=name', '--format=ustar'];
  // gzip itself makes them a twentieth larger
  await execa('tar', ['-c', ...owner, ...files], {
    ...options,
    encoding: 'buffer',
    stdout: 'pipe',
    buffer: false,
  }).pipe('libdeflate-gzip', ['-12', '-c'], { ...options, stdout: { file: archive } });
}

/** SHA-256 of a file, in hexadecimal. */
export const checksum = async (file: string) =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
