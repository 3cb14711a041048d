import { limits } from '../limits.ts';
import { greatest } from '../model/extremes.ts';
import { isFailing, isOk, type Outcome, type Probe, type ProbeName } from '../model/probe.ts';
import type { SecondOpinion } from '../model/report.ts';
import { isOfOthers, type Observation } from './observation.ts';

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

/** It was given up after a time that is not much longer than what others on this node need for an answer. */
export const mayBeSlow = (observation: Observation, { name, outcome }: Pick<Probe, 'name' | 'outcome'>): boolean =>
  outcome.kind === 'hang' && slowestAnswerMs(observation, name) >= outcome.durationMs * limits.slowNodeShare;

/** Of the probes that answered on the node, whoever was asked; through the API server only where that is what fails. */
export function slowestAnswerMs(observation: Observation, failing: ProbeName): number {
  const { probes, secondOpinions } = observation;
  // an owner can slow down what runs in its own containers
  const others = secondOpinions.filter(({ containerID }) => isOfOthers(observation, containerID));
  const answers = [
    ...probes.filter(({ name }) => name !== 'kubectl' || failing === 'kubectl'),
    ...others.flatMap((opinion) => opinion.probes),
  ];
  return greatest(
    answers.map(({ outcome }) => (outcome.kind === 'ok' ? outcome.durationMs : 0)),
    0,
  );
}
