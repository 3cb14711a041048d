import { gzipSync } from 'node:zlib';
import { packTar, type TarHeader } from 'modern-tar';
import { expect, it } from 'vitest';
import { fileOfBundle, isGzip, pack } from '../../../src/bundle/archive.ts';
import { limits } from '../../../src/limits.ts';

const report = { name: 'report.json', text: '{}' };
const read = (bytes: Buffer) => fileOfBundle(bytes, 'report.json', 'x.tar.gz');

/** An archive as others may make it, of files with a letter each, and of what is no file. */
async function archive(...headers: (Partial<TarHeader> & { name: string })[]): Promise<Buffer> {
  const members = headers.map((header) => {
    const body = header.type === undefined ? 'x' : '';
    return { header: { type: 'file' as const, size: body.length, ...header }, body };
  });
  return gzipSync(await packTar(members));
}
const fine = await pack('folder', [{ name: 'README.txt', text: 'hello' }, report], new Date(0));

it('finds the file of the folder', async () => expect(await read(fine)).toBe('{}'));
it('knows an archive by its content', () => expect([isGzip(fine), isGzip(Buffer.from('{}'))]).toEqual([true, false]));
it('is the same to the byte each time', async () =>
  expect(await pack('folder', [{ name: 'README.txt', text: 'hello' }, report], new Date(0))).toEqual(fine));

/** A member whose header promises 8 GiB. */
async function promising(): Promise<Buffer> {
  const tar = Buffer.from(await packTar([{ header: { name: 'a/report.json', size: 1, type: 'file' }, body: 'x' }]));
  tar.write('77777777777\0', 124, 'latin1');
  tar.fill(' ', 148, 156);
  const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return gzipSync(tar);
}

it.each<[what: string, make: () => Buffer | Promise<Buffer>, why: RegExp]>([
  ['cut off', () => fine.subarray(0, -20), /could not be unpacked: unexpected end of file/],
  ['cut to its first bytes', () => fine.subarray(0, 4), /could not be unpacked/],
  ['damaged', () => Buffer.from(fine).fill(0, 40, 80), /could not be unpacked/],
  ['no tar inside', () => gzipSync('hello'.repeat(1000)), /could not be unpacked/],
  ['nothing inside', () => gzipSync(''), /could not be unpacked/],
  ['a tar that was cut off', () => gzipSync(Buffer.alloc(512, 'a')), /could not be unpacked/],
  ['a bomb', () => gzipSync(Buffer.alloc(limits.bundleBytes + 1)), /unpacked it is longer than \d+ bytes/],
  ['a member that is not there', () => promising(), /could not be unpacked/],
  ['a way out of the folder', () => archive({ name: 'a/../../etc/cron.d/x' }), /outside its folder: "a\/\.\.\/\.\./],
  ['an absolute name', () => archive({ name: '/etc/passwd' }), /outside its folder/],
  ["a name of Windows'", () => archive({ name: 'a\\..\\x' }), /outside its folder/],
  ['a drive', () => archive({ name: 'c:/x' }), /outside its folder/],
  ['a link', () => archive({ name: 'a/x', type: 'symlink', linkname: '/etc/passwd' }), /has a symlink in it/],
  ['a hard link', () => archive({ name: 'a/report.json', type: 'link', linkname: 'x' }), /has a link in it/],
  ['a device', () => archive({ name: 'a/x', type: 'character-device' }), /has a character-device in it/],
  ['two reports', () => archive({ name: 'a/report.json' }, { name: 'b/report.json' }), /more than one report\.json/],
  ['no report', () => archive({ name: 'a/report.txt' }), /There is no report\.json in x\.tar\.gz/],
  [
    'a report elsewhere',
    () => archive({ name: 'report.json' }, { name: 'a/b/report.json' }),
    /There is no report\.json/,
  ],
  [
    'a report that is too long',
    () => pack('a', [{ name: 'report.json', text: ' '.repeat(limits.savedRecordsBytes + 1) }], new Date(0)),
    /longer than a report can be/,
  ],
  [
    'far too many files',
    () =>
      pack(
        'a',
        Array.from({ length: limits.bundleMembers + 1 }, (_, at) => ({ name: `${at}`, text: '' })),
        new Date(0),
      ),
    /more than 1000 files/,
  ],
])('%s is refused', async (_, make, why) => expect(read(await make())).rejects.toThrow(why));
