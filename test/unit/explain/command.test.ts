import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readText } from '../../../src/explain/command.ts';

const read = async (...chunks: (string | Uint8Array)[]) =>
  new TextDecoder().decode(await readText(Readable.from(chunks)));

describe('a text on stdin', () => {
  it('is put together from its pieces', async () => expect(await read('a', Buffer.from('b'), 'c\n')).toBe('abc\n'));
  it('is read to its limit and no further', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield 'x'.repeat(1_000);
      })(),
    );
    expect((await readText(endless)).length).toBe(65_536);
    expect(endless.destroyed).toBe(true);
  });
  it.each(['', ' \n\t\n'])('has to be one: %j', (text) => expect(read(text)).rejects.toThrow('Nothing came on stdin.'));
});
