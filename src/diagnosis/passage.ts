import { isOk } from '../evidence/break.ts';
import type { Observation } from '../evidence/observation.ts';
import type { Probe, ProbeName } from '../model/probe.ts';

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
