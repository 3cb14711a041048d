import { limits } from '../limits.ts';
import { greatest } from '../model/extremes.ts';
import type { Probe, ProbeName } from '../model/probe.ts';
import type { Observation } from './observation.ts';
import { isOfOthers } from './same-owner.ts';

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
