// macOS on arm64 starts no program without a signature, and what is put into a program undoes the one that it had.
// An ad-hoc signature, which names nobody, is what Apple's linker gives to each program that it makes; this writes the
// same one. Formats: xnu's EXTERNAL_HEADERS/mach-o/loader.h and osfmk/kern/cs_blobs.h.
import { createHash } from 'node:crypto';

const magic64 = 0xfeedfacf;
const headerBytes = 32;
const segmentCommand = 0x19;
const signatureCommand = 0x1d;
const signatureCommandBytes = 16;
/** Segment commands start with: command, size, name (16 bytes), vmaddr, vmsize, fileoff, filesize (8 bytes each). */
const segmentField = { name: 8, vmsize: 32, fileoff: 40, filesize: 48, sections: 64 } as const;
const segmentCommandBytes = 72;
/** Section headers are 80 bytes; the offset in the file stands after two names, address and size. */
const section = { bytes: 80, offset: 48 } as const;

const embeddedSignatureMagic = 0xfade0cc0;
const codeDirectoryMagic = 0xfade0c02;
const superBlobBytes = 24; // with an index of one blob, at 8 bytes
const codeDirectoryBytes = 88; // version 0x20400, which tells of the executable segment
const adHocByLinker = 0x20002;
const sha256 = { type: 2, bytes: 32 } as const;
/** Signatures are of pages of 4 KiB on either architecture. */
const pageBits = 12;
const pageBytes = 1 << pageBits;
const mainBinary = 1n;
/** The largest page of a Mac: segments end at one. */
const segmentAlignmentBytes = 0x4000;

const alignedTo = (bytes: number, value: number) => Math.ceil(value / bytes) * bytes;

interface Segment {
  readonly command: number;
  readonly fileoff: number;
  readonly filesize: number;
}

interface Layout {
  readonly text: Segment;
  readonly linkedit: Segment;
  readonly commandsEnd: number;
  /** Where the first section's content starts: load commands may go up to there. */
  readonly contentStart: number;
}

function layoutOf(file: Buffer): Layout {
  if (file.readUInt32LE(0) !== magic64) throw new Error('not a Mach-O file of 64 bits');
  const segments = new Map<string, Segment>();
  let contentStart = file.length;
  let command = headerBytes;
  for (let left = file.readUInt32LE(16); left > 0; left--) {
    const kind = file.readUInt32LE(command);
    if (kind === signatureCommand) throw new Error('it has a signature already');
    if (kind === segmentCommand) {
      const name = file.toString('latin1', command + segmentField.name, command + segmentField.name + 16);
      const fileoff = Number(file.readBigUInt64LE(command + segmentField.fileoff));
      const filesize = Number(file.readBigUInt64LE(command + segmentField.filesize));
      segments.set(name.replace(/\0+$/, ''), { command, fileoff, filesize });
      for (let index = file.readUInt32LE(command + segmentField.sections) - 1; index >= 0; index--) {
        const offset = file.readUInt32LE(command + segmentCommandBytes + index * section.bytes + section.offset);
        if (offset > 0) contentStart = Math.min(contentStart, offset);
      }
    }
    command += file.readUInt32LE(command + 4);
  }
  const [text, linkedit] = [segments.get('__TEXT'), segments.get('__LINKEDIT')];
  if (!text || !linkedit) throw new Error('it lacks the segment __TEXT or __LINKEDIT');
  return { text, linkedit, commandsEnd: command, contentStart };
}

/** All that comes before the hashes. */
const headerBytesOf = (identifier: string) =>
  alignedTo(16, superBlobBytes + codeDirectoryBytes + identifier.length + 1);

const signatureBytes = (codeBytes: number, identifier: string) =>
  headerBytesOf(identifier) + Math.ceil(codeBytes / pageBytes) * sha256.bytes;

/** The super blob with a code directory in it: a hash for each page of what comes before. */
function signatureOf(code: Buffer, identifier: string, text: Segment): Buffer {
  const blob = Buffer.alloc(signatureBytes(code.length, identifier));
  const directory = blob.subarray(superBlobBytes);
  const hashesStart = headerBytesOf(identifier) - superBlobBytes;
  [embeddedSignatureMagic, blob.length, 1, 0, superBlobBytes].forEach((value, index) => {
    blob.writeUInt32BE(value, index * 4);
  });
  const pages = Math.ceil(code.length / pageBytes);
  const words = [codeDirectoryMagic, directory.length, 0x20400, adHocByLinker, hashesStart, codeDirectoryBytes];
  [...words, 0, pages, code.length].forEach((value, index) => {
    directory.writeUInt32BE(value, index * 4);
  });
  directory.set([sha256.bytes, sha256.type, 0, pageBits], 36);
  directory.writeBigUInt64BE(BigInt(text.fileoff), 64);
  directory.writeBigUInt64BE(BigInt(text.filesize), 72);
  directory.writeBigUInt64BE(mainBinary, 80);
  directory.write(identifier, codeDirectoryBytes, 'latin1');
  for (let page = 0; page < pages; page++) {
    const content = code.subarray(page * pageBytes, (page + 1) * pageBytes);
    createHash('sha256')
      .update(content)
      .digest()
      .copy(directory, hashesStart + page * sha256.bytes);
  }
  return blob;
}

/**
 * Signs a Mach-O executable of 64 bits as Apple's linker does, without an identity.
 * @param unsigned - the file, without a signature, whose last segment is __LINKEDIT
 * @param identifier - what the program is called in the signature
 * @returns the file with its signature
 * @throws where it is none such, or where its header has no room for one more load command
 */
export function signAdHoc(unsigned: Buffer, identifier: string): Buffer {
  const { text, linkedit, commandsEnd, contentStart } = layoutOf(unsigned);
  if (commandsEnd + signatureCommandBytes > contentStart) throw new Error('no room for the command of a signature');
  if (linkedit.fileoff + linkedit.filesize !== unsigned.length)
    throw new Error('__LINKEDIT is not the end of the file');
  const codeBytes = alignedTo(16, unsigned.length);
  const code = Buffer.alloc(codeBytes);
  unsigned.copy(code);
  code.writeUInt32LE(code.readUInt32LE(16) + 1, 16);
  code.writeUInt32LE(code.readUInt32LE(20) + signatureCommandBytes, 20);
  const bytes = signatureBytes(codeBytes, identifier);
  [signatureCommand, signatureCommandBytes, codeBytes, bytes].forEach((value, index) => {
    code.writeUInt32LE(value, commandsEnd + index * 4);
  });
  const filesize = codeBytes + bytes - linkedit.fileoff;
  code.writeBigUInt64LE(BigInt(alignedTo(segmentAlignmentBytes, filesize)), linkedit.command + segmentField.vmsize);
  code.writeBigUInt64LE(BigInt(filesize), linkedit.command + segmentField.filesize);
  return Buffer.concat([code, signatureOf(code, identifier, text)]);
}
