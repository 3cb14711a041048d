import { entryOf } from '../../knowledge/index.ts';
import { spokenBy } from '../known-words.ts';
import { isSameComplaint } from '../second-opinions.ts';
import type { Constraint } from './constraint.ts';

/** The node shows of what the failure speaks of that all of the pod shares it: whoever else is in there is hit, too. */
export const limitOfPod: Constraint = {
  id: 'limit-of-pod',
  after: ['control', 'second-opinion'],
  read: (observation, { failing }, { layers, scope }) => {
    const code = scope === 'container' && layers.includes('container') ? spokenBy(failing) : null;
    const seen = code === null ? [] : (entryOf(code).detect?.run(observation, isSameComplaint) ?? []);
    const ofPod = seen.find(({ at }) => at?.scope === 'pod');
    return ofPod ? { weight: 'hint', scope: 'pod', because: ofPod.summary } : null;
  },
};
