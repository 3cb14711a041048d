import { fullUnder } from '../node-full.ts';
import type { Constraint } from './constraint.ts';

/** What the node shows of itself, where no exec works under it, whoever is asked. */
export const nodeFacts: Constraint = {
  id: 'node-facts',
  // whoever was asked for less than the target was served for that
  after: ['control', 'second-opinion'],
  read: (observation, { failing, suspects }) => {
    const full = suspects.includes('containerd') ? fullUnder(observation, failing) : null;
    if (!full) return null;
    return {
      weight: 'proof',
      leaves: ['containerd'],
      scope: 'node',
      because: `${full} For each exec containerd, its shims and runc write there.`,
    };
  },
};
