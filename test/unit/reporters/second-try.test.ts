import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const reporter = new URL('../../reporters/second-try.ts', import.meta.url).pathname;
const source = `
let tries = 0;
it('wavers', { retry: 1 }, () => expect(++tries).toBe(2));
it('holds', { retry: 1 }, () => {});
`;

it('a test that passes at its second try is told, with how it failed first', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'second-try-'));
  try {
    writeFileSync(join(folder, 'a.test.mjs'), source);
    const words = ['run', '--root', folder, '--globals', `--reporter=${reporter}`];
    const { stderr } = await execa('vitest', words, { preferLocal: true });
    expect(stderr).toMatch(
      /^\n1 test needed a second try:\n {2}\[.*\] a\.test\.mjs: wavers\n {4}AssertionError: .* 1 /,
    );
    expect(stderr).not.toContain('holds');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
