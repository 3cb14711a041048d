import type { Report, TransportFacts } from '../model/report.ts';
import { type Change, changesIn } from './change.ts';

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
};

const way = ({ kind }: TransportFacts): string => ways[kind];
