import { gunzipSync, gzipSync } from 'node:zlib';
import { packTar, type TarHeader, unpackTar } from 'modern-tar';
import { limits } from '../limits.ts';
import { errorText, Problem } from '../model/problem.ts';

/** One file of a bundle. */
export interface BundledFile {
  /** Below the bundle's folder. */
  readonly name: string;
  readonly text: string;
}

export interface DescribedFile extends BundledFile {
  /** What it is, as the rest of a line after its name. */
  readonly about: string;
}

/** The files below one folder as a .tar.gz, to the same bytes whoever makes it and whenever. */
export async function pack(folder: string, files: readonly BundledFile[], modified: Date): Promise<Buffer> {
  // tar counts in seconds
  const mtime = new Date(Math.floor(modified.getTime() / 1000) * 1000);
  const entries = files.map(({ name, text }) => {
    const body = Buffer.from(text);
    const owner = { uid: 0, gid: 0, uname: 'root', gname: 'root' };
    const header = { ...owner, name: `${folder}/${name}`, size: body.length, mode: 0o644, mtime };
    return { header: { ...header, type: 'file' as const }, body };
  });
  const packed = gzipSync(await packTar(entries), { level: 9 });
  packed[systemOfGzip] = unknownSystem;
  return packed;
}

/** The byte of the header that tells on which system it was made: RFC 1952, 2.3.1. */
const systemOfGzip = 9;
const unknownSystem = 255;

/** By its first two bytes: RFC 1952, 2.3.1. */
export const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Of a bundle, one file of its folder. It may come from a stranger: nothing is written anywhere, what it holds is bounded,
 * and one with names that no bundle has is refused whole.
 * @param file the bundle's name, for messages
 */
export async function fileOfBundle(bytes: Buffer, name: string, file: string): Promise<string> {
  const tar = unzipped(bytes, file);
  let members = 0;
  const wanted = (header: TarHeader): boolean => {
    members += 1;
    if (members > limits.bundleMembers) throw refused(file, `it has more than ${limits.bundleMembers} files`);
    if (header.type !== 'file' && header.type !== 'directory') throw refused(file, `it has a ${header.type} in it`);
    if (isOutside(header.name)) throw refused(file, `it has a file outside its folder: ${JSON.stringify(header.name)}`);
    return header.type === 'file' && /^[^/]+\/([^/]+)$/.exec(header.name)?.[1] === name;
  };
  const [found, another] = await unpackTar(tar, { strict: true, filter: wanted }).catch((error: unknown) => {
    throw error instanceof Problem ? error : damaged(file, error);
  });
  if (another) throw refused(file, `it has more than one ${name}`);
  if (!found?.data) throw new Problem(`There is no ${name} in ${file}: it is no bundle of exec-doctor.`);
  if (found.data.length > limits.savedRecordsBytes) {
    throw refused(file, `${name} in it is longer than a report can be (${limits.savedRecordsBytes} bytes)`);
  }
  return Buffer.from(found.data).toString('utf8');
}

function unzipped(bytes: Buffer, file: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: limits.bundleBytes });
  } catch (error) {
    if (error instanceof RangeError) throw refused(file, `unpacked it is longer than ${limits.bundleBytes} bytes`);
    throw damaged(file, error);
  }
}

const isOutside = (name: string): boolean => /^\/|\\|^[A-Za-z]:/.test(name) || name.split('/').includes('..');

const refused = (file: string, why: string): Problem => new Problem(`${file} is refused: ${why}.`);

const damaged = (file: string, error: unknown): Problem =>
  new Problem(`${file} could not be unpacked: ${errorText(error)}.`, {
    why: 'It is no .tar.gz of exec-doctor, or not all of it has arrived.',
  });
