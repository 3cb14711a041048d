import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { repeatsOf } from '../../../src/evidence/repeat-and-watch.ts';
import type { ProbeName, Subject } from '../../../src/model/probe.ts';
import { sortRecords } from '../../../src/records/evidence.ts';
import type { RecordOf } from '../../../src/records/record.ts';
import { observation, type Situation, verdictLine } from '../diagnosis/observe.ts';

/** One record: `PASS ATTEMPT ok|failed|lost MS`. */
const probe = (layer: ProbeName, told: string, subject: Subject = 'target'): RecordOf<'probe'> => {
  const [pass, attempt, how, ms] = told.split(' ');
  return {
    ...{ r: 'probe', subject, layer, method: 'echo', end: 'exited', command: [], out: '', err: '' },
    ...{ pass: Number(pass), attempt: Number(attempt), ms: Number(ms) },
    ...(how === 'ok' ? { seen: true, code: 0 } : { seen: false, code: how === 'lost' ? 0 : 1 }),
  };
};
const of = (layer: ProbeName, ...told: string[]) => told.map((text) => probe(layer, text));
const repeats = (...records: RecordOf<'probe'>[]) =>
  repeatsOf(sortRecords(records), []).map(({ name, failed, runs, p50Ms, p95Ms, maxMs }) => [
    name,
    `${failed} of ${runs}`,
    p50Ms,
    p95Ms,
    maxMs,
  ]);

describe('over all passes', () => {
  it('how often it failed, and how long it took', () =>
    expect(repeats(...of('ctr', '1 1 ok 50', '2 1 ok 70', '3 1 ok 60', '4 1 ok 900'))).toEqual([
      ['ctr', '0 of 4', 70, 900, 900],
    ]));
  it('a pass in which it failed at first has failed', () =>
    expect(repeats(...of('ctr', '1 1 ok 50', '2 1 failed 9', '2 2 ok 60'))).toEqual([['ctr', '1 of 2', 60, 60, 60]]));
  it('the last one may have failed for good', () =>
    expect(repeats(...of('ctr', '1 1 ok 50', '2 1 failed 9', '2 2 failed 9'))).toEqual([
      ['ctr', '1 of 2', 50, 50, 50],
    ]));
  it('ctr that loses the output of a command that ended well has not failed, unless it goes on to', () => {
    expect(repeats(...of('ctr', '1 1 ok 50', '2 1 lost 9', '2 2 ok 60'))).toEqual([['ctr', '0 of 2', 60, 60, 60]]);
    expect(repeats(...of('ctr', '1 1 ok 50', '2 1 lost 9', '2 2 lost 9'))).toEqual([['ctr', '1 of 2', 50, 50, 50]]);
    expect(repeats(...of('docker', '1 1 ok 50', '2 1 lost 9', '2 2 ok 60'))[0]?.[1]).toBe('1 of 2');
  });
  it('of one pass there is nothing to tell', () => expect(repeats(...of('ctr', '1 1 ok 50'))).toEqual([]));
  it('the matrix is of the last one', () => {
    const { probes, passes } = sortRecords([
      ...of('ctr', '1 1 ok 50', '2 1 failed 9', '2 2 failed 9'),
      ...of('runc', '1 1 ok 9'),
    ]);
    expect(probes.map(({ layer, pass }) => `${layer} ${pass}`)).toEqual(['ctr 2', 'ctr 2', 'runc 1']);
    expect(passes).toHaveLength(4);
  });
});

describe('what comes and goes', () => {
  const row = (name: ProbeName, failed: number, subject: Subject = 'target') => ({
    ...{ name, subject, runs: 40, failed, p50Ms: 50, p95Ms: 60, maxMs: 70 },
  });
  const verdict = (...rows: ReturnType<typeof row>[]) => diagnose(observation('docker', { repeats: rows })).verdict;
  it.each<[string, ReturnType<typeof row>[]]>([
    ['healthy high', [row('docker', 0), row('ctr', 0)]],
    // what is called /bin/echo may fail at times by itself
    ['fault dockerd|container ? low', [row('docker', 3), row('ctr', 0), row('runc', 0)]],
    ['inconclusive dockerd|container ? low', [row('docker', 1), row('ctr', 0)]],
    ['fault containerd|shim|container ? low', [row('kubectl', 3), row('docker', 3), row('ctr', 2), row('runc', 0)]],
    ['fault dockerd ? low', [row('docker', 3), row('docker', 3, 'control'), row('ctr', 0)]],
    ['healthy high', [row('docker', 9, 'control')]],
  ])('%s', (expected, rows) => expect(verdictLine(verdict(...rows))).toBe(expected));
  it.each<[string, Situation]>([
    // kubectl met what ctr had got over by its last pass
    [
      'inconclusive containerd|shim|container ? low',
      { target: 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok', repeats: [{ ...row('ctr', 0), maxMs: 9_000 }] },
    ],
    [
      'inconclusive dockerd|container ? low',
      { target: 'kubectl:error docker:ok ctr:ok runc:ok nsenter:ok', repeats: [row('docker', 1)] },
    ],
    [
      'inconclusive kubelet|cri|container ? low',
      { target: 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok', repeats: [row('ctr', 0)] },
    ],
    // it is the same layer that fails for good
    [
      'fault shim container medium',
      { target: 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok', repeats: [row('ctr', 2), row('docker', 3)] },
    ],
  ])('what fails for good may have met what comes and goes: %s', (expected, situation) =>
    expect(verdictLine(diagnose(observation('docker', situation)).verdict)).toBe(expected),
  );
  it('says how often', () =>
    expect(verdict(row('docker', 3), row('ctr', 0)).summary).toBe(
      'Exec into container nginx comes and goes: docker failed in 3 of 40 passes.',
    ));
});
