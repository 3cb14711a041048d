import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeText } from '../../../src/records/decode-text.ts';

const nonce = 'a1b2c3d4e5f6a1b2c3d4e5f6';
const gist = [`hello ${nonce} host`, 'fact kubelet.listens yes', 'gate open', 'end 0'];
const records = [
  `{"n":"${nonce}","r":"hello","userland":"host","uptime":7}`,
  `{"n":"${nonce}","r":"fact","k":"target.init","v":"12"}`,
  `{"n":"${nonce}","r":"end","overdue":0}`,
];
const whole = [...gist, ...records, ...gist];

it.each<[what: string, lines: readonly string[], from: string, kinds: readonly string[]]>([
  ['whole', whole, 'output', ['hello', 'fact', 'end', 'fact', 'gate']],
  ['only its beginning', whole.slice(0, 4), 'gist', ['hello', 'fact', 'gate', 'end']],
  ['only its end', whole.slice(-4), 'gist', ['hello', 'fact', 'gate', 'end']],
  ['cut in the first gist', whole.slice(2), 'output', ['hello', 'fact', 'end', 'fact', 'gate']],
  ['cut in the records', whole.slice(0, 5), 'output', ['hello', 'fact', 'gate', 'end']],
  ['cut in the last gist', whole.slice(4, -1), 'output', ['hello', 'fact', 'end', 'fact', 'gate']],
  ['by a console of Windows', whole.map((line) => `${line}\r`), 'output', ['hello', 'fact', 'end', 'fact', 'gate']],
  ['between lines of others', ['$ sh s.sh', ...records, '$ exit'], 'output', ['hello', 'fact', 'end']],
  ["another run's", whole.map((line) => line.replace(nonce, 'b'.repeat(24))), 'gist', []],
  ['nothing', [], 'gist', []],
])('%s', (_, lines, from, kinds) => {
  const decoded = decodeText(lines.join('\n'), nonce);
  expect([decoded.from, decoded.records.map(({ r }) => r)]).toEqual([from, kinds]);
});

it('whatever stands between our lines, and wherever they are cut, is neither a record nor the loss of one', () =>
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), fc.nat(whole.join('\n').length), (noise, cut) => {
      const foreign = noise.map((line) => line.replaceAll('\n', ' ')).filter((line) => !line.includes(nonce));
      const mixed = [...foreign, ...records, ...foreign];
      expect(decodeText(mixed.join('\n'), nonce).records).toEqual(decodeText(records.join('\n'), nonce).records);
      const rest = decodeText(whole.join('\n').slice(cut), nonce).records.map(({ r }) => r);
      expect(['hello', 'fact', 'gate', 'end']).toEqual(expect.arrayContaining(rest));
    }),
  ));
