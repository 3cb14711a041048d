import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeText, markIn } from '../../../src/records/decode.ts';

const mark = 'a1b2c3d4e5f6a1b2c3d4e5f6';
const brief = [`hello ${mark} host`, 'fact kubelet.listens yes', 'gate open', 'end 0'];
const records = [
  `{"n":"${mark}","r":"hello","userland":"host","uptime":7}`,
  `{"n":"${mark}","r":"fact","k":"target.init","v":"12"}`,
  `{"n":"${mark}","r":"end","overdue":0}`,
];
const whole = [...brief, ...records, ...brief];

it.each<[what: string, lines: readonly string[], from: string, kinds: readonly string[]]>([
  ['whole', whole, 'output', ['hello', 'fact', 'end', 'fact', 'gate']],
  ['only its beginning', whole.slice(0, 4), 'gist', ['hello', 'fact', 'gate', 'end']],
  ['only its end', whole.slice(-4), 'gist', ['hello', 'fact', 'gate', 'end']],
  ['cut in the first brief', whole.slice(2), 'output', ['hello', 'fact', 'end', 'fact', 'gate']],
  ['cut in the records', whole.slice(0, 5), 'output', ['hello', 'fact', 'gate', 'end']],
  ['cut in the last brief', whole.slice(4, -1), 'output', ['hello', 'fact', 'end', 'fact', 'gate']],
  ['by a console of Windows', whole.map((line) => `${line}\r`), 'output', ['hello', 'fact', 'end', 'fact', 'gate']],
  ['between lines of others', ['$ sh s.sh', ...records, '$ exit'], 'output', ['hello', 'fact', 'end']],
  ["another run's", whole.map((line) => line.replace(mark, 'b'.repeat(24))), 'gist', []],
  ['nothing', [], 'gist', []],
])('%s', (_, lines, from, kinds) => {
  const decoded = decodeText(lines.join('\n'), mark);
  expect([decoded.from, decoded.records.map(({ r }) => r)]).toEqual([from, kinds]);
});

it('whatever stands between our lines, and wherever they are cut, is neither a record nor the loss of one', () =>
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), fc.nat(whole.join('\n').length), (noise, cut) => {
      const foreign = noise.map((line) => line.replaceAll('\n', ' ')).filter((line) => !line.includes(mark));
      const mixed = [...foreign, ...records, ...foreign];
      expect(decodeText(mixed.join('\n'), mark).records).toEqual(decodeText(records.join('\n'), mark).records);
      const rest = decodeText(whole.join('\n').slice(cut), mark).records.map(({ r }) => r);
      expect(['hello', 'fact', 'gate', 'end']).toEqual(expect.arrayContaining(rest));
    }),
  ));

it('a daemon that only the brief tells of is no repetition of the one in the records', () => {
  const dumps = [`{"n":"${mark}","r":"dump","of":"dockerd","pid":7,"why":"","dir":"","total":1,"cut":false}`];
  const text = [...brief, 'dump dockerd 7 -', 'dump containerd 8 -', ...records.slice(0, 2), ...dumps].join('\n');
  const told = decodeText(text, mark).records.flatMap((record) => (record.r === 'dump' ? record.of : []));
  expect(told).toEqual(['dockerd', 'containerd']);
});

const other = 'b'.repeat(24);
const forged = `{"n":"${other}","r":"hello","userland":"image","uptime":1}`;
it.each<[what: string, lines: readonly string[], told: string | null]>([
  ['of a whole output', whole, mark],
  ['of its records alone', records, mark],
  ['of its brief alone', brief, mark],
  ['by a console of Windows', whole.map((line) => `${line}\r`), mark],
  ['between lines of others', ['$ sh s.sh', ...records, '$ exit'], mark],
  ['of the first, where two say so', [...records, forged, `hello ${other} image`], mark],
  ['of no record but the first', records.slice(1), null],
  ['of nothing', [], null],
])('the mark %s', (_, lines, told) => expect(markIn(lines.join('\n'))).toBe(told));

it('what carries another mark than the first is not ours', () => {
  const output = [...records, forged, `{"n":"${other}","r":"gate","why":""}`, `hello ${other} image`, 'gate open'];
  expect(decodeText(output.join('\n'), markIn(output.join('\n')) ?? '').records).toEqual(
    decodeText(records.join('\n'), mark).records,
  );
});

it('a flood of first lines costs one pass', () => {
  const started = performance.now();
  decodeText(`hello ${mark} host\n`.repeat(200_000), mark);
  // each with a look at all the others took half a minute
  expect(performance.now() - started).toBeLessThan(10_000);
});
