import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import type { Probe } from '../../../src/model/probe.ts';
import { observation, type Situation } from './observe.ts';

/** An observation whose probes that answered took so long. */
function answersAfter(ms: number, situation: Situation): Observation {
  const seen = observation('containerd', situation);
  const probes = seen.probes.map((probe) =>
    probe.outcome.kind === 'ok' ? { ...probe, outcome: { ...probe.outcome, durationMs: ms } } : probe,
  );
  return { ...seen, probes };
}
const hung = { target: 'kubectl:hang ctr:hang runc:ok nsenter:ok', control: 'ok' };
const verdict = (ms: number, situation: Situation) => {
  const { status, layer } = diagnose(answersAfter(ms, situation)).verdict;
  return [status, layer];
};
const hangMs = Math.max(
  ...observation('containerd', hung).probes.map(({ outcome }) => (outcome.kind === 'hang' ? outcome.durationMs : 0)),
);

describe('a probe that was given up', () => {
  it('hangs where others answer at once', () => expect(verdict(50, hung)).toEqual(['fault', 'shim']));
  it('may be slow where others need more than half of that time', () =>
    expect(verdict(hangMs * 0.6, hung)).toEqual(['inconclusive', null]));
  it('hangs all the same where the process it waits for is stopped', () =>
    expect(verdict(hangMs * 0.6, { ...hung, processes: 'shim:T' })).toEqual(['fault', 'shim']));
  describe('where the container gets hardly any CPU', () => {
    const cpu = (['before', 'after'] as const).map((when) => ({
      ...({ r: 'cpu', subject: 'target', at: '/sys/fs/cgroup/a', quota: 1000, period: 100_000 } as const),
      ...{ when, periods: when === 'before' ? 0 : 20, throttled: when === 'before' ? 0 : 20 },
    }));
    /** The target's runc has taken so long. */
    function runcAfter(ms: number, situation: Situation) {
      const seen = answersAfter(50, { ...situation, evidence: { cpu } });
      const isRunc = ({ name, subject }: Probe) => name === 'runc' && subject === 'target';
      const probes = seen.probes.map((probe) =>
        isRunc(probe) ? { ...probe, outcome: { ...probe.outcome, durationMs: ms } } : probe,
      );
      const { status, layer, candidates, cause } = diagnose({ ...seen, probes }).verdict;
      return [status, layer, candidates, cause];
    }
    it.each<[situation: string, runcMs: number, situation: Situation, expected: readonly unknown[]]>([
      ['may be slow', 50, hung, ['inconclusive', null, ['shim', 'container'], 'cpu-throttled']],
      [
        'waits for it, as what came through late',
        4_000,
        hung,
        ['degraded', 'container', ['container'], 'cpu-throttled'],
      ],
      [
        'waits no longer than a few of those that came through',
        1_200,
        hung,
        ['inconclusive', null, ['shim', 'container'], 'cpu-throttled'],
      ],
      [
        'hangs all the same where its shim is stopped',
        4_000,
        { ...hung, processes: 'shim:T' },
        ['fault', 'shim', ['shim'], 'shim-stopped'],
      ],
      [
        'is none where it failed',
        4_000,
        { ...hung, target: 'kubectl:error ctr:error runc:ok nsenter:ok' },
        ['fault', 'shim', ['shim'], null],
      ],
    ])('%s', (_, runcMs, situation, expected) => expect(runcAfter(runcMs, situation)).toEqual(expected));
  });
  const busy = 'some avg10=97.31 avg60=80.00 avg300=40.00 total=1';
  const calm = 'some avg10=12.00 avg60=80.00 avg300=40.00 total=1';
  /** Too soon for a node that is merely slow, and late for one that has time. */
  const lateMs = hangMs * 0.45;
  it.each<[situation: string, answersMs: number, facts: Record<string, string>, expected: readonly unknown[]]>([
    ['by a count alone', lateMs, { 'node.runnable': '66/2' }, ['inconclusive', null]],
    ['by a count alone, just so', lateMs, { 'node.runnable': '8/2' }, ['inconclusive', null]],
    ['by a count alone, not quite', lateMs, { 'node.runnable': '7/2' }, ['fault', 'shim']],
    ['by a count alone, of many CPUs', lateMs, { 'node.runnable': '66/64' }, ['fault', 'shim']],
    ['by a count that is none', lateMs, { 'node.runnable': '66/0' }, ['fault', 'shim']],
    ['nobody knows', lateMs, { 'node.runnable': '?' }, ['fault', 'shim']],
    ['by its pressure', lateMs, { 'node.cpu': busy }, ['inconclusive', null]],
    ['by its pressure after the probes', lateMs, { 'node.cpu': calm, 'node.cpuAfter': busy }, ['inconclusive', null]],
    ['by a count, and its pressure says no', lateMs, { 'node.cpu': calm, 'node.runnable': '66/2' }, ['fault', 'shim']],
    ['and the others answer at once: by its pressure', 50, { 'node.cpu': busy }, ['fault', 'shim']],
    ['and the others answer at once: by a count', 50, { 'node.runnable': '66/2' }, ['fault', 'shim']],
    ['and the others are ten times as late as ever', 2_000, { 'node.cpu': busy }, ['fault', 'shim']],
    ['and the others are twenty times as late', 3_000, { 'node.cpu': busy }, ['inconclusive', null]],
    ['waits for the disk', lateMs, { 'node.cpu': calm, 'node.io': busy }, ['inconclusive', null]],
    ['waits for memory', lateMs, { 'node.memory': 'some avg10=25.00' }, ['inconclusive', null]],
  ])('may be slow where the node is busy %s', (_, answersMs, facts, expected) =>
    expect(verdict(answersMs, { ...hung, evidence: { facts } })).toEqual(expected),
  );
  it('may be slow where nobody else answers on a busy node', () =>
    expect(
      verdict(50, {
        target: 'kubectl:hang ctr:hang runc:hang',
        control: 'none',
        evidence: { facts: { 'node.cpu': busy } },
      })[0],
    ).toBe('inconclusive'));
  it('hangs all the same where what it waits for is stopped', () =>
    expect(verdict(lateMs, { ...hung, processes: 'shim:T', evidence: { facts: { 'node.runnable': '66/2' } } })).toEqual(
      ['fault', 'shim'],
    ));
  it('hangs all the same where kubectl is given an error: who is slow gives none', () =>
    expect(
      verdict(lateMs, {
        ...{ target: 'kubectl:error ctr:hang runc:ok nsenter:ok', control: 'ok' },
        evidence: { facts: { 'node.runnable': '66/2' } },
      }),
    ).toEqual(['fault', 'shim']));
  it('is no matter where it failed', () =>
    expect(verdict(hangMs * 0.6, { ...hung, target: 'kubectl:error ctr:error runc:ok nsenter:ok' })).toEqual([
      'fault',
      'shim',
    ]));
});
