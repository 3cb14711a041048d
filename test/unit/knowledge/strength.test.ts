import { describe, expect, it } from 'vitest';
import { causeOf } from '../../../src/diagnosis/cause.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { findings } from '../../../src/diagnosis/findings.ts';
import { withoutProgramOutput } from '../../../src/diagnosis/program-output.ts';
import type { Entry } from '../../../src/knowledge/entry.ts';
import { catalogue, entryOf } from '../../../src/knowledge/index.ts';
import { entriesIn } from '../../../src/knowledge/match-text.ts';
import type { Code } from '../../../src/model/code.ts';
import { sampled } from '../../sampled.ts';
import { recordedModes } from '../../scenarios/support/lab-facts.ts';
import { observationOf, recordedFaults } from '../diagnosis/recorded-observation.ts';

const beatsOf = (code: Code) => entryOf(code).detect?.beats ?? [];
const beating = catalogue.filter(({ code }) => beatsOf(code).length > 0);

describe.each(beating)('$code', ({ code, detect }) => {
  it('beats what may stand beside it: facts of the same strength', () =>
    expect(beatsOf(code).filter((beaten) => entryOf(beaten).detect?.strength !== detect?.strength)).toEqual([]));
  it('does not beat itself, by whatever it beats', () => {
    const reached = new Set<Code>();
    const follow = (from: Code) => {
      for (const next of beatsOf(from)) if (!reached.has(next)) follow(reached.add(next) && next);
    };
    follow(code);
    expect([...reached]).not.toContain(code);
  });
});

it('what never explains a verdict beats nothing', () =>
  expect(beating.filter(({ detect }) => detect?.strength === 'context')).toEqual([]));

/** Some of the orders that the catalogue could have. */
const orders: readonly (readonly Entry[])[] = [
  catalogue.toReversed(),
  catalogue.toSorted((a, b) => a.code.localeCompare(b.code)),
  catalogue.toSorted((a, b) => b.title.localeCompare(a.title)),
  [...catalogue.filter((_, index) => index % 2 === 1), ...catalogue.filter((_, index) => index % 2 === 0)],
];

it.each(recordedModes)('the order of the catalogue decides no cause of a recorded fault: %s', (mode) => {
  const some = sampled(
    `faults in another order of the catalogue, ${mode}`,
    4,
    recordedFaults([mode]),
    ({ name }) => name,
  );
  for (const { name, recording } of some) {
    const observation = observationOf(recording);
    const { verdict } = diagnose(observation);
    const cause = (entries: readonly Entry[]) =>
      causeOf(verdict, findings(withoutProgramOutput(observation), entries), observation)?.code ?? null;
    const expected = cause(catalogue);
    expect({ name, causes: orders.map(cause) }).toEqual({ name, causes: orders.map(() => expected) });
  }
});

it.each(catalogue.filter(({ texts }) => texts.length > 0))(
  'the order of the catalogue does not decide which failure is the nearest to a text of $code',
  ({ texts }) => {
    for (const { example } of texts) {
      const nearest = (entries: readonly Entry[]) => entriesIn(example, entries)[0]?.code;
      expect(orders.map(nearest)).toEqual(orders.map(() => nearest(catalogue)));
    }
  },
);
