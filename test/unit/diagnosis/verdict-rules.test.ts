import { describe, expect, it } from 'vitest';
import { locate } from '../../../src/diagnosis/locate.ts';
import { spokenOf, verdictRules } from '../../../src/diagnosis/verdicts/index.ts';
import { recordedObservations } from './coverage.ts';
import { observation } from './observe.ts';

describe('the verdicts', () => {
  it('have names of their own', () => expect(new Set(verdictRules.map(({ id }) => id)).size).toBe(verdictRules.length));

  it('never speak two at a time with one precedence', () => {
    const madeUp = ['ok', 'error', 'hang'].map((target) => observation('docker', { target }));
    for (const seen of [...recordedObservations(), ...madeUp]) {
      const precedences = spokenOf(seen, locate(seen)).map(({ rule }) => rule.precedence);
      expect(precedences).toEqual([...new Set(precedences)]);
    }
  });

  it('speak of every observation', () => {
    for (const seen of recordedObservations()) expect(spokenOf(seen, locate(seen))).not.toEqual([]);
  });
});
