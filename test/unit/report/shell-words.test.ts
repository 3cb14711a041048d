import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWords, shortCommand } from '../../../src/report/shell-words.ts';

describe('shellWords', () => {
  const reads = (command: string[], line: string) => () => expect(shellWords(command)).toBe(line);
  it('plain', reads(['ctr', '-n', 'k8s.io', '/a_b:c=d'], 'ctr -n k8s.io /a_b:c=d'));
  it('a space', reads(['sh', '-c', 'ls -la'], "sh -c 'ls -la'"));
  it('a quote', reads(["it's"], String.raw`'it'\''s'`));
  it('a substitution', reads(['$(id)', '`id`', '*'], "'$(id)' '`id`' '*'"));
  it('nothing', reads([''], "''"));
  it('line breaks stay on the line', reads(["a\nb\t'\\"], String.raw`$'a\nb\t\'\\'`));

  it('is read back by a shell', () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom(...'ab \'"$`\\*?!~#;&|<>(){}[]\n\t-') }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(words, (command) => {
        const printed = execFileSync('bash', ['-c', `printf '%s\\0' ${shellWords(command)}`], { encoding: 'utf8' });
        expect(printed.split('\0').slice(0, -1)).toEqual(command);
      }),
      { numRuns: 25 },
    );
  });
});

describe('shortCommand', () => {
  const shortens = (command: string, short: string) => () => expect(shortCommand(command.split(' '), '…')).toBe(short);
  it('container id', shortens(`docker exec ${'3f2a1b0c9d8e7f60'.repeat(4)} ls`, 'docker exec 3f2a1b0c9d8e ls'));
  it('random word', shortens('/bin/echo 8d1f0a6bc3e94f7299d05be17a64c3f2', '/bin/echo …'));
  it(
    'random word inside a word',
    shortens('--exec-id exec-doctor-8d1f0a6bc3e94f72-ctr', '--exec-id exec-doctor-…-ctr'),
  );
  it('socket', shortens('ctr -a /run/containerd/containerd.sock', 'ctr -a /run/containerd/containerd.sock'));
});
