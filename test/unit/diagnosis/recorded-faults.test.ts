import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Code } from '../../../src/model/code.ts';
import { expectedIn, faultTable, leftOut, missingIn, recordingOf } from '../../scenarios/support/fault-table.ts';
import { type Mode, modes, recordedModes } from '../../scenarios/support/lab-facts.ts';
import { observationOf, recordedFaults } from './recorded-observation.ts';

const madeByTheLab: readonly Mode[] = modes;

/** Real faults on real nodes: a recorded run gives the same verdict, offline, for ever. */
describe.each(recordedModes)('%s', (mode) => {
  const recorded = recordedFaults([mode]);

  it.each(recorded.map(({ name, recording }) => [name, recording] as const))('%s', (name, recording) => {
    const scenario = faultTable.find((row) => recordingOf(row) === name);
    if (!scenario) throw new Error(`the table has no fault ${name}`);
    const expected = expectedIn(scenario, mode);
    const { verdict, findings } = diagnose(observationOf(recording));
    const { status, layer, scope, cause } = verdict;
    const code =
      status === 'healthy' ? (findings.find((finding) => finding.code === expected.code)?.code ?? null) : cause;
    expect({ status, layer, scope, code }).toEqual(expected);
  });

  if (!madeByTheLab.includes(mode)) return;
  it('has a recording of every fault that can be had there', () =>
    expect(recorded.map(({ name }) => name).toSorted()).toEqual(
      faultTable
        .filter((scenario) => missingIn(scenario, mode) === undefined)
        .map(recordingOf)
        .toSorted(),
    ));
});

it('every fault of the lab is in the table, or left out for a reason', () => {
  const files = readdirSync('lab/faults').filter((name) => name.endsWith('.sh'));
  const ofTheLab = files.flatMap((name) =>
    [...readFileSync(join('lab/faults', name), 'utf8').matchAll(/^fault (\S+)/gm)].map(([, fault]) => fault),
  );
  const inTheTable = [...faultTable.map(({ fault }) => fault.split(' ')[0]), ...Object.keys(leftOut)];
  expect([...new Set(inTheTable)].toSorted()).toEqual(ofTheLab.toSorted());
});

/** ctr says so where it speaks for itself. */
const unknown = (name: string) => (name === 'ctr' ? 'ctr: something new' : `something new, says ${name}`);

/** Where execve did not start the program, its errno in the text is all that tells it from a program that fails. */
const byErrno: readonly (Code | null)[] = ['uid-out-of-processes', 'arguments-too-long'];

it('a fault that no text and no fact explains is found by the matrix alone', () => {
  for (const { recording } of recordedFaults(recordedModes)) {
    const seen = observationOf(recording);
    const whole = diagnose(seen).verdict;
    if (whole.status !== 'fault' || seen.debugPod.failure || !seen.evidence || byErrno.includes(whole.cause)) continue;
    const mute = (probe: (typeof seen.probes)[number]) =>
      probe.outcome.kind === 'error' ? { ...probe, outcome: { ...probe.outcome, text: unknown(probe.name) } } : probe;
    const { verdict } = diagnose({ ...seen, probes: seen.probes.map(mute), terminals: seen.terminals.map(mute) });
    expect(verdict.status).toBe('fault');
    if (whole.layer) expect(verdict.candidates).toContain(whole.layer);
  }
});
