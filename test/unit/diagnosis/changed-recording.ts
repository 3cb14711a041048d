import type { Observation } from '../../../src/evidence/observation.ts';
import type { Outcome, ProbeName, Subject } from '../../../src/model/probe.ts';
import type { Mode } from '../../scenarios/support/lab-facts.ts';
import { observationOf, recordedFaults } from './recorded-observation.ts';

/** What a run saw of a real fault. */
export function recorded(mode: Mode, fault: string): Observation {
  const found = recordedFaults([mode]).find(({ name }) => name === fault);
  if (!found) throw new Error(`no recording of ${fault} in ${mode}`);
  return observationOf(found.recording);
}

export type Changes = Readonly<Partial<Record<`${Subject} ${ProbeName}`, Outcome>>>;

/** The same, where these probes ended otherwise. */
export const changed = (observation: Observation, changes: Changes): Observation => ({
  ...observation,
  probes: observation.probes.map((probe) => ({
    ...probe,
    outcome: changes[`${probe.subject} ${probe.name}`] ?? probe.outcome,
  })),
});
