import { columnOf, type Observation } from '../../evidence/observation.ts';
import type { Layer } from '../../model/layer.ts';
import { isFailing } from '../../model/probe.ts';
import { type Location, locate } from '../locate.ts';
import { speakerOf } from '../speaker.ts';
import { conflictingError } from './conflicting-error.ts';
import { isOfWhatDegrades } from './degraded.ts';
import { faultVerdict } from './fault.ts';
import { type Core, undecided } from './rule.ts';
import { slowVerdict } from './slow.ts';

/**
 * Where all went well without a terminal and something fails with one: the same rule over what was asked with one. Null
 * where nothing fails.
 */
export function terminalVerdict(observation: Observation): Core | null {
  const failing = columnOf(observation.terminals, 'target').filter(isFailing);
  if (failing.length === 0) return null;
  // exec works, and is of less use without a terminal as with one
  if (isOfWhatDegrades(observation, failing)) return null;
  const seen = { ...observation, probes: askedWithTerminal(observation) };
  const location = locate(seen);
  if (!location) return null;
  // a container that was slow without a terminal is slow with one
  const slow = slowVerdict({ ...seen, probes: [...seen.probes, ...observation.probes] }, location);
  const core = slow ?? conflictingError(seen, location) ?? faultVerdict(seen, location);
  return onTerminals(mayBeTheProgram(seen, location) ? orTheProgram(core) : core);
}

/** With a terminal nobody is asked for a path that cannot exist: where a program may end so, it can tell whether it has one. */
const mayBeTheProgram = ({ target, probes }: Observation, { at: { failing } }: Location): boolean =>
  !isFailing(columnOf(probes, 'control').find(({ name }) => name === failing.name)) &&
  (failing.outcome.kind === 'hang' || speakerOf(failing, target.runtime) !== 'layers');

/** A program of the container's puts no layer above under suspicion by itself. */
function orTheProgram(core: Core): Core {
  const candidates: readonly Layer[] = core.candidates;
  if (core.status !== 'fault' || candidates.every((layer) => layer === 'container')) return core;
  return {
    ...core,
    ...{ status: 'inconclusive', layer: null, ...undecided },
    candidates: candidates.includes('container') ? candidates : [...candidates, 'container'],
    because: [...core.because, 'The /bin/echo there can do the same, because it can see that it has a terminal.'],
  };
}

/** nsenter has no terminal of its own, and none to fail with. */
const askedWithTerminal = ({ probes, terminals }: Observation): Observation['probes'] =>
  probes.map(
    (probe) =>
      terminals.find(({ name, subject }) => name === probe.name && subject === probe.subject) ??
      (probe.name === 'nsenter'
        ? probe
        : { ...probe, outcome: { kind: 'skipped', reason: 'was not probed with a terminal' } }),
  );

function onTerminals({ summary, because, ...rest }: Core): Core {
  return {
    ...rest,
    summary: `Exec works without a terminal. With one (-t): ${summary}`,
    because: ['Without a terminal every probe of the target works.', ...because],
  };
}
