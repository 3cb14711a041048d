import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import packageJson from '../../../package.json';
import { flagTable } from '../../../src/command-line/flags.ts';
import { root } from './documents.ts';
import { manPage } from './man-page.ts';

const page = new URL('docs/kubectl-exec-doctor.1', root).pathname;

describe('the page for man', () => {
  // with -u vitest writes it
  it('is up to date with the flags', () => expect(manPage()).toMatchFileSnapshot(page));

  it('is in the npm package', () => {
    expect(packageJson.man).toBe('docs/kubectl-exec-doctor.1');
    expect(packageJson.files).toContain('docs');
  });

  it('is rendered without a warning, with all flags', async (context) => {
    context.skip(!existsSync('/usr/bin/man'), 'there is no man');
    const { stdout, stderr } = await execa('man', ['--warnings', '-l', '-'], {
      input: manPage(),
      env: { MANWIDTH: '100', LC_ALL: 'C.UTF-8', MANPAGER: 'cat' },
    });
    expect(stderr).toBe('');
    for (const { name } of flagTable) expect(stdout).toContain(`--${name}`);
  });
});
