import { hasExistingControl, isOfOthers, type Observation, probeOf } from '../../evidence/observation.ts';
import { bundleMissing, cgroupMissing } from '../../knowledge/detectors/container.ts';
import { differencesOfShim } from '../../knowledge/detectors/shim-environment.ts';
import { entryOf } from '../../knowledge/index.ts';
import { entriesIn, plainQuotes } from '../../knowledge/match-text.ts';
import type { Layer } from '../../model/layer.ts';
import { isFailing, type Probe } from '../../model/probe.ts';
import { isSameComplaint, opinionsOn } from '../second-opinions.ts';
import type { Constraint } from './constraint.ts';

/** What the node says of this one container, where it is by itself a reason. */
export const containerFacts: Constraint = {
  id: 'container-facts',
  read: (observation, { failing }, suspects) => {
    const fact = facts.find(({ holds }) => holds(observation));
    if (!fact?.leaves.some((layer) => suspects.layers.includes(layer))) return null;
    const several = othersFailAlike(observation, failing) ? ({ scope: 'several-containers' } as const) : {};
    return { weight: 'proof', leaves: fact.leaves, because: fact.because, ...several };
  },
};

/** Those of the target's owner may have been made so. */
function othersFailAlike(observation: Observation, failing: Probe): boolean {
  const control = probeOf(observation, 'control', failing.name);
  const isOwn =
    hasExistingControl(observation) && !isOfOthers(observation, observation.evidence?.facts['control.id'] ?? '');
  return (
    opinionsOn(observation, failing).failingOfOthers.length > 0 ||
    (control !== undefined && !isOwn && isFailing(control) && isSameComplaint(failing.outcome, control.outcome))
  );
}

interface Fact {
  readonly holds: (observation: Observation) => boolean;
  readonly leaves: readonly Layer[];
  readonly because: string;
}

const facts: readonly Fact[] = [
  {
    holds: ({ evidence }) =>
      Boolean(evidence?.facts['target.bundle']) && evidence?.facts['target.root'] === '' && evidence.initState !== null,
    leaves: ['container'],
    because: "No runtime root on the node holds the container's record, and its first process lives.",
  },
  {
    holds: ({ evidence }) => evidence?.facts['target.recordDamaged'] === 'yes',
    leaves: ['container'],
    because: "The runtime's record of the container is cut off or damaged.",
  },
  {
    holds: (observation) => cgroupMissing(observation).length > 0,
    leaves: ['container'],
    because: "The container's cgroup does not exist any more.",
  },
  {
    // runc goes into that folder; of crun only the shim needs it
    holds: (observation) => bundleMissing(observation).length > 0,
    leaves: ['shim', 'container'],
    because: 'The folder that containerd made for the container below /run, its bundle, is gone, and its shim lives.',
  },
];

/** Our runc worked in another environment than that of the shim: so much less is certain. */
export const shimEnvironment: Constraint = {
  id: 'shim-environment',
  read: (observation) => {
    const [first] = differencesOfShim(observation);
    if (!first) return null;
    return {
      weight: 'doubt',
      because: `The shim has other surroundings than our own runc (${first}), so that runc proves less.`,
    };
  },
};

/**
 * For each exec dockerd looks the user up in the container's own /etc/passwd and /etc/group, and nobody below it does: what is
 * in there, a link to itself or a pipe, makes dockerd fail or hang for this container, and no fault of dockerd's.
 */
export const usersFile: Constraint = {
  id: 'users-file',
  after: ['control', 'second-opinion'],
  read: (_observation, { failing, working }, { layers, scope }) => {
    if (failing.name !== 'docker' || working?.name !== 'ctr' || !layers.includes('dockerd')) return null;
    if (scope !== 'container' || saysOtherwise(failing)) return null;
    return {
      weight: 'doubt',
      because:
        "For each exec dockerd looks the user up in the container's own /etc/passwd, which ctr does not: that file can make it fail for this container alone.",
    };
  },
};

/** By dockerd's words it is a known failure, and none of the container's. */
function saysOtherwise({ outcome }: Probe): boolean {
  const [known] = outcome.kind === 'error' ? entriesIn(plainQuotes(outcome.text)) : [];
  return known !== undefined && !entryOf(known.code).layers.includes('container');
}
