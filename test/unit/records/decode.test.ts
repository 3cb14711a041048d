import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLine, decodeStream, markOf } from '../../../src/records/decode.ts';
import { sortRecords } from '../../../src/records/evidence.ts';
import type { NodeRecord } from '../../../src/records/record.ts';
import { processRecord } from './process-record.ts';

const mark = '0b7e1c52-3f4a-4d6b-8c9d-2a1f0e5d4c3b';
const other = 'f'.repeat(24);
const line = (fields: object) => JSON.stringify({ n: mark, ...fields });
const base64 = (text: string) => `=${Buffer.from(text).toString('base64')}`;
const probe = {
  r: 'probe',
  subject: 'target',
  layer: 'ctr',
  method: 'echo',
  attempt: 1,
  end: 'exited',
  code: 0,
  ms: 50,
  seen: true,
  command: ['ctr', base64("it's")],
  out: '61735448b25aefaf9d82d73f',
  err: base64('äöü\u001b[31m'),
};

const socket = {
  r: 'socket',
  layer: 'shim',
  look: 1,
  path: '/run/containerd/s/ab',
  listens: true,
  waiting: 0,
  unread: 348,
};
const limit = { r: 'limit', subject: 'target', what: 'pids', at: '/sys/fs/cgroup/a', used: 3, max: 100, hits: 0 };

describe('a record', () => {
  it.each<[string, object, object]>([
    ['hello', { r: 'hello', userland: 'host', uptime: 7 }, { r: 'hello', userland: 'host', uptime: 7 }],
    ['fact', { r: 'fact', k: 'target.ns', v: 'moby' }, { r: 'fact', k: 'target.ns', v: 'moby' }],
    ['a text as base64', { r: 'fact', k: 'x', v: base64('a "b"\n') }, { r: 'fact', k: 'x', v: 'a "b"\n' }],
    ['probe', probe, { ...probe, command: ['ctr', "it's"], err: 'äöü\u001b[31m' }],
    ['a probe that hung', { ...probe, end: 'timeout', code: null }, { end: 'timeout', code: null }],
    ['gate', { r: 'gate', why: '' }, { r: 'gate', why: '' }],
    ['end', { r: 'end', overdue: 1 }, { r: 'end', overdue: 1 }],
    ['a shim', processRecord({ role: 'shim', of: 'second' }), { role: 'shim', of: 'second' }],
    ['a socket', { ...socket, look: 2 }, { layer: 'shim', unread: 348 }],
    ['a limit without a number', { ...limit, used: null }, { what: 'pids', used: null, max: 100 }],
    ['a line of a log', { r: 'log', of: 'dockerd', v: '=bGV2ZWw9ZXJyb3I=' }, { of: 'dockerd', v: 'level=error' }],
    [
      'bytes that are no text',
      { r: 'output', layer: 'runc', stream: 'out', part: 0, v: '=//4=' },
      { v: Buffer.from([0xff, 0xfe]) },
    ],
    [
      'what was not believed',
      { r: 'refused', what: 'socket', name: base64('/run/a "b"'), why: 'owner' },
      { what: 'socket', name: '/run/a "b"', why: 'owner' },
    ],
    ['fields of a later version', { r: 'gate', why: '', more: 1 }, { r: 'gate', why: '' }],
  ])('%s', (_, fields, expected) => expect(decodeLine(line(fields), mark)).toMatchObject(expected));
});

describe('is told as a record that could not be read', () => {
  it.each<[string, object, string, string]>([
    ['a kind that is none', { r: 'verdict', layer: 'runc' }, 'verdict', 'r'],
    ['no kind', { layer: 'runc' }, '', 'r'],
    ['a missing field', { ...probe, seen: undefined }, 'probe', 'seen'],
    ['a field of another type', { ...probe, ms: '50' }, 'probe', 'ms'],
    ['a negative time', { ...probe, ms: -1 }, 'probe', 'ms'],
    ['a layer that is none', { ...probe, layer: 'podman' }, 'probe', 'layer'],
    ['a subject that is none', { ...probe, subject: 'node' }, 'probe', 'subject'],
    ['a refusal for no reason', { r: 'refused', what: 'socket', name: '/run/a', why: '' }, 'refused', 'why'],
    ['a word of a command', { ...probe, command: ['a', 1] }, 'probe', 'command.1'],
  ])('%s', (_, fields, kind, at) => expect(decodeLine(line(fields), mark)).toMatchObject({ r: 'unread', kind, at }));

  it('and two that differ are two', () => {
    const records = [1, 2, 2].flatMap((ms) => decodeLine(line({ ...probe, layer: 'podman', ms }), mark) ?? []);
    expect(sortRecords(records).unread.length).toBe(2);
  });
});

