import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { standaloneScript } from '../../src/node-script/standalone-script.ts';
import { scriptParameters } from '../../src/run/plan.ts';
import { invocation, target } from '../unit/run/runs.ts';
import { presentUserlands } from './userlands.ts';

const words = { echoWord: 'a1b2c3d4e5f6a1b2c3d4e5f6', runId: 'a1b2c3d4' };
const parameters = scriptParameters(target, invocation(), words, { byPod: false, secondOpinionIDs: ['d'.repeat(64)] });

/** What the shell makes of the text: in place of env(1) a program that prints its arguments. */
function wordsOf([shell = '', ...more]: readonly string[], text: string): readonly string[] {
  const printing = `${text.startsWith('exec ') ? 'exec ' : ''}printf '%s\\0' `;
  const output = execFileSync(shell, more, { input: text.replace(/^(exec )?env /, printing), encoding: 'utf8' });
  return output.split('\0').slice(0, -1);
}

const hostile = ["it's", '$(touch /tmp/x)', '`id`', 'a\nb', '"', '\\', '', '*', ';exit 1', '-n', "'\\''"];

describe.each(presentUserlands)('the standalone script in $name', ({ shell }) => {
  test.each(['stream', 'whole'] as const)('%s: is read as it was meant', (output) => {
    const read = wordsOf(shell, standaloneScript({ parameters, command: hostile, output, plan: 'UExBTg==' }));
    expect(read.slice(-hostile.length)).toEqual(hostile);
    expect(read).toContain('ED_CONTROL=other');
    expect(read).toContain(`ED_SECOND=${'d'.repeat(64)}`);
    expect(read).toContain(`ED_OUTPUT=${output}`);
    expect(read).toContain('ED_PLAN=UExBTg==');
    expect(read[0]).toBe('-i');
  });
});

test('takes the place of a shell that is there for it alone, and of no other', () => {
  const text = (output: 'stream' | 'whole') => standaloneScript({ parameters, command: [], output, plan: '' });
  expect([text('stream').slice(0, 9), text('whole').slice(0, 4)]).toEqual(['exec env ', 'env ']);
});

test('a console takes its lines', () => {
  const longest = Math.max(
    ...standaloneScript({ parameters, command: [], output: 'whole', plan: 'x'.repeat(900) })
      .split('\n')
      .map(({ length }) => length),
  );
  expect(longest).toBeLessThan(4_096);
});
