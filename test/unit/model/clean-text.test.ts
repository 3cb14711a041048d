import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, cleanLine, maxTextLength } from '../../../src/model/clean-text.ts';

const becomes = (dirty: string | Uint8Array, cleaned: string) => () => expect(clean(dirty)).toBe(cleaned);

describe('clean', () => {
  it(
    'leaves plain text',
    becomes('exec failed: no such file\n\tat /bin/ls ü 漢 🙂', 'exec failed: no such file\n\tat /bin/ls ü 漢 🙂'),
  );
  it('colours', becomes('\x1b[1;31mred\x1b[0m \x1b[38;2;1;2;3mrgb', 'red rgb'));
  it('cursor and screen', becomes('\x1b[2J\x1b[H\x1b[?25l\x1b[10;20Hx', 'x'));
  it('8-bit CSI', becomes('a\x9b31mb', 'ab'));
  it('window title, ended by BEL', becomes('a\x1b]0;title\x07b', 'ab'));
  it('window title, ended by ST', becomes('a\x1b]0;title\x1b\\b', 'ab'));
  it('8-bit OSC', becomes('a\x9d0;title\x9cb', 'ab'));
  it('hyperlink', becomes('\x1b]8;;https://evil.example\x1b\\kubectl\x1b]8;;\x1b\\', 'kubectl'));
  it('clipboard', becomes('\x1b]52;c;cm0gLXJmIC8=\x07ok', 'ok'));
  it('device control string', becomes('a\x1bP1$qm\x1b\\b', 'ab'));
  it('an open OSC hides nothing', becomes('\x1b]0;error: all is lost\nreally', '0;error: all is lost\nreally'));
  it('reset and character sets', becomes('\x1bc\x1b(0\x1b=x', 'x'));
  it('a sequence inside a sequence', becomes('\x1b[3\x1b[31m1mx', '31mx'));
  it('a lone escape', becomes('a\x1b', 'a'));
  it('carriage return and line feed', becomes('a\r\nb\r\r\nc', 'a\nb\nc'));
  it(
    'a carriage return that would overprint',
    becomes('Verdict: fault\rVerdict: fine', 'Verdict: fault\nVerdict: fine'),
  );
  it('backspace, bell, NUL, DEL', becomes('a\bb\x07c\0d\x7f', 'abcd'));
  it('C1', becomes('a\x80b\x9fc', 'abc'));
  it('other line ends', becomes('a\vb\fc\u0085d\u2028e\u2029f', 'a\nb\nc\nd\ne\nf'));
  it('bidirectional controls', becomes('a\u202eb\u2066c\u2069d\u200fe\u061c', 'abcde'));
  it('zero width', becomes('k\u200bu\u200cb\u200de\u2060c\ufefft\u00adl', 'kubectl'));
  it('tags', becomes('a\u{e0041}\u{e007f}b', 'ab'));
  it('lone surrogates', becomes('a\ud800b\udc00', 'a\ufffdb\ufffd'));
  it('bytes', becomes(new TextEncoder().encode('ü🙂\n'), 'ü🙂\n'));
  it('bytes that are not UTF-8', becomes(Uint8Array.of(0x61, 0xff, 0x9b, 0x62, 0xe2, 0x82), 'a\ufffd\ufffdb\ufffd'));

  it('cuts what is too long, and says how much', () => {
    const cleaned = clean('x'.repeat(maxTextLength + 1000));
    const [kept = '', mark = ''] = cleaned.split('\n');
    expect(cleaned.length).toBeLessThanOrEqual(maxTextLength);
    expect(clean(cleaned)).toBe(cleaned);
    expect(mark).toBe(`[... ${maxTextLength + 1000 - kept.length} more characters were cut]`);
  });

  it('does not cut a character in half', () => {
    expect(clean(`x${'🙂'.repeat(maxTextLength)}`).isWellFormed()).toBe(true);
    expect(clean('🙂'.repeat(maxTextLength)).isWellFormed()).toBe(true);
  });

  it('takes no longer for many open sequences', () => {
    const started = performance.now();
    clean('\x1b]'.repeat(200_000) + '\x9d'.repeat(200_000) + '\x1b[0;'.repeat(200_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('clean, whatever comes', () => {
  const nasty = fc.constantFrom(
    ...['\x1b', '\x9b', '\x9d', '\x90', '\x9c', '[', ']', '\x07', '\\', '31', ';', 'm', 'P', '\r', '\n', '\t', '\b'],
    ...[
      '\0',
      '\x7f',
      '\u0085',
      '\u2028',
      '\u202e',
      '\u2066',
      '\u200b',
      '\ufeff',
      '\u{e0041}',
      '\ud83d',
      '\ude42',
      'a',
      ' ',
    ],
  );
  const anything = fc.oneof(
    fc.array(nasty, { maxLength: 60 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
    fc.uint8Array({ maxLength: 200 }),
  );
  const always = (holds: (cleaned: string) => void) => () =>
    fc.assert(
      fc.property(anything, (dirty) => {
        holds(clean(dirty));
      }),
    );

  it(
    'has no control character but newline and tab',
    always((text) => expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/)),
  );
  it(
    'has no bidirectional control',
    always((text) => expect(text).not.toMatch(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/)),
  );
  it(
    'has no zero-width character',
    always((text) => expect(text).not.toMatch(/[\u200b-\u200d\u2060-\u2064\ufeff\u00ad]/)),
  );
  it(
    'is well-formed',
    always((text) => expect(text.isWellFormed()).toBe(true)),
  );
  it(
    'is not changed by a second time',
    always((text) => expect(clean(text)).toBe(text)),
  );
});

describe('cleanLine', () => {
  it('is one line', () => expect(cleanLine(' a\r\n\tb \x1b[1m c\n')).toBe('a b c'));
});
