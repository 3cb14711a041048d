import { describe, expect, it } from 'vitest';
import type { StartFailure } from '../../../src/debug-pod/start-failure.ts';
import { limits } from '../../../src/limits.ts';
import type { Report } from '../../../src/model/report.ts';
import type { Scope } from '../../../src/model/verdict.ts';
import { Hangs, inTurns, reasonToSpare } from '../../../src/survey/turns.ts';
import { report } from '../report/build-report.ts';
import { fault } from '../report/situations.ts';

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

const faultOf = (scope: Scope | null): Report =>
  report({ verdict: fault({ layer: 'shim', candidates: ['shim'], scope }) });
const { target } = report();
const noPod = (kind: StartFailure['kind'], more: Partial<StartFailure> = {}) =>
  report({ observed: { ...report().observed, startFailure: { kind, text: '', ...more } } });
const saidByAnEvent = noPod('runtime', { mayBeForged: true });

describe('one more container of a node is examined', () => {
  it.each<[string, readonly Report[], string | null]>([
    ['where none was yet', [], null],
    ['after a fault of one container alone', [faultOf('container')], null],
    ['after a fault of another pod', [{ ...faultOf('pod'), target: { ...target, podUID: 'another' } }], null],
    ['not after a fault of its pod', [faultOf('container'), faultOf('pod')], 'see default/nginx1/nginx'],
    ['after one that was healthy by then', [report()], null],
    ['not after a fault of the node', [faultOf('container'), faultOf('node')], 'see default/nginx1/nginx'],
    ['not after a fault of the cluster', [faultOf('cluster')], 'see default/nginx1/nginx'],
    ['not after one of this client', [faultOf('client')], 'see default/nginx1/nginx'],
    ['not where no debug pod starts', [noPod('runtime')], 'see default/nginx1/nginx'],
    ['nor where an event of its own namespace says so', [saidByAnEvent], 'see default/nginx1/nginx'],
    [
      'where an event of another namespace says so',
      [{ ...saidByAnEvent, target: { ...target, namespace: 'another' } }],
      null,
    ],
    ['not where the kubelet is silent', [noPod('silent')], 'see default/nginx1/nginx'],
    ['where the image of the other was not there', [noPod('image')], null],
    ['where the namespace of the other refused it', [noPod('rejected')], null],
    [
      'not after so many',
      Array.from({ length: limits.examinedOfANode }, () => faultOf('container')),
      '5 of this node were; name it alone to have it examined too',
    ],
  ])('%s', (_, reports, why) => expect(reasonToSpare(target, reports)).toBe(why));
});
