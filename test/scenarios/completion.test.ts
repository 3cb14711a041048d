import { describe, expect, it } from 'vitest';
import { run } from './support/plugin.ts';

/** The words that are suggested for the last one of the line, and what the shell is told to do with them. */
async function completed(line: string): Promise<readonly string[]> {
  const { code, stdout, stderr } = await run(['__complete', ...line.split(' ')]);
  expect([code, stderr]).toEqual([0, '']);
  return stdout
    .trim()
    .split('\n')
    .map((one) => one.replace(/\t.*/, ''));
}

describe('what the cluster has is suggested', () => {
  it.for<[line: string, words: readonly string[]]>([
    ['ngin', ['nginx1', ':4']],
    ['pod/ngin', ['pod/nginx1', ':4']],
    ['two -c ', ['app', 'sidecar', ':4']],
    ['pod/two --container=si', ['sidecar', ':4']],
    ['-n defa', ['default', ':4']],
    ['--context ', ['lab', ':4']],
    ['sts', ['sts/', ':6']],
    ['explain shim-kil', ['shim-killed', ':4']],
    // nobody is there to read an error
    ['nothing -c ', [':4']],
    ['--kubeconfig=/dev/null/config ngin', [':4']],
    ['--server=https://127.0.0.1:1 ngin', [':4']],
  ])('%s: %s', async ([line, words]) => expect(await completed(line)).toEqual(words));
});
