import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortRecords } from '../../../src/records/evidence.ts';
import type { NodeRecord } from '../../../src/records/record.ts';

const identity = (when: 'before' | 'after', init: number | null, start: number | null): NodeRecord => ({
  r: 'identity',
  when,
  init,
  start,
  state: start === null ? '' : 'S',
});
const end = (overdue: 0 | 1): NodeRecord => ({ r: 'end', overdue });
const fact = (k: string, v: string): NodeRecord => ({ r: 'fact', k, v });
const gate = (why: string): NodeRecord => ({ r: 'gate', why });

describe('the script came to its end', () => {
  it.each<[NodeRecord[], boolean]>([
    [[], false],
    [[gate('')], false],
    [[end(1)], false],
    [[end(0)], true],
  ])('%j: %s', (records, complete) => expect(sortRecords(records).complete).toBe(complete));
});

describe('the first process is the same before and after', () => {
  it.each<[NodeRecord[], boolean | null]>([
    [[], null],
    [[identity('before', 608, 55947)], null],
    [[identity('before', 608, 55947), identity('after', 608, 55947)], true],
    [[identity('after', 608, 55947), identity('before', 608, 55947)], true],
    [[identity('before', 608, 55947), identity('after', 608, 60000)], false],
    [[identity('before', 608, 55947), identity('after', 608, null)], false],
    [[identity('before', 608, 55947), identity('after', 700, 55947)], false],
    [[identity('before', null, null), identity('after', null, null)], true],
  ])('%j: %s', (records, same) => expect(sortRecords(records).sameProcess).toBe(same));
});

describe('there was no first process', () => {
  it.each<[NodeRecord[], boolean]>([
    [[], false],
    [[identity('before', 608, 55947)], false],
    [[identity('before', 608, null)], true],
    [[identity('before', null, null)], true],
  ])('%j: %s', (records, none) => expect(sortRecords(records).noProcess).toBe(none));
});

describe('what keeps the target from being asked', () => {
  it.each<[NodeRecord[], string | null]>([
    [[], null],
    [[gate('')], ''],
    [[gate('frozen'), gate('old-execs')], 'frozen'],
  ])('%j: %s', (records, why) => expect(sortRecords(records).gate).toBe(why));
});

it('what was not believed is told, as it came', () => {
  const refused = (name: string): NodeRecord => ({ r: 'refused', what: 'program', name, why: 'writable' });
  expect(sortRecords([fact('a', '1'), refused('/b'), end(0), refused('/a')]).refused).toEqual([
    refused('/b'),
    refused('/a'),
  ]);
  expect(sortRecords([end(0)]).refused).toEqual([]);
});

it('a fact of any name is only a fact', () =>
  expect(Object.keys(sortRecords([fact('__proto__', 'x'), fact('toString', 'y')]).facts)).toEqual([
    '__proto__',
    'toString',
  ]));

it('records that come twice change nothing', () =>
  fc.assert(
    fc.property(
      fc.shuffledSubarray([
        fact('a', '1'),
        fact('b', '2'),
        gate(''),
        end(0),
        identity('before', 1, 2),
        identity('after', 1, 2),
      ]),
      fc.nat({ max: 6 }),
      (records, again) => {
        expect(sortRecords([...records, ...records.slice(0, again)])).toEqual(sortRecords(records));
      },
    ),
  ));
