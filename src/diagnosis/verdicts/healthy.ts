import { heldOpen, notTrusted } from '../../evidence/fault-boundary.ts';
import { columnOf, execWorks, isClusterAsked, type Observation } from '../../evidence/observation.ts';
import { controlFails, slowLayers } from '../../knowledge/detectors/probes.ts';
import { isFailing, isOk, type Probe, verb } from '../../model/probe.ts';
import type { Verdict } from '../../model/verdict.ts';
import { type Core, inconclusive } from './rule.ts';

/** Nothing fails above a working probe, and the top one works; null where that was not tested. */
export function healthyVerdict(observation: Observation): Core | null {
  if (!execWorks(observation)) return null;
  const { probes, terminals, target, evidence, debugPod } = observation;
  const byEcho = columnOf(probes, 'target').every(
    ({ name, outcome }) => outcome.kind !== 'ok' || outcome.method === 'echo' || name === 'nsenter',
  );
  const [slow] = slowLayers(observation);
  const strange = notTrusted(columnOf(probes, 'target')).map(({ name }) => name);
  const held = heldOpen(columnOf(probes, 'target')).map(({ name }) => name);
  const slowly = slow ? ', but slowly' : '';
  const works =
    strange.length === 0
      ? `through every layer that was tested${slowly}`
      : `as the node itself does it${slowly}; only ${strange.join(' and ')}, by another way, ${strange.length === 1 ? 'does' : 'do'} not`;
  return {
    ...{ layer: null, candidates: [], scope: null },
    status: 'healthy',
    confidence: certainty(observation, byEcho),
    summary: `Nothing is broken now for container ${target.container}: exec works ${works}.`,
    because: [
      ...(slow ? [slow.summary] : []),
      ...(held.length === 0
        ? []
        : [
            `${held.join(' and ')} brought the word and did not end, though a layer above ended: a process in the container keeps the output open. That is no fault of a layer.`,
          ]),
      ...controlFails(observation).map(({ summary }) => summary),
      ...failingTerminals(observation).map(
        (probe) => `With a terminal ${probe.name} ${verb(probe)}, though a layer above it works.`,
      ),
      `Times for the target: ${timings(probes).join(', ')}.`,
      ...(timings(terminals).length > 0 ? [`With a terminal too: ${timings(terminals).join(', ')}.`] : []),
      ...(byEcho
        ? []
        : [
            'The container has no /bin/echo: the layers were proven by the complaint about a path that cannot exist, which starts no process.',
          ]),
      ...(evidence
        ? []
        : [
            `${debugPod.failure ? 'The debug pod did not start' : 'No records came back from the node'}, so only the way through the API server was tested; what works there works below.`,
          ]),
    ],
  };
}

const failingTerminals = ({ terminals }: Observation): readonly Probe[] =>
  columnOf(terminals, 'target').filter(isFailing);

const timings = (probes: readonly Probe[]): readonly string[] =>
  columnOf(probes, 'target').flatMap(({ name, outcome }) =>
    outcome.kind === 'ok' ? [`${name} ${(outcome.durationMs / 1000).toFixed(2)} s`] : [],
  );

/** Certain where all was tested that could be, and answered at once. */
function certainty(observation: Observation, byEcho: boolean): Verdict['confidence'] {
  const { probes, evidence } = observation;
  const atOnce = columnOf(probes, 'target').every(
    ({ outcome, flaky }) => outcome.kind === 'skipped' || (outcome.kind === 'ok' && !flaky),
  );
  const doubtful = controlFails(observation).length > 0 || failingTerminals(observation).length > 0;
  return evidence?.complete && byEcho && atOnce && !doubtful && isClusterAsked(observation) ? 'high' : 'medium';
}

/** Too little was tested to call the container healthy; null where enough was. */
export function untestedVerdict(observation: Observation): Core | null {
  if (execWorks(observation)) return null;
  const { container } = observation.target;
  const column = columnOf(observation.probes, 'target');
  const top = column.find(isOk);
  return inconclusive(
    [],
    top
      ? `Exec into container ${container} works from ${top.name} down; what lies above it was not tested.`
      : `Nothing was found out about exec into container ${container}: no probe could be run.`,
    column.flatMap(({ name, outcome }) =>
      outcome.kind === 'skipped' ? [`${name} was skipped: ${outcome.reason}.`] : [],
    ),
  );
}
