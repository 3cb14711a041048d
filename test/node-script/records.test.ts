import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import records from '../../src/node-script/exec-doctor/20-records.sh';
import { presentUserlands } from './userlands.ts';

const everyByte = Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1)).toString('latin1');
const setting = `LC_ALL=C MARK=mark RESULTS='v t' TEXT_BYTES=1900 quiet='' printed=0`;

/** What the script's own part makes of these names and values. */
function recordOf(shell: readonly string[], words: readonly string[]): Record<string, unknown> {
  const [program = '', ...more] = shell;
  // an argument can be handed over only as UTF-8, so bytes come by printf
  const given = words.map((word) => `"$(printf '${octal(word)}.')"`);
  const unpacked = `set -- ${given.join(' ')}; for w; do shift; set -- "$@" "\${w%.}"; done; record fact "$@"`;
  const line = execFileSync(program, [...more, '-c', `${setting}; set -u\n${records}\n${unpacked}`]).toString('latin1');
  expect(line.endsWith('}\n') && !line.slice(0, -1).includes('\n')).toBe(true);
  return JSON.parse(line);
}

const octal = (text: string) =>
  [...Buffer.from(text, 'latin1')].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');

const read = (text: unknown) =>
  typeof text === 'string' && text.startsWith('=') ? Buffer.from(text.slice(1), 'base64').toString('latin1') : text;

for (const { name, shell } of presentUserlands) {
  describe(`a record, by ${name}`, () => {
    test.each([
      ['nothing', ''],
      ['a plain text', 'runc init: /usr/bin/a-b_c.d@e%f,g~h+i=j'],
      ['quotes and backslashes', `"a" 'b' \\c \\" $(d) \`e\``],
      ['what begins as base64 does', '=abc'],
      ['what looks like an option', '-n'],
      ['what printf takes for a format', '%s%d\\n'],
      ['line ends, at the end too', 'a\nb\n\n'],
      ['every byte', everyByte],
    ])('%s', (_, text) => expect(read(recordOf(shell, ['k', text]).k)).toBe(text));

    test('of a long text its beginning', () => {
      expect(read(recordOf(shell, ['k', 'ä"'.repeat(2_000)]).k)).toBe('ä"'.repeat(2_000).slice(0, 1_900));
    });

    test.each([
      ['a number', '42', 42],
      ['a negative one', '-42', -42],
      ['nothing', '', null],
      ['no number', '4"2', null],
    ])('%s where a number is meant', (_, text, expected) => {
      expect(recordOf(shell, ['a#', text, 'b!', '[true]'])).toEqual({ n: 'mark', r: 'fact', a: expected, b: [true] });
    });
  });
}
