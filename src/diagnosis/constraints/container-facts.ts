import type { Clue, Narrowing } from './constraint.ts';
import type { Observation } from '../observation.ts';
import { bundleMissing } from '../sightings/container.ts';

/** What the node says of this one container parts the layers that its probes leave, where it is by itself a reason. */
export const byContainerFacts: Narrowing = (observation, _at, left) => {
  const clue = [recordLost, recordDamaged, cgroupGone, bundleGone]
    .map((read) => read(observation))
    .find((c) => c !== null);
  return clue?.suspects?.some((layer) => left.suspects.includes(layer)) ? clue : null;
};

type Reading = (observation: Observation) => Clue | null;

const recordLost: Reading = ({ evidence }) => {
  const facts = evidence?.facts ?? {};
  if (!facts['target.bundle'] || facts['target.root'] !== '' || evidence?.initState === null) return null;
  return {
    suspects: ['container'],
    because: "No runtime root on the node holds the container's record, and its first process lives.",
    settles: true,
    witness: true,
  };
};

const recordDamaged: Reading = ({ evidence }) =>
  evidence?.facts['target.recordDamaged'] === 'yes'
    ? {
        suspects: ['container'],
        because: "The runtime's record of the container is cut off or damaged.",
        settles: true,
        witness: true,
      }
    : null;

const cgroupGone: Reading = ({ evidence }) =>
  evidence?.facts['target.cgroupMissing']
    ? {
        suspects: ['container'],
        because: "The container's cgroup does not exist any more.",
        settles: true,
        witness: true,
      }
    : null;

/** runc goes into that folder; of crun only the shim needs it. */
const bundleGone: Reading = (observation) =>
  bundleMissing(observation).length > 0
    ? {
        suspects: ['shim', 'container'],
        because: 'The folder that containerd keeps of the container is gone, and its shim lives.',
        settles: true,
        witness: true,
      }
    : null;
