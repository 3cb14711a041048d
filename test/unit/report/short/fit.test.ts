import { expect, it } from 'vitest';
import { fitted, type Part, rowsOf } from '../../../../src/report/short/fit.ts';

const part = (rank: number, ...lines: string[]): Part => ({ rank, lines });

it.each<[string, Part[][], number, string[]]>([
  ['all where there is room', [[part(0, 'a'), part(9, 'b')], [part(1, 'c')]], 4, ['a', 'b', '', 'c']],
  ['what counts least is left out first', [[part(0, 'a'), part(9, 'b')], [part(1, 'c')]], 3, ['a', '', 'c']],
  ['and its blank line with it', [[part(0, 'a'), part(9, 'b')], [part(1, 'c')]], 2, ['a']],
  ['at last the blank lines', [[part(0, 'a')], [part(0, 'b')]], 2, ['a', 'b']],
  ['what has to stay stays', [[part(0, 'a', 'b', 'c')]], 2, ['a', 'b', 'c']],
  ['a long command takes several rows', [[part(0, 'x'.repeat(25)), part(1, 'b')]], 3, ['x'.repeat(25)]],
  ['nothing of nothing', [[], [part(0)]], 3, []],
])('%s', (_, groups, rows, lines) => expect(fitted(groups, { rows, width: 10 })).toEqual(lines));

it.each([
  ['', 1],
  ['x'.repeat(10), 1],
  ['x'.repeat(11), 2],
  [`\x1b[31m${'x'.repeat(10)}\x1b[39m`, 1],
])('%j takes %i rows of 10 columns', (line, rows) => expect(rowsOf(line, 10)).toBe(rows));