describe('is no record of this run', () => {
  it.each<[string, string]>([
    ['an empty line', ''],
    ['the mark alone', mark],
    ['a number', `1${mark}`],
    ['null', 'null'],
    ['an array with the mark', JSON.stringify([mark])],
    ['another mark', JSON.stringify({ n: other, r: 'end', overdue: 0 })],
    ['no mark', JSON.stringify({ r: 'end', overdue: 0 })],
    ['the mark in another field', JSON.stringify({ n: other, r: 'fact', k: mark, v: mark })],
    ['the mark behind another', line({ r: 'end', overdue: 0 }).replace(/\}$/, `,"n":"${other}"}`)],
    ['the mark below', JSON.stringify({ n: { n: mark }, r: 'end', overdue: 0 })],
    ['the mark behind something', JSON.stringify({ r: 'end', n: mark, overdue: 0 })],
    ['two on a line', line({ r: 'end', overdue: 0 }) + line({ r: 'end', overdue: 0 })],
    ['one that is cut', line(probe).slice(0, -1)],
    ['one behind something', `x ${line(probe)}`],
  ])('%s', (_, text) => expect(decodeLine(text, mark)).toBeNull());
});

describe('the mark of a run', () => {
  const hello = { r: 'hello', userland: 'host', uptime: 7 };
  const marked = (n: unknown, fields: object = hello) => JSON.stringify({ n, ...fields });
  it.each([
    ['of its first record', line(hello), mark],
    ['of the image, too', line({ ...hello, userland: 'image' }), mark],
    ['as versions before have made it', marked('61735448b25aefaf9d82d73f'), '61735448b25aefaf9d82d73f'],
    ['of no other record', line({ r: 'gate', why: '' }), null],
    ['of none that is not whole', line(hello).slice(0, -1), null],
    ['of none with a field of another type', line({ ...hello, userland: 'node' }), null],
    ['of none behind something', ` ${line(hello)}`, null],
    ['too short', marked('a'.repeat(23)), null],
    ['as short as it may be', marked('a'.repeat(24)), 'a'.repeat(24)],
    ['too long', marked('a'.repeat(37)), null],
    ['of other letters', marked('g'.repeat(24)), null],
    ['in two lines', marked(`${'a'.repeat(24)}\n`), null],
    ['of a number', marked(1), null],
  ])('%s', (_, text, told) => expect(markOf(text)).toBe(told));
});

const decode = (chunks: Iterable<Uint8Array>) => Array.fromAsync(decodeStream(ReadableStream.from(chunks)));
/** The records of a run that has begun. */
const decodeRun = async (chunks: Iterable<Uint8Array>) => {
  const [first, ...rest] = await decode([Buffer.from(`${hello}\n`), ...chunks]);
  expect(first).toEqual({ r: 'hello', userland: 'host', uptime: 7 });
  return rest;
};
const hello = line({ r: 'hello', userland: 'host', uptime: 7 });
const ids = (records: readonly NodeRecord[]) => records.map((record) => (record.r === 'fact' ? record.k : record.r));

/** A whole record, told apart by its number. */
const numbered = (index: number) => line({ r: 'fact', k: String(index), v: base64('ü'.repeat(index % 40)) });

/** What may stand between two records: whatever the world prints, without our mark. */
const noise = fc
  .oneof(
    fc.string(),
    fc.constant(JSON.stringify({ n: other, r: 'end', overdue: 0 })),
    fc.constant(JSON.stringify({ n: other, r: 'hello', userland: 'image', uptime: 1 })),
    fc.constant(JSON.stringify({ r: 'gate', why: '' })),
    fc.constant('{"n":"'),
    fc.constant('日本語 🎉 \u001b]0;x\u0007'),
    fc.constant('\r'),
  )
  .map((text) => text.replaceAll('\n', ' '));

