import { expect, it } from 'vitest';
import { notRead } from '../../../src/diagnosis/not-read.ts';

const unread = (kind: string, at: string, line: number) => ({ r: 'unread', kind, at, line }) as const;

it.each<[string, ReturnType<typeof unread>[], readonly string[]]>([
  ['none', [], []],
  ['one', [unread('probe', 'ms', 1)], ['one record of what the script told, which could not be read: probe (its ms)']],
  [
    'several, each kind once',
    [unread('probe', 'ms', 1), unread('probe', 'ms', 2), unread('news', '', 3)],
    ['3 records of what the script told, which could not be read: news, probe (its ms)'],
  ],
])('%s', (_, records, told) => expect(notRead(records)).toEqual(told));
