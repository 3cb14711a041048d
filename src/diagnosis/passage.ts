import { isOk, verb } from '../evidence/break.ts';
import type { Observation } from '../evidence/observation.ts';
import type { Probe, ProbeName } from '../model/probe.ts';
import type { Core } from './diagnose.ts';
import type { Location } from './locate.ts';

/** What came of the path that cannot exist, at a layer where the target's echo failed or hung; undefined: it was not asked for. */
export const passageOf = ({ passages }: Pick<Observation, 'passages'>, name: ProbeName): Probe | undefined =>
  passages.find((passage) => passage.name === name);

/** Which layers carried an exec to its end; empty where none was asked. */
export function passed({ passages }: Pick<Observation, 'passages'>): readonly string[] {
  const names = passages.filter(isOk).map(({ name }) => name);
  return names.length === 0
    ? []
    : [
        `Asked for a path that cannot exist, ${list.format(names)} ${names.length === 1 ? 'brings' : 'bring'} back the complaint about it: there no program of the container's has a say.`,
      ];
}

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/**
 * A layer that hangs, and yet carries an exec to its end where there is nothing to run: what hangs is the program, or what it
 * prints on its way through that layer. Null where it was not asked, or hangs then too.
 */
export function onlyWithProgram(observation: Observation, { at, suspects, because }: Location): Core | null {
  const { failing } = at;
  if (failing.outcome.kind !== 'hang' || !isOk(passageOf(observation, failing.name))) return null;
  return {
    status: 'inconclusive',
    layer: null,
    candidates: suspects.includes('container') ? suspects : [...suspects, 'container'],
    scope: null,
    confidence: 'low',
    summary: `${failing.name} ${verb(failing)} for container ${observation.target.container} where /bin/echo is to run, and answers where nothing is: it is what is called /bin/echo there, or what it prints does not come through.`,
    because: [...because, ...passed(observation)],
  };
}
