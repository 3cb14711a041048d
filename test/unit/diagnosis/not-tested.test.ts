import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { notBelieved, notRead } from '../../../src/diagnosis/not-tested.ts';
import type { RecordOf } from '../../../src/records/record.ts';
import { observation } from './observe.ts';

type Refused = RecordOf<'refused'>;
const refused = (what: Refused['what'], name: string, why: Refused['why']): Refused => ({
  ...{ r: 'refused', what, name, why },
});

describe('what was left aside, and why', () => {
  it.each<[Refused['what'], name: string, Refused['why'], sentence: string]>([
    ['daemon', 'dockerd', 'user', 'a process called dockerd was left aside: it is not of the user root'],
    ['daemon', 'dockerd', 'container', 'a process called dockerd was left aside: it runs in a container'],
    [
      ...(['daemon', 'containerd', 'mount-namespace'] as const),
      "a process called containerd was left aside: it is not in the node's mount namespace",
    ],
    ['daemon', 'kubelet', 'program', "a process called kubelet was left aside: its program is not the node's"],
    ['shim', '4211', 'program', "the shim of process 4211 was left aside: its program is not the node's"],
    ['runtime', '/tmp/evil', 'name', 'the runtime /tmp/evil was left aside: no runtime has that name'],
    [
      ...(['program', '/opt/bin/crictl', 'writable'] as const),
      'the program /opt/bin/crictl was left aside: others than root may write it, or a folder above it',
    ],
    [
      ...(['bundle', '/run/b', 'owner'] as const),
      'the bundle /run/b was left aside: it, or a folder above it, is not owned by root',
    ],
    ['state', '/run/runc', 'path', "the runtime's record /run/runc was left aside: it is not there"],
    [
      ...(['socket', '/run/s/ab', 'owner'] as const),
      'the socket in /run/s/ab was left aside: it, or a folder above it, is not owned by root',
    ],
  ])('%s %s, %s', (what, name, why, sentence) => expect(notBelieved([refused(what, name, why)])).toEqual([sentence]));

  it('each in a line, as they were told', () =>
    expect(
      notBelieved([refused('socket', '/b', 'owner'), refused('socket', '/a', 'owner'), refused('shim', '7', 'user')]),
    ).toEqual([
      'the socket in /b was left aside: it, or a folder above it, is not owned by root',
      'the socket in /a was left aside: it, or a folder above it, is not owned by root',
      'the shim of process 7 was left aside: it is not of the user root',
    ]));
  it('nothing, where all was believed', () => expect(notBelieved([])).toEqual([]));
});

describe('the verdict', () => {
  const told = refused('program', '/opt/bin/runc', 'writable');
  const sentence = 'the program /opt/bin/runc was left aside: others than root may write it, or a folder above it';
  const verdictOf = (refusals: readonly Refused[], target = 'ok') =>
    diagnose(observation('docker', { target, evidence: { refused: refusals } })).verdict;

  it.each(['ok', 'kubectl:hang docker:hang ctr:hang'])('of %s says what was not looked at for that', (target) => {
    const { notTested, ...verdict } = verdictOf([told], target);
    const { notTested: before, ...without } = verdictOf([], target);
    expect(notTested.filter((line) => line.includes('left aside'))).toEqual([sentence]);
    expect(notTested.filter((line) => line !== sentence)).toEqual(before);
    // what was left aside accuses nobody
    expect(verdict).toEqual(without);
  });
  it('says nothing of it without a debug pod', () =>
    expect(diagnose(observation('docker', { evidence: null })).verdict.notTested.join()).not.toContain('left aside'));
});

const unread = (kind: string, at: string, line: number) => ({ r: 'unread', kind, at, line }) as const;

it.each<[string, ReturnType<typeof unread>[], readonly string[]]>([
  ['none', [], []],
  ['one', [unread('probe', 'ms', 1)], ['one record of the script could not be read: probe (its ms)']],
  [
    'several, each kind once',
    [unread('probe', 'ms', 1), unread('probe', 'ms', 2), unread('news', '', 3)],
    ['3 records of the script could not be read: news, probe (its ms)'],
  ],
])('%s', (_, records, told) => expect(notRead(records)).toEqual(told));