/** The bytes cut at those places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].toSorted((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe('a stream', () => {
  it('gives every whole record, however it is cut and whatever stands between', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(noise, { maxLength: 20 }),
        fc.array(fc.nat(), { maxLength: 30 }),
        async (between, places) => {
          const text = between.map((other, index) => `${other}\n${numbered(index)}\n`).join('');
          expect(ids(await decodeRun(cut(Buffer.from(text), places)))).toEqual(
            between.map((_, index) => String(index)),
          );
        },
      ),
    ));

  it('that ends anywhere gives the records before that', () =>
    fc.assert(
      fc.asyncProperty(fc.nat({ max: 8 }), fc.nat(), async (count, place) => {
        const lines = Array.from({ length: count }, (_, index) => numbered(index));
        const bytes = Buffer.from(lines.join('\n'));
        const end = place % (bytes.length + 1);
        let at = 0;
        const whole = lines.filter((one) => {
          at += Buffer.byteLength(one) + 1;
          return at - 1 <= end;
        });
        expect(await decodeRun([bytes.subarray(0, end)])).toHaveLength(whole.length);
      }),
    ));

  it('is read byte by byte, with characters of several bytes', async () => {
    const text = `grüße\n${numbered(7)}\n🎉\n${numbered(8)}\n`;
    expect(ids(await decodeRun([...Buffer.from(text)].map((byte) => Uint8Array.of(byte))))).toEqual(['7', '8']);
  });

  it('survives bytes that are no UTF-8', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const bad = bytes.filter((byte) => byte !== 10);
        const stream = [bad, Buffer.from(`\n${numbered(1)}\n`), Uint8Array.of(0xc3), Buffer.from(`\n${numbered(2)}\n`)];
        expect(ids(await decodeRun(stream))).toEqual(['1', '2']);
      }),
    ));

  it('accepts nothing without the mark', () =>
    fc.assert(
      fc.asyncProperty(fc.array(noise), fc.array(fc.nat(), { maxLength: 5 }), async (lines, places) => {
        expect(await decodeRun(cut(Buffer.from(lines.join('\n')), places))).toEqual([]);
      }),
    ));

  it('survives lines of a megabyte, in one piece and in many', async () => {
    const flood = Buffer.from('x'.repeat(1_048_576));
    const pieces = cut(
      flood,
      Array.from({ length: 200 }, (_, index) => index * 5000),
    );
    const stream = [flood, Buffer.from(`\n${numbered(1)}\n`), ...pieces, Buffer.from(`\n${numbered(2)}\n`)];
    expect(ids(await decodeRun(stream))).toEqual(['1', '2']);
  });

  it('keeps of an endless line no more than a few kilobytes', async () => {
    const record = numbered(3);
    const stream = [Buffer.from('x'.repeat(100_000)), Buffer.from(record), Buffer.from('\n')];
    expect(await decodeRun(stream)).toEqual([]);
  });

  it('gives a record as soon as its line is whole', async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const records = decodeStream(readable);
    void writer.write(Buffer.from(`${hello}\n`));
    expect((await records.next()).value).toMatchObject({ r: 'hello' });
    void writer.write(Buffer.from(`${numbered(1)}\n${numbered(2).slice(0, 9)}`));
    expect((await records.next()).value).toMatchObject({ k: '1' });
    void writer.close();
    expect((await records.next()).done).toBe(true);
  });
});

describe('whose records they are', () => {
  const marked = (n: string, fields: object) => JSON.stringify({ n, ...fields });
  const first = (n: string) => marked(n, { r: 'hello', userland: 'host', uptime: 7 });
  const fact = (n: string, k: string) => marked(n, { r: 'fact', k, v: '' });
  const end = (n: string) => marked(n, { r: 'end', overdue: 0 });
  it.each<[what: string, lines: readonly string[], records: readonly string[]]>([
    ['those of the first that says hello', [first(mark), fact(mark, 'a'), end(mark)], ['hello', 'a', 'end']],
    ['not what came before it', [fact(mark, 'a'), end(mark), first(mark), fact(mark, 'b')], ['hello', 'b']],
    ['no one, where nobody says hello', [fact(mark, 'a'), end(mark)], []],
    ['not those of another mark', [first(mark), fact(other, 'a'), end(other), fact(mark, 'b')], ['hello', 'b']],
    [
      'not those of another who says hello later',
      [first(mark), first(other), fact(other, 'a'), end(other), fact(mark, 'b'), end(mark)],
      ['hello', 'b', 'end'],
    ],
    ['not of a hello with a mark that is none', [first('ffff'), fact('ffff', 'a'), first(mark)], ['hello']],
    ['not of a hello that is no record', [marked(other, { r: 'hello' }), fact(other, 'a'), first(mark)], ['hello']],
    ['ours, where hello comes twice', [first(mark), first(mark), end(mark)], ['hello', 'hello', 'end']],
    [
      'not those of a brief in the log',
      [`hello ${other} host`, fact(other, 'a'), first(mark), end(mark)],
      ['hello', 'end'],
    ],
  ])('%s', async (_, lines, records) => expect(ids(await decode([Buffer.from(lines.join('\n'))]))).toEqual(records));
});
