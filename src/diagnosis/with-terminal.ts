import { accusation } from './accusation.ts';
import { isFailing } from './break.ts';
import type { Core } from './diagnose.ts';
import { locate } from './locate.ts';
import type { Observation } from './observation.ts';
import { slowNode } from './slow-node.ts';
import { wordsAgainstMatrix } from './words-against-matrix.ts';

/**
 * Where all went well without a terminal and something fails with one: the same rule over what was asked with one. Null
 * where nothing fails.
 */
export function terminalVerdict(observation: Observation): Core | null {
  if (!observation.terminals.some((probe) => probe.subject === 'target' && isFailing(probe))) return null;
  const seen = { ...observation, probes: askedWithTerminal(observation) };
  const location = locate(seen);
  if (!location) return null;
  // a container that was slow without a terminal is slow with one
  const slow = slowNode({ ...seen, probes: [...seen.probes, ...observation.probes] }, location);
  return onTerminals(slow ?? wordsAgainstMatrix(seen, location) ?? accusation(seen, location));
}

/** nsenter has no terminal of its own, and none to fail with. */
const askedWithTerminal = ({ probes, terminals }: Observation): Observation['probes'] =>
  probes.map(
    (probe) =>
      terminals.find(({ name, subject }) => name === probe.name && subject === probe.subject) ??
      (probe.name === 'nsenter'
        ? probe
        : { ...probe, outcome: { kind: 'skipped', reason: 'was not asked with a terminal' } }),
  );

function onTerminals({ summary, because, ...rest }: Core): Core {
  return {
    ...rest,
    summary: `Exec works without a terminal. With one (-t): ${summary}`,
    because: ['Without a terminal every probe of the target works.', ...because],
  };
}
