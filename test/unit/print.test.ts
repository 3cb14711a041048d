import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../../src/model/problem.ts';
import { print } from '../../src/print.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'print-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const unused = () => {
  throw new Error('not by the stream');
};

/** Prints to a file. */
async function printTo(file: string, text: string): Promise<void> {
  const fd = openSync(file, 'a');
  try {
    await print({ fd, write: unused }, text);
  } finally {
    closeSync(fd);
  }
}

describe('to a file', () => {
  it('all of it, behind what is there', async () => {
    const file = join(folder, 'out');
    const long = 'ü'.repeat(3_000_000);
    await printTo(file, 'before\n');
    await printTo(file, long);
    expect(readFileSync(file, 'utf8')).toBe(`before\n${long}`);
  });
  it('on a full disk', async () => {
    const printed = printTo('/dev/full', '{"a":1}');
    await expect(printed).rejects.toBeInstanceOf(Problem);
    await expect(printed).rejects.toThrow('Standard output could not be written: no space left on device.');
  });
});

describe('to a pipe', () => {
  it('all of it', async () => {
    const reader = spawn('wc', ['-c'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await print(reader.stdin, 'x'.repeat(3_000_000));
    reader.stdin.end();
    const [counted] = await once(reader.stdout, 'data');
    expect(Number(counted)).toBe(3_000_000);
  });
  it('whose reader has seen enough', async () => {
    const reader = spawn('head', ['-c', '1'], { stdio: ['pipe', 'ignore', 'inherit'] });
    reader.stdin.on('error', () => undefined);
    const printed = print(reader.stdin, 'x'.repeat(3_000_000));
    await expect(printed).rejects.toThrow(/could not be written: (broken pipe|operation canceled)/);
    await expect(printed).rejects.toMatchObject({ more: { why: expect.stringMatching(/Whoever reads it/) } });
  });
});
