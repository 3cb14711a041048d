import { expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Entry, Fix } from '../../../src/knowledge/entry.ts';
import { catalogue } from '../../../src/knowledge/index.ts';
import { recordedModes } from '../../scenarios/support/lab-facts.ts';
import { observationOf, recordedFaults } from './recorded-observation.ts';

let count = 0;
/** Each another, for two steps that say the same are one. */
const placeholder = () => `x${count++}`;

const rewordedStep = (step: Fix): Fix => {
  if (typeof step === 'string') return placeholder();
  if ('read' in step) return { ...step, read: placeholder() };
  return {
    ...step,
    ...(step.note === undefined ? {} : { note: placeholder() }),
    ...(step.given === undefined ? {} : { given: placeholder() }),
  };
};

const decided = () =>
  recordedFaults(recordedModes).map(({ mode, name, recording }) => {
    const { status, layer, candidates, scope, confidence, cause, remedy, owner } = diagnose(
      observationOf(recording),
    ).verdict;
    const fix = remedy && { ...remedy, step: { command: remedy.step.command, action: remedy.step.action } };
    return { of: `${mode}/${name}`, status, layer, candidates, scope, confidence, cause, fix, owner };
  });

it('no sentence of the catalogue decides anything', () => {
  const before = decided();
  expect(before.filter(({ fix }) => fix !== null).length).toBeGreaterThan(100);
  const entries: readonly Entry[] = catalogue;
  const asWritten = entries.map((entry) => ({ ...entry }));
  for (const entry of entries) {
    Object.assign(entry, {
      title: placeholder(),
      meaning: placeholder(),
      confirm: entry.confirm.map(rewordedStep),
      fix: entry.fix.map(rewordedStep),
    });
  }
  const reworded = decided();
  // other files have the same catalogue
  for (const [index, entry] of entries.entries()) Object.assign(entry, asWritten[index]);
  expect(reworded).toEqual(before);
});
