import type { Outcome, Probe } from '../model/probe.ts';
import type { SecondOpinion } from '../model/report.ts';
import { mayBeSlow } from './answer-times.ts';
import { isFailing, isOk } from './break.ts';
import type { Observation } from './observation.ts';
import { isOfOthers } from './same-owner.ts';

/** What containers of other pods say to a probe that fails for the target. */
export interface Opinions {
  readonly working: readonly SecondOpinion[];
  /** With the same complaint. */
  readonly failing: readonly SecondOpinion[];
  /** Of these, those that are of another owner than the target: they alone tell of more than the target. */
  readonly failingOfOthers: readonly SecondOpinion[];
  /** With another complaint, which tells nothing of the target's. */
  readonly otherwise: readonly SecondOpinion[];
}

/** Do two probes of one layer fail with the same? What is known of failures tells. */
export type SameComplaint = (a: Outcome, b: Outcome) => boolean;

/** They are asked last, in what is left of the time: some may only be slow. */
export function opinionsOn(
  observation: Observation,
  failing: Pick<Probe, 'name' | 'outcome'>,
  isSameComplaint: SameComplaint,
): Opinions {
  const { secondOpinions } = observation;
  const asked = ({ probes }: SecondOpinion) => probes.find(({ name }) => name === failing.name);
  const complaining = secondOpinions.filter((opinion) => {
    const probe = asked(opinion);
    return probe !== undefined && isFailing(probe) && !mayBeSlow(observation, probe);
  });
  const { same = [], other = [] } = Object.groupBy(complaining, (opinion) => {
    const probe = asked(opinion);
    return probe !== undefined && isSameComplaint(failing.outcome, probe.outcome) ? 'same' : 'other';
  });
  return {
    working: secondOpinions.filter((opinion) => isOk(asked(opinion))),
    failing: same,
    failingOfOthers: same.filter(({ containerID }) => isOfOthers(observation, containerID)),
    otherwise: other,
  };
}
