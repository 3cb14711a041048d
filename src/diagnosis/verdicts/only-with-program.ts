import { isOk, verb } from '../../evidence/break.ts';
import type { Observation } from '../../evidence/observation.ts';
import { type Core, inconclusive } from '../core.ts';
import type { Location } from '../locate.ts';
import { passageOf, passed } from '../passage.ts';

/**
 * A layer that hangs, and yet carries an exec to its end where there is nothing to run: what hangs is the program, or what it
 * prints on its way through that layer. Null where it was not asked, or hangs then too.
 */
export function onlyWithProgram(observation: Observation, { at, suspects, because }: Location): Core | null {
  const { failing } = at;
  if (failing.outcome.kind !== 'hang' || !isOk(passageOf(observation, failing.name))) return null;
  return inconclusive(
    suspects.includes('container') ? suspects : [...suspects, 'container'],
    `${failing.name} ${verb(failing)} for container ${observation.target.container} where /bin/echo is to run, and answers where nothing is: it is what is called /bin/echo there, or what it prints does not come through.`,
    [...because, ...passed(observation)],
  );
}
