import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';

/** One file of a bundle. */
export interface BundledFile {
  /** Below the bundle's folder. */
  readonly name: string;
  readonly text: string;
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
