import { probeOf } from '../../evidence/observation.ts';
import { originOfProbe } from '../error-origin.ts';
import { startFailureOriginOf } from '../start-failure-origin.ts';
import type { Constraint } from './constraint.ts';

/** Whose words are those that kubectl failed with? */
export const errorText: Constraint = {
  id: 'error-text',
  read: (observation, { failing }, suspects) => {
    const origin = originOfProbe(probeOf(observation, 'target', 'kubectl'));
    if (!origin) return null;
    const because = `The text of kubectl's failure ${origin.says}.`;
    if (failing.name === 'kubectl') {
      const scope = origin.scope === undefined ? {} : { scope: origin.scope };
      return { weight: 'evidence', leaves: origin.suspects, because, ...scope };
    }
    // kubectl came less far than the layer that fails below: that is a fault of its own
    return origin.suspects.some((layer) => suspects.layers.includes(layer)) ? null : { weight: 'doubt', because };
  },
};

/** Where the debug pod did not start, the text of its event may be the runtime's own. */
export const startFailure: Constraint = {
  id: 'start-failure',
  read: (observation) => {
    const origin = startFailureOriginOf(observation);
    if (!origin) return null;
    return {
      weight: 'evidence',
      leaves: origin.suspects,
      scope: 'node',
      because: `The debug pod could not be started: the text ${origin.says}.`,
    };
  },
};
