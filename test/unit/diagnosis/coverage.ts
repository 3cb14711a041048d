import type { Constraint } from '../../../src/diagnosis/constraints/constraint.ts';
import { constraints } from '../../../src/diagnosis/constraints/index.ts';
import { locate } from '../../../src/diagnosis/locate.ts';
import { withoutProgramOutput } from '../../../src/diagnosis/program-output.ts';
import { spokenOf, verdictRules } from '../../../src/diagnosis/verdicts/index.ts';
import { columnsOf, faultBoundaryOf } from '../../../src/evidence/fault-boundary.ts';
import { familyOf, type Observation } from '../../../src/evidence/observation.ts';
import { recordedModes } from '../../scenarios/support/lab-facts.ts';
import { observationOf, recordedFaults } from './recorded-observation.ts';

/** What every recording of a real fault was observed as. */
export const recordedObservations = (): readonly Observation[] =>
  recordedFaults(recordedModes).map(({ recording }) => withoutProgramOutput(observationOf(recording)));

/** Which constraints had something to say of an observation. */
function constraintsThatSpeak(observation: Observation): readonly string[] {
  if (!faultBoundaryOf(columnsOf(observation).target, familyOf(observation))) return [];
  const spoken = new Set<string>();
  const listening = (constraint: Constraint): Constraint => ({
    ...constraint,
    read: (...given) => {
      const reading = constraint.read(...given);
      if (reading) spoken.add(constraint.id);
      return reading;
    },
  });
  locate(observation, constraints.map(listening));
  return [...spoken];
}

/** Constraints and verdicts that no recording of a real fault has needed: tested by made-up observations alone. */
export function notYetSeenOnANode(): Readonly<Record<'constraints' | 'verdicts', readonly string[]>> {
  const all = recordedObservations();
  const spoken = new Set(all.flatMap(constraintsThatSpeak));
  const heardOf = new Set(
    all.flatMap((one) =>
      spokenOf(one, locate(one))
        .slice(0, 1)
        .map(({ rule }) => rule.id),
    ),
  );
  return {
    constraints: constraints.map(({ id }) => id).filter((id) => !spoken.has(id)),
    verdicts: verdictRules.map(({ id }) => id).filter((id) => !heardOf.has(id)),
  };
}
