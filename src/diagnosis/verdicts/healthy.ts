import { heldOpen, notTrusted } from '../../evidence/fault-boundary.ts';
import { columnOf, execWorks, isClusterAsked, type Observation } from '../../evidence/observation.ts';
import { controlFails } from '../../knowledge/detectors/probes.ts';
import { slowLayers } from '../../knowledge/detectors/slow-layers.ts';
import { catalogue } from '../../knowledge/index.ts';
import { limits } from '../../limits.ts';
import { isFailing, isOk, type Probe, verb } from '../../model/probe.ts';
import type { Certainty, Finding } from '../../model/verdict.ts';
import { type CertaintyRow, certaintyBy } from '../certainty.ts';
import { ended } from '../ended-clients.ts';
import { findings } from '../findings.ts';
import { type Core, inconclusive } from './rule.ts';

/** Nothing fails above a working probe, and the top one works; null where that was not tested. */
export function healthyVerdict(observation: Observation): Core | null {
  if (!execWorks(observation)) return null;
  const { probes } = observation;
  const byEcho = columnOf(probes, 'target').every(
    ({ name, outcome }) => outcome.kind !== 'ok' || outcome.method === 'echo' || name === 'nsenter',
  );
  const [slow] = slowLayers(observation);
  const strange = notTrusted(columnOf(probes, 'target')).map(({ name }) => name);
  const slowly = slow || isLate(observation) ? ', but slowly' : '';
  const works =
    strange.length === 0
      ? `through every layer that was tested${slowly}`
      : `as the node itself does it${slowly}; only ${strange.join(' and ')}, called on the node, ${strange.length === 1 ? 'does' : 'do'} not`;
  return {
    ...{ layer: null, candidates: [], scope: null },
    status: 'healthy',
    ...certainty(observation, byEcho),
    summary: `Exec works ${works}.`,
    because: [...(slow ? [slow.summary] : []), ...besides(observation), ...tested(observation, byEcho)],
  };
}

/** So long an answer is slow whatever others take. */
function isLate({ probes }: Observation): boolean {
  const outcome = columnOf(probes, 'target').find(isOk)?.outcome;
  return outcome?.kind === 'ok' && outcome.durationMs >= limits.slowAloneMs;
}

/** What was seen, and does not keep exec from working. */
function besides(observation: Observation): readonly string[] {
  const held = heldOpen(columnOf(observation.probes, 'target')).map(({ name }) => name);
  return [
    ...(held.length === 0
      ? []
      : [
          `${held.join(' and ')} brought the word and did not end, though a layer above ended: a process in the container keeps the output open. That is no fault of a layer.`,
        ]),
    ...breaking(observation).map(
      ({ summary }) => `${summary} As a rule that keeps an exec from working, and these came through.`,
    ),
    ...controlFails(observation).map(({ summary }) => summary),
    ...failingTerminals(observation).map(
      (probe) => `With a terminal ${probe.name} ${verb(probe)}, though a layer above it works.`,
    ),
  ];
}

function tested({ probes, terminals, evidence, debugPod }: Observation, byEcho: boolean): readonly string[] {
  return [
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
  ];
}

/** Facts that break exec by themselves. */
const breaking = (observation: Observation): readonly Finding[] =>
  findings(
    observation,
    catalogue.filter(({ detect, layers }) => detect?.strength === 'proof' && layers.length > 0),
  ).flatMap(({ finding }) => (finding.by === 'facts' ? [finding] : []));

/** Why what was slow is no fault of a layer, as far as that is known. */
const slowDoubt = (observation: Observation): string | null =>
  slowLayers(observation).find(({ doubt }) => doubt !== undefined)?.doubt ?? null;

const failingTerminals = ({ terminals }: Observation): readonly Probe[] =>
  columnOf(terminals, 'target').filter(isFailing);

const timings = (probes: readonly Probe[]): readonly string[] =>
  columnOf(probes, 'target').flatMap(({ name, outcome }) =>
    outcome.kind === 'ok' ? [`${name} ${(outcome.durationMs / 1000).toFixed(2)} s`] : [],
  );

interface Working {
  readonly observation: Observation;
  readonly byEcho: boolean;
}

/** Certain where all was tested that could be, and nothing speaks against it. */
const doubts: readonly CertaintyRow<Working>[] = [
  {
    when: ({ observation }) => observation.evidence === null,
    confidence: 'medium',
    reason: 'only the way through the API server was tested',
  },
  {
    when: ({ observation }) => observation.evidence?.complete === false,
    confidence: 'medium',
    reason: 'the examination of the node was cut off',
  },
  {
    when: ({ observation }) => !isClusterAsked(observation),
    confidence: 'medium',
    reason: 'the way through the API server was not tested',
  },
  {
    when: ({ byEcho }) => !byEcho,
    confidence: 'medium',
    reason: 'it was probed with a path that cannot exist, which starts no process',
  },
  {
    when: ({ observation }) => columnOf(observation.probes, 'target').some(isFailing),
    confidence: 'medium',
    reason: ({ observation }) =>
      `${named(columnOf(observation.probes, 'target').filter(isFailing))}, called on the node`,
  },
  {
    when: ({ observation }) => columnOf(observation.probes, 'target').some(({ outcome }) => outcome === ended),
    confidence: 'medium',
    reason: ({ observation }) =>
      `a signal ended ${both.format(
        columnOf(observation.probes, 'target').flatMap(({ name, outcome }) => (outcome === ended ? [name] : [])),
      )}`,
  },
  {
    when: ({ observation }) => observation.probes.some(({ flaky }) => flaky),
    confidence: 'medium',
    reason: ({ observation: { probes } }) => {
      const flaky = probes.find((probe) => probe.flaky);
      return `${flaky?.name ?? 'one probe'} failed at first${flaky?.subject === 'control' ? ' for the control' : ''}`;
    },
  },
  {
    when: ({ observation }) => breaking(observation).length > 0,
    confidence: 'medium',
    reason: 'something was seen that as a rule keeps an exec from working',
  },
  {
    when: ({ observation }) => controlFails(observation).length > 0,
    confidence: 'medium',
    reason: 'a probe of the control fails',
  },
  {
    when: ({ observation }) => failingTerminals(observation).length > 0,
    confidence: 'medium',
    reason: ({ observation }) => `${named(failingTerminals(observation))} with a terminal`,
  },
  {
    when: ({ observation }) => slowDoubt(observation) !== null,
    confidence: 'medium',
    reason: ({ observation }) => slowDoubt(observation) ?? '',
  },
];

const certainty = (observation: Observation, byEcho: boolean): Certainty =>
  certaintyBy(
    doubts,
    { observation, byEcho },
    { confidence: 'high', confidenceReason: 'every layer that was tested answered' },
  );

/** As in: "ctr and runc fail". */
const named = (failing: readonly Probe[]): string =>
  `${both.format(failing.map(({ name }) => name))} ${failing.length === 1 ? 'fails' : 'fail'}`;

const both = new Intl.ListFormat('en', { type: 'conjunction' });

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
