import { describe, expect, it } from 'vitest';
import { diagnose, matrix } from './support/plugin.ts';
import { family } from './support/the-lab.ts';

/** Where the user's own command runs, in this order: bottom-up, at every layer of the node that answered. */
const layers = ['runc', 'ctr', ...(family === 'docker' ? ['docker'] : [])];

/** Prints its arguments as hexadecimal bytes, a line each. */
const hexDump = 'for a; do printf %s "$a" | od -An -v -tx1 | tr -d " \\n"; echo; done';
const hex = (words: readonly string[]) => words.map((word) => `${Buffer.from(word).toString('hex')}\n`).join('');

const words = [
  `it's`,
  '"quoted"',
  '$(id)',
  '`id`',
  'two\nlines',
  '$(NODE_NAME)',
  '$(POD_UID)',
  'ED_FIFO_DIR_UID=$(POD_UID)',
  '$$',
  '$$$(PATH)',
  '',
  ' blanks  inside ',
  '\\',
  'é☃',
  '*',
  '--dry-run',
  '-',
  '--',
];

describe('the command after --', () => {
  it('gets every argument byte for byte, at every layer', async () => {
    const { ending, report } = await diagnose(['nginx1', '--', '/bin/sh', '-c', hexDump, 'sh', ...words]);
    expect(ending.code, matrix(report)).toBe(0);
    expect(report.userCommand.map(({ layer, outcome, exitCode }) => [layer, outcome, exitCode])).toEqual(
      layers.map((layer) => [layer, 'exited', 0]),
    );
    for (const { layer, stdout } of report.userCommand) expect(`${layer}\n${stdout}`).toBe(`${layer}\n${hex(words)}`);
  });

  it('may end with an exit code of its own, which is no fault of any layer', async () => {
    const { ending, report } = await diagnose(['nginx1', '--', '/bin/sh', '-c', 'echo out; echo err >&2; exit 7']);
    expect(ending.code, matrix(report)).toBe(0);
    for (const row of report.userCommand) expect(row).toMatchObject({ exitCode: 7, stdout: 'out\n', stderr: 'err\n' });
    expect(report.userCommand).toHaveLength(layers.length);
  });
});
