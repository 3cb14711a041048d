import { daemonOutOfFiles } from '../../knowledge/detectors/processes.ts';
import type { Constraint } from './constraint.ts';

/** A daemon that may open no more files fails whoever needs one: all containers of the node, unless some were seen served. */
export const fileLimit: Constraint = {
  id: 'file-limit',
  after: ['error-text', 'control', 'second-opinion'],
  read: (observation, _boundary, suspects) => {
    if (suspects.scope !== null && suspects.scope !== 'node') return null;
    const full = suspects.layers.flatMap((layer) =>
      daemonOutOfFiles(layer)(observation).map(({ summary }) => ({ layer, summary })),
    );
    const [only, ...others] = full;
    if (!only || others.length > 0) return null;
    return { weight: 'evidence', leaves: [only.layer], scope: 'node', because: only.summary, witness: true };
  },
};
