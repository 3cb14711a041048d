import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { main } from '../../src/main.ts';

/** What a run prints on stderr. */
async function complaintOf(...words: string[]): Promise<string> {
  const stderr = new PassThrough();
  const process: NodeJS.Process = Object.create(globalThis.process, {
    argv: { value: ['node', 'kubectl-exec_doctor', ...words] },
    stdout: { value: new PassThrough() },
    stderr: { value: stderr },
    exitCode: { value: undefined, writable: true },
  });
  await main(process);
  expect(process.exitCode).toBe(2);
  stderr.end();
  return text(stderr);
}

const escapes = '\u009b31mEVIL\u001b]0;x\u0007\u202e';

it.each([[[]], [['-v=9']]])('what an error quotes cannot command the terminal: %j', async (more) => {
  const folder = await mkdtemp(join(tmpdir(), 'exec-doctor-'));
  try {
    const file = join(folder, 'evil.json');
    await writeFile(file, JSON.stringify({ apiVersion: escapes, kind: 'Report' }));
    const told = await complaintOf('--from-records', file, ...more);
    expect(told).toContain('EVIL');
    expect(told).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  } finally {
    await rm(folder, { recursive: true });
  }
});
it.each([[[]], [['-v=9']]])('nor begin a line: %j', async (more) => {
  const folder = await mkdtemp(join(tmpdir(), 'exec-doctor-'));
  try {
    const file = join(folder, 'x\nVerdict: healthy');
    const told = await complaintOf('--from-records', file, ...more);
    expect(told).toContain('Verdict: healthy');
    expect(told).not.toMatch(/^Verdict/m);
  } finally {
    await rm(folder, { recursive: true });
  }
});
it('nor what was typed', async () => expect(await complaintOf(`--x${escapes}`)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u));
