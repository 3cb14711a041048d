import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkOutputPath } from '../../../src/bundle/output-path.ts';
import { saveBundle } from '../../../src/bundle/save-bundle.ts';
import { report } from '../report/build-report.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exec-doctor-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const beside = { manifest: null, nodeVersion: '24.0.0' };
const inFolder = (name: string) => join(folder, name);

describe('a bundle is written', () => {
  it('whole, for its owner alone, with nothing beside it', async () => {
    await saveBundle(inFolder('out.tar.gz'), report(), beside);
    expect(readdirSync(folder)).toEqual(['out.tar.gz']);
    expect(statSync(inFolder('out.tar.gz')).mode & 0o777).toBe(0o600);
  });
  it('to the same bytes again', async () => {
    await saveBundle(inFolder('one'), report(), beside);
    await saveBundle(inFolder('two'), report(), beside);
    expect(readFileSync(inFolder('one'))).toEqual(readFileSync(inFolder('two')));
  });
  it('over nothing that has come meanwhile', async () => {
    writeFileSync(inFolder('out'), 'precious');
    await expect(saveBundle(inFolder('out'), report(), beside)).rejects.toThrow(/exists already/);
    expect(readdirSync(folder)).toEqual(['out']);
    expect(readFileSync(inFolder('out'), 'utf8')).toBe('precious');
  });
  it('or told why it is not', () =>
    expect(saveBundle(inFolder('gone/out'), report(), beside)).rejects.toThrow(
      /could not be written to .*no such file or directory/,
    ));
});

describe('a place is refused before anything is done', () => {
  it('that is taken', () => {
    writeFileSync(inFolder('out'), '');
    expect(() => checkOutputPath(inFolder('out'))).toThrow(/exists already/);
  });
  it('that is a link to nowhere', () => {
    symlinkSync('/nowhere/at/all', inFolder('out'));
    expect(() => checkOutputPath(inFolder('out'))).toThrow(/exists already/);
  });
  it('that is a folder', () => expect(() => checkOutputPath(folder)).toThrow(/exists already/));
  it('in a folder that is not there', () =>
    expect(() => checkOutputPath(inFolder('gone/out'))).toThrow(/there is no folder/));
  it('in a file', () => {
    writeFileSync(inFolder('file'), '');
    expect(() => checkOutputPath(inFolder('file/out'))).toThrow(/there is no folder/);
  });
  it('below a file', () => {
    writeFileSync(inFolder('file'), '');
    expect(() => checkOutputPath(inFolder('file/folder/out'))).toThrow(/there is no folder/);
  });
  it('that has no name', () => expect(() => checkOutputPath(inFolder('gone/'))).toThrow(/needs the name of a file/));
  it('in a folder of others', ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may write anywhere');
    chmodSync(folder, 0o500);
    expect(() => checkOutputPath(inFolder('out'))).toThrow(/you may not write/);
  });
  it('but not another, nor where none is wanted', () => {
    expect(() => checkOutputPath(inFolder('out'))).not.toThrow();
    expect(() => checkOutputPath(null)).not.toThrow();
  });
});
