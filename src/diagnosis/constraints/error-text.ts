import { isOfOthers, type Observation, probeOf } from '../../evidence/observation.ts';
import { entryOf } from '../../knowledge/index.ts';
import { entriesIn, plainQuotes } from '../../knowledge/match-text.ts';
import type { Layer } from '../../model/layer.ts';
import { entryLayer, isOk } from '../../model/probe.ts';
import { originOfProbe } from '../error-origin.ts';
import { canTellOf } from '../speaker.ts';
import { startFailureOriginOf } from '../start-failure-origin.ts';
import type { Constraint } from './constraint.ts';
import { ownLayers } from './served-for-less.ts';

/** Whose words are those that kubectl failed with? */
export const errorText: Constraint = {
  id: 'error-text',
  read: (observation, { failing }, suspects) => {
    const origin = originOfProbe(probeOf(observation, 'target', 'kubectl'));
    if (!origin) return null;
    const because = `The text of kubectl's failure ${origin.says}.`;
    if (failing.name === 'kubectl') {
      const scope = origin.scope === undefined ? {} : { scope: origin.scope };
      return { weight: origin.nobodyAsked ? 'hint' : 'evidence', leaves: origin.suspects, because, ...scope };
    }
    // kubectl came less far than the layer that fails below: that is a fault of its own
    return origin.suspects.some((layer) => suspects.layers.includes(layer)) ? null : { weight: 'doubt', because };
  },
};

/**
 * Target and control, a container of somebody else's, fail at one layer with the words of one known failure: no container has
 * made them up, and they tell of the layers that it is a fault of.
 */
export const sharedWords: Constraint = {
  id: 'shared-words',
  after: ['control'],
  read: (observation, { failing }, { layers }) => {
    // of what kubectl says more is known: whose words they are
    const controls = failing.name === 'kubectl' ? undefined : probeOf(observation, 'control', failing.name);
    if (!controls || !isOfOthers(observation, observation.evidence?.facts['control.id'] ?? '')) return null;
    const [code, other] = [failing, controls].map(({ outcome }) =>
      outcome.kind === 'error' ? entriesIn(plainQuotes(outcome.text))[0]?.code : undefined,
    );
    if (code === undefined || code !== other) return null;
    const { layers: known, title } = entryOf(code);
    const named = layers.filter(
      (layer) =>
        known.includes(layer) &&
        canTellOf(failing, layer) &&
        !ownLayers.includes(layer) &&
        !answers(observation, layer),
    );
    if (named.length === 0 || named.length === layers.length) return null;
    return { weight: 'evidence', leaves: named, because: `Both have the words of one known failure: ${title}.` };
  },
};

/** The target is served where an exec enters at that layer: others may look for it elsewhere. */
const answers = ({ probes }: Observation, layer: Layer): boolean =>
  probes.some((probe) => probe.subject === 'target' && entryLayer[probe.name] === layer && isOk(probe));

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
