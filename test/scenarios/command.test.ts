import { describe, expect, it } from 'vitest';
import { diagnose, matrix } from './support/plugin.ts';
import { nodeClients } from './support/runtime.ts';
import { family, fault, healAll, untilHealthy } from './support/the-lab.ts';

/** Where the user's own command may run: at every layer of the node that answered. Told from the top to the bottom. */
const layers = nodeClients.filter((name) => name !== 'crictl');

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
    const { ending, report } = await diagnose([
      'nginx1',
      '--at-every-layer',
      '--',
      '/bin/sh',
      '-c',
      hexDump,
      'sh',
      ...words,
    ]);
    expect(ending.code, matrix(report)).toBe(0);
    expect(report.userCommand.map(({ layer, outcome, exitCode }) => [layer, outcome, exitCode])).toEqual(
      layers.map((layer) => [layer, 'exited', 0]),
    );
    for (const { layer, stdout } of report.userCommand) expect(`${layer}\n${stdout}`).toBe(`${layer}\n${hex(words)}`);
  });

  it('runs once, and may end with an exit code of its own, which is no fault of any layer', async () => {
    const command = ['/bin/sh', '-c', 'echo out >>/tmp/ran; cat /tmp/ran; rm /tmp/ran; echo err >&2; exit 7'];
    const { ending, report } = await diagnose(['nginx1', '--', ...command]);
    expect(ending.code, matrix(report)).toBe(0);
    expect(report.userCommand).toMatchObject([{ layer: layers[0], exitCode: 7, stdout: 'out\n', stderr: 'err\n' }]);
    expect(ending.stderr).toContain('Your command will be run in the container once, through');
  });

  it('may be compared by layer', async () => {
    const command = ['/bin/sh', '-c', 'echo out; echo err >&2; exit 7'];
    const { ending, report } = await diagnose(['nginx1', '--at-every-layer', '--', ...command]);
    expect(ending.code, matrix(report)).toBe(0);
    for (const row of report.userCommand) expect(row).toMatchObject({ exitCode: 7, stdout: 'out\n', stderr: 'err\n' });
    expect(report.userCommand).toHaveLength(layers.length);
    expect(ending.stderr).toContain('Your command will be run in the container once at each layer');
  });

  it('runs through the topmost layer that works, once', async (context) => {
    context.skip(family === 'cri-o', 'it runs by runc alone there');
    await fault(['shim-hang', 'nginx1']);
    try {
      const { report } = await diagnose(['nginx1', '--probe-timeout=4s', '--', 'hostname']);
      expect(report.userCommand.map(({ layer, outcome }) => `${layer} ${outcome}`)).toEqual([
        ...layers.slice(0, -1).map((layer) => `${layer} skipped`),
        'runc exited',
      ]);
    } finally {
      await healAll();
      await untilHealthy();
    }
  });

  it('may have ended, with a child that keeps its output open: exec hangs, and no layer is at fault', async () => {
    const command = ['/bin/sh', '-c', 'sleep 20 & echo done'];
    const { ending, report } = await diagnose(['nginx1', '--at-every-layer', '--probe-timeout=4s', '--', ...command]);
    expect(ending.code, matrix(report)).toBe(0);
    expect(report.userCommand.at(-1)).toMatchObject({ layer: 'runc', outcome: 'hang', ended: true, stdout: 'done\n' });
    expect(report.findings.map(({ code }) => code)).toContain('output-held-by-child');
  });

  it('may not end at all', async () => {
    const { ending, report } = await diagnose(['nginx1', '--probe-timeout=4s', '--', '/bin/sh', '-c', 'sleep 20']);
    expect(ending.code, matrix(report)).toBe(0);
    expect(report.userCommand).toMatchObject([{ layer: layers[0], outcome: 'hang', ended: false }]);
    expect(report.findings.map(({ code }) => code)).toContain('command-runs-on');
  });
});
