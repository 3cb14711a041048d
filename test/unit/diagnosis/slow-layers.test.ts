import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { columnOf, type Observation } from '../../../src/evidence/observation.ts';
import type { Outcome, Probe, Subject } from '../../../src/model/probe.ts';
import type { Mode } from '../../scenarios/support/lab-facts.ts';
import { type Changes, changed, recorded } from './changed-recording.ts';
import { observation, verdictLine } from './observe.ts';

/** Milliseconds of kubectl, docker, ctr, runc and nsenter. */
type Times = readonly [number, number, number, number, number];

function took(target: Times, control: Times | null): Observation {
  const seen = observation('docker', { control: control ? 'ok' : 'none' });
  const ok = (['target', 'control'] as const).flatMap((subject: Subject) => {
    const asked = columnOf(seen.probes, subject).filter(({ outcome }) => outcome.kind === 'ok');
    const times = subject === 'target' ? target : (control ?? []);
    const named = asked.filter(({ name }) => name !== 'crictl');
    return named.map((probe, index): Probe => {
      const durationMs = times[index] ?? 0;
      return { ...probe, outcome: { kind: 'ok', durationMs, method: 'echo' } };
    });
  });
  return { ...seen, probes: ok };
}
const slow = (target: Times, control: Times | null) =>
  diagnose(took(target, control)).findings.flatMap(({ code, summary }) => (code === 'slow-layer' ? [summary] : []));

describe('a process of the container that keeps the output of an exec open', () => {
  const kept = (answered: boolean, above: Times = [2300, 0, 2240, 0, 5]): Observation => {
    const seen = took(above, [290, 310, 250, 150, 10]);
    const waits = ['docker', 'runc'];
    const outcome = { kind: 'hang', durationMs: 8000, ...(answered && { answered }) } as const;
    const probes = seen.probes.map((probe) =>
      probe.subject === 'target' && waits.includes(probe.name) ? { ...probe, outcome } : probe,
    );
    return { ...seen, probes };
  };
  it('is no fault of the layers whose clients wait for it', () => {
    const { verdict, findings } = diagnose(kept(true));
    expect(verdict).toMatchObject({
      status: 'healthy',
      summary: expect.stringContaining('through every layer'),
      because: [expect.stringMatching(/^docker and runc brought the word/), expect.anything()],
    });
    expect(findings).toEqual([]);
  });
  it('is not thought of where no word came', () =>
    expect(diagnose(kept(false)).findings.map(({ code }) => code)).toEqual([
      ...['probe-not-trusted', 'probe-not-trusted', 'slow-layer'],
    ]));
});

describe('a layer that answers', () => {
  it.each<[string, Times, Times | null, string[]]>([
    ['is quick', [200, 100, 80, 40, 5], [200, 100, 80, 40, 5], []],
    ['on a slow node, as slow as all', [2500, 2200, 1800, 1200, 600], [2600, 2200, 1900, 1300, 500], []],
    [
      'is slow for this container',
      [4300, 4200, 4100, 40, 5],
      [200, 100, 80, 40, 5],
      [
        "ctr takes 4.1 s for the target, 0.1 s for the control: something slows down this container's, or what is called /bin/echo there is slow by itself.",
      ],
    ],
    [
      'is slow for all',
      [4300, 4200, 80, 40, 5],
      [4300, 4200, 80, 40, 5],
      ['docker takes 4.2 s for the target and 4.2 s for the control; ctr, below it, 0.1 s.'],
    ],
    [
      'without a control is measured against what is below',
      [4300, 4200, 80, 40, 5],
      null,
      ['docker takes 4.2 s for the target; ctr, below it, 0.1 s.'],
    ],
    ['is slow for the control only: that is not the question', [200, 100, 80, 40, 5], [4300, 4200, 4100, 40, 5], []],
    [
      'the API server, for whoever is asked',
      [3200, 100, 80, 40, 5],
      [3300, 100, 80, 40, 5],
      ['kubectl takes 3.2 s for the target and 3.3 s for the control; docker, below it, 0.1 s.'],
    ],
  ])('%s', (_, target, control, expected) => expect(slow(target, control)).toEqual(expected));
  it('slowly, where that is no more than a nuisance, is healthy, and the first line says so', () =>
    expect(diagnose(took([2300, 200, 80, 40, 5], null)).verdict).toMatchObject({
      status: 'healthy',
      summary: expect.stringMatching(/, but slowly\.$/),
    }));
});

describe('what took long once, and nothing else that came through there', () => {
  const after = (durationMs: number, method: 'echo' | 'missing-path' = 'echo'): Outcome => ({
    ...{ kind: 'ok', durationMs, method },
  });
  const star = (durationMs: number) => after(durationMs, 'missing-path');
  const skipped: Outcome = { kind: 'skipped', reason: 'not here' };
  it.each<[why: string, Mode, fault: string, Changes, string]>([
    [
      'another probe below is no measure',
      ...(['modern-crun', 'api-server-slow', { 'target ctr': skipped }, 'healthy high'] as const),
    ],
    [
      'nsenter got no answer from the control, and runc takes as long there',
      ...(['containerd', 'runc-slow', { 'control nsenter': skipped }, 'degraded runc node high'] as const),
    ],
    [
      'the control takes as long',
      ...(['modern', 'zombies-nginx1', { 'target runc': after(200) }, 'healthy high'] as const),
    ],
    [
      'with a terminal it was quick',
      ...(['modern-crun', 'zombies-nginx1', { 'control ctr': after(2_200) }, 'healthy high'] as const),
    ],
    [
      'with a terminal it was quick for both',
      ...(['modern-crun', 'zombies-nginx1', { 'control runc': skipped }, 'healthy high'] as const),
    ],
    [
      'an exec came through it sooner',
      ...(['modern-crun', 'tmp-full-read-only', { 'target kubectl': after(4_000) }, 'healthy medium'] as const),
    ],
    [
      'nothing else was asked as far up',
      ...([
        'containerd',
        'zombies-nginx1',
        { 'target kubectl': after(9_000), 'target ctr': skipped },
        'healthy medium',
      ] as const),
    ],
    [
      'a path that cannot exist starts nothing, so the control is no measure',
      ...([
        'containerd',
        'zombies-nginx1',
        { 'target kubectl': star(9_000), 'target ctr': star(9_000), 'target runc': star(100) },
        'degraded containerd|shim|container ? medium',
      ] as const),
    ],
  ])('%s: %s, %s', (_, mode, fault, changes, expected) =>
    expect(verdictLine(diagnose(changed(recorded(mode, fault), changes)).verdict)).toBe(expected),
  );
});
