import { expect, it } from 'vitest';
import { Hangs, inTurns } from '../../../src/survey/turns.ts';

const namespaceOf = (name: string) => name.replace(/\d.*$/, '');
const failing = (name: string) => (name.endsWith('-skipped') ? 1 : 0);

it.each([
  ['one of each namespace, then the next', 'a1 a2 a3 b1 c1 b2', 'a1 b1 c1 a2 b2 a3'],
  ["the cluster's own first in each turn", 'a1 a2 kube-system1 kube-system2', 'kube-system1 a1 kube-system2 a2'],
  ['as they came within one', 'a1 a2 a3', 'a1 a2 a3'],
  [
    'what fails first within one, but not before that of others',
    'a1-skipped a2 a3 b1-skipped',
    'a2 b1-skipped a3 a1-skipped',
  ],
  [
    'and eight of one leave the fifth place to nobody else who waits',
    'a1 a2 a3 a4 a5 a6 a7 a8 b1',
    'a1 b1 a2 a3 a4 a5 a6 a7 a8',
  ],
])('in turns: %s', (_, all, expected) =>
  expect(inTurns(all.split(' '), namespaceOf, failing).join(' ')).toBe(expected),
);

it.each([
  ['nothing hangs', '', 'a', false],
  ['three of its own hang', 'a a a', 'a', false],
  ['four of its own do', 'a a a a', 'a', true],
  ['eight of one other owner do', 'b b b b b b b b', 'a', false],
  ['three of several do', 'b b c', 'a', false],
  ['four of several do', 'b b b c', 'a', true],
  ["four of the cluster's own do", 'kube-system kube-system kube-system kube-system', 'a', true],
])('where %s (%s), one more of namespace %s is spared: %s', (_, hanging, namespace, spared) => {
  const hangs = new Hangs();
  for (const one of hanging.split(' ').filter(Boolean)) hangs.add(one);
  expect(hangs.spare(namespace)).toBe(spared);
});
