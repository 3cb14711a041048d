import { authorOfProbe } from '../author.ts';
import { probeOf } from '../column.ts';
import type { Narrowing } from './constraint.ts';
import { startFailureAuthorOf } from '../start-failure-author.ts';

/** Whose words are those that kubectl failed with? */
export const byAuthor: Narrowing = (observation, { failing }, left) => {
  const author = authorOfProbe(probeOf(observation, 'target', 'kubectl'));
  if (!author) return null;
  const because = `The text of kubectl's failure ${author.says}.`;
  if (failing.name === 'kubectl') {
    return { suspects: author.suspects, because, ...(author.scope === undefined ? {} : { scope: author.scope }) };
  }
  // kubectl came less far than the layer that fails below: that is a fault of its own
  return author.suspects.some((layer) => left.suspects.includes(layer)) ? null : { because, doubt: true };
};

/** Where the debug pod did not start, the text of its event may be the runtime's own. */
export const byStartFailure: Narrowing = ({ debugPod }) => {
  const author = debugPod.failure && startFailureAuthorOf(debugPod.failure);
  if (!author) return null;
  return {
    suspects: author.suspects,
    scope: 'node',
    because: `The debug pod could not be started: the text ${author.says}.`,
  };
};
