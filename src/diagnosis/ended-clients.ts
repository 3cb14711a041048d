import { columnOf, type Observation } from '../evidence/observation.ts';
import { passageOf } from '../evidence/side-probes.ts';
import { parted } from '../model/kubectls-line.ts';
import { isOk, type Outcome, type Probe } from '../model/probe.ts';
import { bySignal } from './speaker.ts';

/**
 * What was observed, without the answers of clients on the node that a signal has ended, by limits of their own or by somebody: they
 * tell of no layer. But where something else has ended like that, it was what they ran, or the layer that they asked.
 */
export const withoutEndedClients = (observation: Observation): Observation => ({
  ...observation,
  probes: observation.probes.map((probe) =>
    isEndedItself(observation, probe) ? { ...probe, outcome: ended, flaky: false } : probe,
  ),
});

/** What is known of such a client. */
export const ended: Outcome = { kind: 'skipped', reason: 'the client was ended by a signal, and had no answer' };

function isEndedItself(observation: Observation, probe: Probe): boolean {
  const { name, subject } = probe;
  if (name === 'kubectl' || name === 'nsenter' || !isBySignal(probe) || isOk(passageOf(observation, name)))
    return false;
  const { probes, passages, terminals } = observation;
  const column = columnOf(probes, subject);
  const below = column.slice(column.indexOf(probe) + 1);
  // what it was to run has run, further down
  const runs = below.some(({ outcome }) => outcome.kind === 'ok' && outcome.method === 'echo');
  return runs && ![...probes, ...passages, ...terminals].some((other) => other.name !== name && isBySignal(other));
}

/** The client, or by its word the program. */
const isBySignal = ({ outcome }: Probe): boolean => {
  if (outcome.kind !== 'error') return false;
  const { code } = parted(outcome.text);
  return outcome.exitCode === null || bySignal(outcome.exitCode) || (code !== undefined && bySignal(Number(code)));
};
