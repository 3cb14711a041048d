import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
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
  it('may be slow where the container gets hardly any CPU', () => {
    const cpu = (['before', 'after'] as const).map((when) => ({
      ...({ r: 'cpu', subject: 'target', at: '/sys/fs/cgroup/a', quota: 1000, period: 100_000 } as const),
      ...{ when, periods: when === 'before' ? 0 : 20, throttled: when === 'before' ? 0 : 20 },
    }));
    const seen = diagnose(answersAfter(50, { ...hung, evidence: { cpu } })).verdict;
    expect([seen.status, seen.candidates, seen.cause]).toEqual([
      'inconclusive',
      ['shim', 'container'],
      'cpu-throttled',
    ]);
  });
  it.each([
    ['66/2', ['inconclusive', null]],
    ['8/2', ['inconclusive', null]],
    ['7/2', ['fault', 'shim']],
    ['66/64', ['fault', 'shim']],
    ['66/0', ['fault', 'shim']],
    ['?', ['fault', 'shim']],
  ])('may be slow where far more is ready to run than there are CPUs for: %s', (runnable, expected) =>
    expect(verdict(50, { ...hung, evidence: { facts: { 'node.runnable': runnable } } })).toEqual(expected),
  );
  it('hangs all the same where what it waits for is stopped', () =>
    expect(verdict(50, { ...hung, processes: 'shim:T', evidence: { facts: { 'node.runnable': '66/2' } } })).toEqual([
      'fault',
      'shim',
    ]));
  it('hangs all the same where kubectl is given an error: who is slow gives none', () =>
    expect(
      verdict(50, {
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
