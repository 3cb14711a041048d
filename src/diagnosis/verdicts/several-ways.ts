import { execWorks, type Observation } from '../../evidence/observation.ts';
import { describeTries, triesOf } from '../../evidence/tries.ts';
import type { Layer } from '../../model/layer.ts';
import { wayOf } from '../error-origin.ts';
import type { Location } from '../locate.ts';
import type { Core } from './rule.ts';

/** Once may be chance. */
const certainFailures = 2;

/**
 * Some execs came through the API server and others did not, by its own words about the way: there are several ways, and one
 * of them is broken. Null where all of them did, or none, or something fails below it too.
 */
export function severalWays(observation: Observation, location: Location | null): Core | null {
  const execs = triesOf(observation, 'exec');
  const [failed, ...more] = execs.flatMap((outcome) => wayOf(outcome) ?? []);
  const cameThrough = execs.some(({ kind }) => kind === 'ok') || execWorks(observation);
  if (!failed || !cameThrough || (location && location.at.failing.name !== 'kubectl')) return null;
  // it has served the others; but a kubelet that starts again and again does that too
  const suspects: readonly Layer[] = failed.mayBeOfKubelet
    ? failed.suspects
    : failed.suspects.filter((layer) => layer !== 'kubelet');
  const [only, ...others] = suspects;
  const isCertain = more.length + 1 >= certainFailures;
  const layer = isCertain && only && others.length === 0 ? only : null;
  return {
    status: isCertain ? 'fault' : 'inconclusive',
    layer,
    candidates: suspects,
    // it is not of one container
    scope: failed.scope === undefined ? 'node' : failed.scope,
    confidence: layer ? 'high' : isCertain ? 'medium' : 'low',
    summary: `Exec into container ${observation.target.container} comes and goes: ${describeTries(observation)}.`,
    because: [
      `The text of those that failed ${failed.says}.`,
      'Each request may go by another API server, or another tunnel: that some come through is no proof that all ways are open.',
    ],
  };
}
