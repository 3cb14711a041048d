import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakLine, displayWidth, wrapWords } from '../../../src/report/wrap.ts';

describe('displayWidth', () => {
  const takes = (text: string, columns: number) => () => expect(displayWidth(text)).toBe(columns);
  it('ASCII', takes('kubectl', 7));
  it('umlauts', takes('für', 3));
  it('wide characters', takes('漢字', 4));
  it('emoji', takes('a🙂', 3));
  it('a combining mark', takes('e\u0301', 1));
  it('our own signs', takes('✗─…', 3));
});

describe('wrapWords', () => {
  const wraps =
    (text: string, width: number, ...lines: string[]) =>
    () =>
      expect(wrapWords(text, width)).toEqual(lines);
  it('short', wraps('a b', 10, 'a b'));
  it('between words', wraps('one two three', 7, 'one two', 'three'));
  it('spaces are one', wraps('one \n\t two', 10, 'one two'));
  it('a long word', wraps('abcdefghij x', 4, 'abcd', 'efgh', 'ij x'));
  it(
    'a long path, behind a slash',
    wraps('at /run/containerd/containerd.sock', 20, 'at /run/containerd/', 'containerd.sock'),
  );
  it('wide characters', wraps('漢字漢字', 5, '漢字', '漢字'));
  it('a wide character behind a slash', wraps('/a漢', 2, '/', 'a', '漢'));
  it('nothing', wraps('  ', 5));

  const words = fc
    .array(fc.string({ unit: 'grapheme', maxLength: 30 }), { maxLength: 20 })
    .map((parts) => parts.join(' '));
  it('is never wider, and loses nothing', () =>
    fc.assert(
      fc.property(words, fc.integer({ min: 2, max: 40 }), (text, width) => {
        const lines = wrapWords(text, width);
        expect(Math.max(0, ...lines.map(displayWidth))).toBeLessThanOrEqual(width);
        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    ));
});

describe('breakLine', () => {
  it('keeps spaces', () => expect(breakLine('a  b  c', 3)).toEqual(['a  ', 'b  ', 'c']));
  it('keeps an empty line', () => expect(breakLine('', 3)).toEqual(['']));
});
