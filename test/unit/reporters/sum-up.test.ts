import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const sumUp = new URL('../../reporters/sum-up.ts', import.meta.url).pathname;

/** What it prints of these files. */
function printed(files: Readonly<Record<string, unknown>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'sum-up-'));
  mkdirSync(join(folder, 'modern'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));
  const text = execFileSync(process.execPath, [sumUp, folder], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return text.split('\n').slice(0, -1);
}

/** As vitest's reporter writes it. */
function results(passed: readonly string[], failed: readonly string[]) {
  const assertion = (status: string, fullName: string, failureMessages: readonly string[]) => ({
    ...{ status, fullName, failureMessages },
  });
  return {
    numPassedTests: passed.length,
    numFailedTests: failed.length,
    testResults: [
      {
        name: '/a.test.ts',
        message: '',
        assertionResults: [
          ...passed.map((name) => assertion('passed', name, [])),
          ...failed.map((name) => assertion('failed', name, ['Error: too late\n    at node_modules/runner.js:1'])),
        ],
      },
    ],
  };
}

const secondTry = { test: '[unit] a.test.ts: waits', failure: 'Error: too late\n    at /a.test.ts:1' };
const noneThere = 'On the virtual machine, not counted: 0 passed, 0 failed';

it.each([
  ['nothing ran', {}, ['No test needed a second try.', noneThere, '0 passed, 0 failed']],
  [
    'two runs are added',
    { '1.results.json': results(['a', 'b'], []), '2.results.json': results(['c'], ['d']) },
    ['FAILED /a.test.ts: d', 'Error: too late', 'No test needed a second try.', noneThere, '3 passed, 1 failed'],
  ],
  [
    'a second try is told, with what was said first',
    { '1.results.json': results(['a'], []), '1.second-tries.json': [secondTry] },
    [
      '1 test needed a second try:',
      '  [unit] a.test.ts: waits',
      '    Error: too late',
      '        at /a.test.ts:1',
      noneThere,
      '1 passed, 0 failed',
    ],
  ],
  [
    'the virtual machine is told, and not counted',
    {
      '1.results.json': results(['a'], []),
      '1.second-tries.json': [secondTry],
      'modern/2.results.json': results(['b'], ['c']),
      'modern/2.second-tries.json': [{ test: 'slow', failure: 'Error: late' }],
    },
    [
      'On the virtual machine, not counted: FAILED /a.test.ts: c',
      'Error: too late',
      '2 tests needed a second try:',
      '  [unit] a.test.ts: waits',
      '    Error: too late',
      '        at /a.test.ts:1',
      '  virtual machine, slow',
      '    Error: late',
      'On the virtual machine, not counted: 1 passed, 1 failed',
      '1 passed, 0 failed',
    ],
  ],
])('%s', (_what, files, expected) => expect(printed(files)).toEqual(expected));
