import { isHierarchyGone } from '../../knowledge/detectors/container.ts';
import type { Constraint } from './constraint.ts';

/** A cgroup hierarchy that is not mounted: runc finds no cgroup of a container that was started while it was. */
export const cgroupHierarchy: Constraint = {
  id: 'cgroup-hierarchy',
  read: (observation, _boundary, suspects) =>
    suspects.layers.includes('runc') && isHierarchyGone(observation)
      ? {
          weight: 'evidence',
          leaves: ['runc'],
          scope: 'node',
          because:
            'Others on the node miss their cgroups in the same hierarchy, by their words: no cgroup of this container was removed, but all of that hierarchy is out of reach.',
          confirms: true,
        }
      : null,
};
