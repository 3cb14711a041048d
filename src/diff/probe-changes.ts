import { limits } from '../limits.ts';
import type { Outcome, Probe } from '../model/probe.ts';
import type { CommandResult, Report, TransportFacts } from '../model/report.ts';
import { meaningfulLine, outcomeNote, outcomeText, seconds } from '../report/outcome-text.ts';
import { type Change, changesIn } from './change.ts';

interface Answer {
  readonly what: string;
  readonly outcome: Outcome;
}

/** How each layer answers, target and control, with a terminal and by other ways. What only one run asked is no change. */
export function probeChanges(before: Report, after: Report): Change[] {
  const answers = answersOf(after);
  return answersOf(before).flatMap((was) => {
    const is = answers.find(({ what }) => what === was.what);
    if (!is || isSame(was.outcome, is.outcome)) return [];
    // a run skips what it cannot ask, or was told not to; a guard that keeps it from asking is a finding
    const matters = was.outcome.kind !== 'skipped' && is.outcome.kind !== 'skipped';
    return [{ about: 'probe', what: was.what, before: words(was.outcome), after: words(is.outcome), matters }];
  });
}

const answersOf = ({ probes, terminals, crossChecks }: Report): readonly Answer[] => [
  ...probes.map(answerOf('')),
  ...terminals.map(answerOf(' -t')),
  // how often something was tried is no change
  ...crossChecks
    .filter(({ name }, index) => name !== 'exec' && crossChecks.findIndex((one) => one.name === name) === index)
    .map(({ name, outcome }) => ({ what: `${name} for the target`, outcome })),
];

const answerOf =
  (suffix: string) =>
  ({ name, subject, outcome }: Probe): Answer => ({ what: `${name}${suffix} for the ${subject}`, outcome });

function isSame(was: Outcome, is: Outcome): boolean {
  if (was.kind === 'ok' && is.kind === 'ok') return !isSlower(was, is) && !isSlower(is, was);
  if (was.kind === 'error' && is.kind === 'error') {
    return was.exitCode === is.exitCode && lasting(was.text) === lasting(is.text);
  }
  return was.kind === is.kind;
}

type Timed = Pick<Extract<Outcome, { kind: 'ok' }>, 'durationMs'>;

/** By the rule by which a layer is called slow: anything less is the machine's day. */
const isSlower = ({ durationMs: short }: Timed, { durationMs: long }: Timed): boolean =>
  long >= limits.slowLayerMs && long >= short * limits.slowLayerFactor;

/** An error's line without ids, process numbers and times, which are others in each run. */
const lasting = (text: string): string => meaningfulLine(text).replace(/[0-9a-f]{8}[0-9a-f-]*|\d+/gi, '#');

const words = (outcome: Outcome): string =>
  outcome.kind === 'skipped'
    ? (outcomeNote(outcome) ?? '')
    : [outcomeText(outcome), outcomeNote(outcome)].filter((part) => part !== null).join(', ');

/** How the user's own command ended at each layer, where both runs have run the same one. */
export const commandChanges = ({ command: before }: Report, { command: after }: Report): Change[] =>
  changesIn(
    'command',
    before.flatMap((was) => {
      const is = after.find(({ probe }) => probe === was.probe);
      if (!is || JSON.stringify(is.command) !== JSON.stringify(was.command)) return [];
      return [[`your command by ${was.probe}`, ending(was), ending(is)]];
    }),
  );

function ending({ outcome, exitCode, durationMs }: CommandResult): string | null {
  switch (outcome) {
    case 'exited':
      return exitCode === null ? 'ended by a signal' : `exit ${exitCode}`;
    case 'hang':
      return `hang, after ${seconds(durationMs)}`;
    case 'skipped':
      return null;
  }
}

/** How it was asked. It explains what one run knows and the other does not, and is no change of the node. */
export const runChanges = ({ transport: before }: Report, { transport: after }: Report): Change[] =>
  changesIn('run', [
    ['by way of', way(before), way(after)],
    ['records from', before.recordsFrom, after.recordsFrom],
  ]).map((change) => ({ ...change, matters: false }));

const ways: Record<TransportFacts['kind'], string> = {
  pod: 'a debug pod',
  ssh: 'ssh',
  via: 'a command of the user',
  local: 'a run on the node itself',
  records: 'saved records',
  'api-server': 'the API server alone',
};

const way = ({ kind }: TransportFacts): string => ways[kind];
