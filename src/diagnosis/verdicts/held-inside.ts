import { type Observation, probeOf } from '../../evidence/observation.ts';
import { describePassages, passageOf } from '../../evidence/side-probes.ts';
import { hangingRuntime, startedByShim } from '../../evidence/stuck-processes.ts';
import { isFailing, isOk, type Probe, verb } from '../../model/probe.ts';
import type { Location } from '../locate.ts';
import { type Core, inconclusive } from './rule.ts';

/**
 * A layer that hangs for the target alone, where the request may have come as far as the container: whoever is root in there
 * may stop what enters it, at its first step, for callers of his choice. Null where what is left already lies there, or the
 * node shows who holds the request.
 */
export function heldInside(
  observation: Observation,
  { at, suspects, because, scope, witnessed }: Location,
): Core | null {
  const { failing } = at;
  if (failing.outcome.kind !== 'hang' || suspects.includes('container')) return null;
  if (hangingRuntime(observation)) return null;
  const [started] = startedByShim(observation.evidence);
  const container = `container ${observation.target.container}`;
  // of a runtime the node has seen to it that it is one; what was executed in the container may give its own parent, the shim, further
  // children (CLONE_PARENT). So what is in there acquits nobody, and makes the container a suspect, which that is either way
  if (started) {
    const [came, seen] = started.role === 'runtime' ? handedOn : perhapsHandedOn;
    return inconclusive(
      [...suspects, 'container'],
      `${failing.name} hangs for ${container}, and a request ${came} as far as the container all the same: whatever runs in it as root can stop what enters it.`,
      [...because, `${seen(`${started.name} (process ${started.pid})`)}.`],
    );
  }
  const isAlone =
    scope === 'container' || (scope === 'client' && !isFailing(probeOf(observation, 'control', failing.name)));
  if (witnessed || !isAlone || !mayHavePassed(observation, failing)) return null;
  return inconclusive(
    [...suspects, 'container'],
    `${failing.name} hangs for ${container} alone, and how far its request came was not seen: whatever runs in the container as root can stop what enters it.`,
    because,
  );
}

/**
 * It hangs for echo, and fails where nothing is to be run: a layer that hangs does so for both. Of kubectl's request nobody knows
 * how far it came: the script, which looks below the shim, has ended by then.
 */
const mayHavePassed = (observation: Observation, { name }: Probe): boolean =>
  name === 'kubectl' || passageOf(observation, name)?.outcome.kind === 'error';

type Told = readonly [came: string, seen: (process: string) => string];

const handedOn: Told = [
  'came',
  (process) =>
    `The shim has started ${process} in this run, which does not end: what lies above has passed on a request`,
];

const perhapsHandedOn: Told = [
  'may have come',
  (process) =>
    `The shim is the parent of ${process}, which is younger than this run and does not end: it is what a request has started, or what the container itself has made look so`,
];

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
    [...because, ...describePassages(observation)],
  );
}
