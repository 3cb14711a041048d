import type { Observation } from './observation.ts';

/** What this run did not look at, and what a reader might take for granted. */
export function notTested({ probes, secondOpinion, evidence, debugPod }: Observation): readonly string[] {
  const missing = probes.filter(({ subject, outcome }) => subject === 'target' && outcome.kind === 'skipped');
  const controlFailed = probes.some(({ subject, outcome }) => subject === 'control' && outcome.kind === 'skipped');
  return [
    ...missing.map(({ name, outcome }) => (outcome.kind === 'skipped' ? `${name}: ${outcome.reason}` : name)),
    ...(evidence &&
    controlFailed &&
    !probes.some(({ subject, outcome }) => subject === 'control' && outcome.kind !== 'skipped')
      ? ['the control: so whether others are hit is not known']
      : []),
    ...(evidence && !secondOpinion && failsForTargetOnly(probes)
      ? ['an older, ordinary container of another pod: the control is fresh and privileged']
      : []),
    ...(debugPod.failure ? [] : ['a terminal (-t): every probe ran without one']),
  ];
}

const failsForTargetOnly = (probes: Observation['probes']) =>
  probes.some(
    ({ name, subject, outcome }) =>
      subject === 'target' &&
      (outcome.kind === 'hang' || outcome.kind === 'error') &&
      probes.some((other) => other.name === name && other.subject === 'control' && other.outcome.kind === 'ok'),
  );
