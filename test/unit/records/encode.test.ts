import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeLine } from '../../../src/records/decode.ts';
import { encodeRecord, type NodeRecord } from '../../../src/records/record.ts';

const mark = 'a1b2c3d4e5f6a1b2c3d4e5f6';
const readAgain = (record: NodeRecord) => decodeLine(JSON.stringify({ n: mark, ...encodeRecord(record) }), mark);

it.each(['', 'plain', '=', '=x', '=eA==', 'two\nlines\u0000', '\u00e4 \u{1f600}'])(
  'a text is read as it was: %j',
  (v) => expect(readAgain({ r: 'fact', k: 'a', v })).toEqual({ r: 'fact', k: 'a', v }),
);

it('whatever was printed is read as it was', () =>
  fc.assert(
    fc.property(fc.uint8Array(), fc.string({ unit: 'grapheme' }), (bytes, text) => {
      const output: NodeRecord = { r: 'output', layer: 'runc', stream: 'err', part: 3, v: Buffer.from(bytes) };
      expect(readAgain(output)).toEqual(output);
      const log: NodeRecord = { r: 'log', of: 'runc', v: text };
      expect(readAgain(log)).toEqual(log);
    }),
  ));
