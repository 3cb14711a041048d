import type { Outcome } from '../model/probe.ts';
import type { Observation } from './observation.ts';

type Asked = Pick<Observation, 'crossChecks'>;

/** The answers to what was asked again and again through the API server; none, where it was asked as often as ever. */
export function triesOf({ crossChecks }: Asked, what: 'exec' | 'log'): readonly Outcome[] {
  const isAskedAgain = crossChecks.some(({ name }) => name === 'exec');
  return isAskedAgain
    ? crossChecks
        .filter(({ name, outcome }) => name === what && outcome.kind !== 'skipped')
        .map(({ outcome }) => outcome)
    : [];
}

/** As in: "3 of 5 execs came through, and 5 of 5 requests for the log"; empty where nothing was asked again. */
export function describeTries(asked: Asked): string {
  const [execs, logs] = [triesOf(asked, 'exec'), triesOf(asked, 'log')];
  if (execs.length === 0) return '';
  const ofLogs = logs.length === 0 ? '' : `, and ${share(logs)} requests for the log`;
  return `${share(execs)} execs came through${ofLogs}`;
}

const share = (tries: readonly Outcome[]): string =>
  `${tries.filter(({ kind }) => kind === 'ok').length} of ${tries.length}`;
