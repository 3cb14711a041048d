import { isOk, type Outcome, type ProbeName } from '../model/probe.ts';
import { columnOf, type Observation } from './observation.ts';

/**
 * The program called /bin/echo there ends well, by every way, and prints something else; and asked for a path that cannot exist every
 * layer answers as it should. So a program is started, ends, and is heard: exec works, and the image has no echo.
 */
export function isAnotherEcho({ probes, passages }: Pick<Observation, 'probes' | 'passages'>): boolean {
  const asked = columnOf(probes, 'target').filter(
    ({ name, outcome }) => name !== 'nsenter' && outcome.kind !== 'skipped',
  );
  return (
    asked.length > 1 &&
    asked.every(({ name, outcome }) => endsWell(name, outcome)) &&
    passages.length > 0 &&
    passages.every((passage) => isOk(passage)) &&
    // kubectl's own is known by what it hands on of the program
    asked.every(({ name }) => name === 'kubectl' || passages.some((passage) => passage.name === name))
  );
}

/** Where nothing came, it may have been lost on the way; of ctr that is known, and its own. */
const endsWell = (name: ProbeName, outcome: Outcome): boolean =>
  outcome.kind === 'error' && outcome.exitCode === 0 && (outcome.text.trim() !== '' || name === 'ctr');
