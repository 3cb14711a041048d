import { describe, expect, it } from 'vitest';
import { matrixOf, secondOpinionsOf, streamsOf } from '../../../src/evidence/probe-matrix.ts';
import { type RuntimeFamilyName, runtimeFamilies } from '../../../src/model/runtime-family.ts';
import { sortRecords } from '../../../src/records/evidence.ts';
import type { NodeRecord, RecordOf } from '../../../src/records/record.ts';

const familyOf = (name: RuntimeFamilyName) => runtimeFamilies.filter((family) => family.name === name);
const [docker, containerd] = [...familyOf('docker'), ...familyOf('containerd')];
if (!docker || !containerd) throw new Error('no such family');
const end: NodeRecord = { r: 'end', overdue: 0 };
const answer = (more: Partial<RecordOf<'probe'>> = {}): NodeRecord => ({
  r: 'probe',
  subject: 'target',
  layer: 'ctr',
  method: 'echo',
  attempt: 1,
  end: 'exited',
  code: 0,
  ms: 50,
  seen: true,
  command: ['ctr', 'x'],
  out: '',
  err: '',
  ...more,
});
const failed = (attempt: number, more: Partial<RecordOf<'probe'>> = {}) =>
  answer({ attempt, code: 1, seen: false, err: 'no', ...more });
const skip = (why: string): NodeRecord => ({ r: 'skip', subject: 'target', layer: 'ctr', why });
const oomKills = (kills: string): NodeRecord => ({ r: 'fact', k: 'own.oomKills', v: kills });

/** What became of the target's ctr probe. */
const ctr = (...records: NodeRecord[]) =>
  matrixOf(docker, sortRecords(records), [], 'cut off').find(
    ({ name, subject }) => name === 'ctr' && subject === 'target',
  );

describe('the records of a probe, and its outcome', () => {
  it.each<[string, NodeRecord[], object]>([
    ['the word came back', [answer()], { kind: 'ok', method: 'echo', durationMs: 50 }],
    [
      'with more beside it',
      [answer({ command: ['/bin/echo', 'w1'], out: 'time="x" level=warning\nw1\n' })],
      { kind: 'ok', more: 'time="x" level=warning' },
    ],
    ['with another exit code', [failed(1, { seen: true }), failed(2, { seen: true })], { kind: 'error', exitCode: 1 }],
    ['exit code 0 without the word', [failed(1, { code: 0 }), failed(2, { code: 0 })], { kind: 'error', exitCode: 0 }],
    [
      'the path that cannot exist was named',
      [answer({ method: 'missing-path', code: 255 })],
      { kind: 'ok', method: 'missing-path' },
    ],
    [
      'another path was',
      [failed(1, { method: 'missing-path' }), failed(2, { method: 'missing-path' })],
      { kind: 'error' },
    ],
    [
      'the word came, and no end',
      [answer({ end: 'timeout', code: null, seen: false, command: ['/bin/echo', 'w1'], out: 'w1\n' })],
      { kind: 'hang', durationMs: 50, answered: true },
    ],
    ['nothing came back', [failed(1, { end: 'timeout', code: null })], { kind: 'hang', durationMs: 50 }],
    ['it failed twice', [failed(1), failed(2)], { kind: 'error', text: 'no' }],
    ['it failed once', [failed(1)], { kind: 'skipped', reason: 'failed once, and was not tried again in time' }],
    ['the same failure is told twice', [failed(1), failed(1, { err: 'no ' })], { kind: 'skipped' }],
    ['it failed, then worked', [failed(1), answer({ attempt: 2 })], { kind: 'ok' }],
    ['it failed, then hung', [failed(1), failed(2, { end: 'timeout', code: null })], { kind: 'hang' }],
    ['the records are out of order', [answer({ attempt: 2 }), failed(1)], { kind: 'ok' }],
    [
      'our own memory limit ended it',
      [oomKills('2'), failed(1, { code: 137 }), failed(2, { code: 137 })],
      { kind: 'skipped', reason: expect.stringContaining('own limit') },
    ],
    [
      'it was killed by somebody else',
      [oomKills('0'), failed(1, { code: 137 }), failed(2, { code: 137 })],
      { kind: 'error' },
    ],
    [
      'the client is of another version',
      [failed(1, { err: 'client version 1.52 is too new' }), failed(2, { err: 'client version 1.52 is too new' })],
      { kind: 'skipped', reason: expect.stringContaining('different versions') },
    ],
    [
      'it printed escape sequences',
      [failed(1), failed(2, { err: '\u001b[31mred', out: 'and\u0007 more' })],
      { kind: 'error', text: 'red\nand more' },
    ],
    [
      'it was skipped',
      [skip('no-program')],
      { kind: 'skipped', reason: 'the node has no such client where clients are looked for' },
    ],
    [
      'the client is there, and not what it would contact',
      [skip('no-endpoint')],
      { kind: 'skipped', reason: 'the socket at which the kubelet reaches the runtime (CRI) was not found' },
    ],
    ['it was skipped for a new reason', [skip('full-moon')], { kind: 'skipped', reason: 'full-moon' }],
    ['the script was cut off before', [], { kind: 'skipped', reason: 'cut off' }],
    ['the script ended without it', [end], { kind: 'skipped', reason: 'not probed in this run' }],
  ])('%s', (_, records, outcome) => expect(ctr(...records)?.outcome).toMatchObject(outcome));

  it('that took long at first counts by the quicker one', () =>
    expect(ctr(answer({ ms: 4000 }), answer({ attempt: 2, ms: 60 }))?.outcome).toMatchObject({ durationMs: 60 }));
  it('that worked only when it was tried again is flaky', () => {
    expect(ctr(failed(1), answer({ attempt: 2 }))).toMatchObject({
      flaky: true,
      atFirst: { kind: 'error', text: 'no' },
    });
    expect(ctr(answer())?.flaky).toBe(false);
    expect(ctr(failed(1), failed(2))?.flaky).toBe(false);
    // ctr loses the output of a command that ended well, now and then
    expect(ctr(answer({ seen: false }), answer({ attempt: 2 }))?.flaky).toBe(false);
  });
});

