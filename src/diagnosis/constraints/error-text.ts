import { probeOf } from '../../evidence/column.ts';
import { authorOfProbe } from '../author.ts';
import { startFailureAuthorOf } from '../start-failure-author.ts';
import type { Constraint } from './constraint.ts';

/** Whose words are those that kubectl failed with? */
export const errorText: Constraint = {
  id: 'error-text',
  read: (observation, { failing }, suspects) => {
    const author = authorOfProbe(probeOf(observation, 'target', 'kubectl'));
    if (!author) return null;
    const because = `The text of kubectl's failure ${author.says}.`;
    if (failing.name === 'kubectl') {
      const scope = author.scope === undefined ? {} : { scope: author.scope };
      return { weight: 'evidence', leaves: author.suspects, because, ...scope };
    }
    // kubectl came less far than the layer that fails below: that is a fault of its own
    return author.suspects.some((layer) => suspects.layers.includes(layer)) ? null : { weight: 'doubt', because };
  },
};

/** Where the debug pod did not start, the text of its event may be the runtime's own. */
export const startFailure: Constraint = {
  id: 'start-failure',
  read: (observation) => {
    const author = startFailureAuthorOf(observation);
    if (!author) return null;
    return {
      weight: 'evidence',
      leaves: author.suspects,
      scope: 'node',
      because: `The debug pod could not be started: the text ${author.says}.`,
    };
  },
};
