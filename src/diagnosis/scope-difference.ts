import { hasExistingControl, type Observation } from '../evidence/observation.ts';
import { secondsAgo } from '../evidence/probe-matrix.ts';
import { greatest, least } from '../model/extremes.ts';
import { isOk, type Probe } from '../model/probe.ts';
import { isSameComplaint } from './second-opinions.ts';

interface Container {
  readonly works: boolean;
  readonly startedSecondsAgo: number | null;
  readonly label: string;
}

/**
 * What the containers that fail have in common, and those that work have not: their age, or their confinement. As the
 * rest of a sentence.
 */
export function scopeDifference(observation: Observation, failing: Probe): string {
  const containers = asked(observation, failing);
  const sick = containers.filter(({ works }) => !works);
  const working = containers.filter(({ works }) => works);
  const labels = new Set(sick.map(({ label }) => label));
  const [label] = labels;
  if (label && labels.size === 1 && working.every((container) => container.label !== label)) {
    return `those that fail are confined by ${label}, those that work are not`;
  }
  const youngestFailing = least(sick.map(ageOf));
  const oldestWorking = greatest(working.map(ageOf));
  if (Number.isFinite(youngestFailing) && Number.isFinite(oldestWorking) && youngestFailing > oldestWorking) {
    return `all that fail were started more than ${spell(youngestFailing)} ago, all that work less than ${spell(oldestWorking + 1)} ago`;
  }
  return hasExistingControl(observation)
    ? 'how they differ is not known'
    : 'what differs is their age or their confinement';
}

function asked({ probes, secondOpinions, evidence }: Observation, { name, outcome }: Probe): readonly Container[] {
  const own = (['target', 'control'] as const).map((subject) => ({
    works: isOk(probes.find((probe) => probe.name === name && probe.subject === subject)),
    startedSecondsAgo: secondsAgo(evidence?.uptimeMs ?? null, evidence?.facts[`${subject}.born`] ?? ''),
    label: evidence?.facts[`${subject}.label`] ?? '',
  }));
  const others = secondOpinions.flatMap(({ probes: answers, startedSecondsAgo, label }) => {
    const answer = answers.find((probe) => probe.name === name);
    const works = answer?.outcome.kind === 'ok';
    return answer && (works || isSameComplaint(outcome, answer.outcome)) ? [{ works, startedSecondsAgo, label }] : [];
  });
  return [...own, ...others];
}

/** Of an unknown age nothing follows. */
const ageOf = ({ startedSecondsAgo }: Container): number => startedSecondsAgo ?? Number.NaN;

const spell = (seconds: number): string =>
  seconds < 120
    ? `${seconds} s`
    : seconds < 7_200
      ? `${Math.floor(seconds / 60)} min`
      : `${Math.floor(seconds / 3_600)} h`;
