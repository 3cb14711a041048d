import { isOk, verb } from '../evidence/break.ts';
import type { Observation } from '../evidence/observation.ts';
import { limits } from '../limits.ts';
import type { Probe, ProbeName } from '../model/probe.ts';
import type { RecordOf } from '../records/record.ts';
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

/**
 * A layer that hangs, and yet the target's shim has started something in this run that does not end: the request came as far as
 * that, and whoever is root in the container may stop what enters it, at its first step. Null where what is left already
 * lies there.
 */
export function startedBelow(observation: Observation, { at, suspects, because }: Location): Core | null {
  const { failing } = at;
  if (failing.outcome.kind !== 'hang' || suspects.includes('container')) return null;
  const started = startedByShim(observation);
  if (!started) return null;
  return {
    status: 'inconclusive',
    layer: null,
    candidates: [...suspects, 'container'],
    scope: null,
    confidence: 'low',
    summary: `${failing.name} hangs for container ${observation.target.container}, and a request came as far as the container all the same: whatever runs in it as root can stop what enters it.`,
    because: [
      ...because,
      `The shim has started ${started.name} (process ${started.pid}) in this run, which does not end: what lies above has handed on a request.`,
    ],
  };
}

/** What the container itself starts has another parent: its orphans go to its first process. */
function startedByShim({ evidence }: Observation): RecordOf<'process'> | undefined {
  const { uptimeMs = null, processes = [], facts = {} } = evidence ?? {};
  return processes.find(
    ({ role, of, start, parent, state }) =>
      (role === 'runtime' || role === 'inside') &&
      of === 'target' &&
      uptimeMs !== null &&
      start * limits.msPerTick >= uptimeMs &&
      String(parent) === facts['target.shim'] &&
      !'ZX'.includes(state),
  );
}
