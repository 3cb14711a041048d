import { limits } from '../limits.ts';
import { greatest } from '../model/extremes.ts';
import { type Probe, type ProbeName, probeNames } from '../model/probe.ts';
import { isOfOthers, type Observation } from './observation.ts';

/**
 * Do the others answer so soon that whoever was given up cannot be slow for want of time on the node alone? Each answer, by the same
 * way or from further down, is so many times as late as on a node that has time; nobody is expected to be much later than
 * that. False where nobody answers.
 */
export function answersInTime(observation: Observation, { name, outcome }: Pick<Probe, 'name' | 'outcome'>): boolean {
  if (outcome.kind !== 'hang') return false;
  const factor = greatest(
    answersFrom(observation, name).map((answer) => answer.ms / limits.usualMs[answer.name]),
    0,
  );
  return factor > 0 && outcome.durationMs >= factor * limits.usualMs[name] * limits.hangFactor;
}

interface Answer {
  readonly name: ProbeName;
  readonly ms: number;
}

/** nsenter is done before it could be late: of what runs a program it tells only where nobody else does. */
function answersFrom({ probes, secondOpinions, ...observation }: Observation, name: ProbeName): readonly Answer[] {
  // an owner can slow down what runs in its own containers
  const others = secondOpinions.filter(({ containerID }) => isOfOthers(observation, containerID));
  const answers = [...probes, ...others.flatMap((opinion) => opinion.probes)].flatMap((probe) =>
    probe.outcome.kind === 'ok' && probeNames.indexOf(probe.name) >= probeNames.indexOf(name)
      ? [{ name: probe.name, ms: probe.outcome.durationMs }]
      : [],
  );
  const programs = answers.filter((answer) => answer.name !== 'nsenter');
  return programs.length > 0 ? programs : answers;
}