describe('the matrix', () => {
  it.each([
    [docker, ['kubectl', 'crictl', 'docker', 'ctr', 'runc', 'nsenter']],
    [containerd, ['kubectl', 'crictl', 'ctr', 'runc', 'nsenter']],
  ])('has a row a probe, target and control, from the top down: $name', (family, names) => {
    const matrix = matrixOf(family, null, [], 'no records');
    expect(matrix.filter(({ subject }) => subject === 'target').map(({ name }) => name)).toEqual(names);
    expect(matrix.filter(({ subject }) => subject === 'control').map(({ name }) => name)).toEqual(names);
    expect(new Set(matrix.map(({ outcome }) => outcome.kind === 'skipped' && outcome.reason))).toEqual(
      new Set(['no records']),
    );
  });
  it('takes the probe through the API server as it is', () => {
    const kubectl = {
      name: 'kubectl',
      subject: 'target',
      command: ['kubectl'],
      outcome: { kind: 'hang', durationMs: 5 },
      flaky: false,
    } as const;
    expect(matrixOf(docker, null, [kubectl], '')[0]).toBe(kubectl);
  });
});

describe("what was asked through the CRI's stream server", () => {
  const stream = (more: Partial<RecordOf<'stream'>> = {}): NodeRecord => ({
    ...{ r: 'stream', subject: 'target', layer: 'crictl', method: 'echo', attempt: 1, end: 'exited', code: 0, ms: 50 },
    ...{ seen: true, command: ['crictl', 'exec'], out: '', err: '' },
    ...more,
  });
  const refused = (attempt: number) => stream({ attempt, code: 1, seen: false, err: 'refused' });
  const told = (...records: NodeRecord[]) =>
    streamsOf(sortRecords(records)).map(({ name, subject, outcome, flaky }) =>
      [name, subject, outcome.kind, ...(flaky ? ['flaky'] : [])].join(' '),
    );
  it.each<[string, NodeRecord[], string[]]>([
    ['nothing', [answer({ layer: 'crictl' })], []],
    [
      'the target, then the control',
      [stream({ subject: 'control' }), stream()],
      ['crictl target ok', 'crictl control ok'],
    ],
    ['what failed once, and was not tried again', [refused(1)], ['crictl target skipped']],
    ['what failed twice', [refused(2), refused(1)], ['crictl target error']],
    ['what failed at first', [refused(1), stream({ attempt: 2 })], ['crictl target ok flaky']],
    ['what did not answer', [stream({ end: 'timeout', code: null, seen: false })], ['crictl target hang']],
    [
      'what our own limit ended',
      [oomKills('1'), stream({ code: 137, seen: false }), stream({ code: 137, seen: false, attempt: 2 })],
      ['crictl target skipped'],
    ],
  ])('%s', (_, records, expected) => expect(told(...records)).toEqual(expected));
  it('is no row of the matrix', () =>
    expect(matrixOf(docker, sortRecords([stream()]), [], '').map(({ outcome }) => outcome.kind)).not.toContain('ok'));
  it('is none without records', () => expect(streamsOf(null)).toEqual([]));
});

describe('the second opinion', () => {
  const second = (...records: NodeRecord[]) =>
    secondOpinionsOf(sortRecords([{ r: 'fact', k: 'second.id', v: 'abc' }, ...records]))[0];
  it.each<[string, NodeRecord[], [string, string][] | undefined]>([
    ['of nobody', [answer()], undefined],
    [
      'of an older container',
      [answer({ subject: 'second' }), answer({ subject: 'second', layer: 'docker', end: 'timeout', code: null })],
      [
        ['docker', 'hang'],
        ['ctr', 'ok'],
      ],
    ],
    [
      'that was asked again',
      [failed(1, { subject: 'second' }), answer({ subject: 'second', attempt: 2 })],
      [['ctr', 'ok']],
    ],
    ['that our own limit ended', [oomKills('1'), failed(1, { subject: 'second', code: 137 })], [['ctr', 'skipped']]],
  ])('%s', (_, records, said) =>
    expect(second(...records)?.probes.map(({ name, outcome }) => [name, outcome.kind])).toEqual(said),
  );
  it('names the container', () => expect(second(answer({ subject: 'second' }))?.containerID).toBe('abc'));
  it('is none without records', () => expect(secondOpinionsOf(null)).toEqual([]));
});
