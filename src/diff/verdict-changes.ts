import type { Report } from '../model/report.ts';
import type { Verdict } from '../model/verdict.ts';
import { verdictWords } from '../report/table/verdict-words.ts';
import type { Change } from './change.ts';

/** Where exec breaks, and why. How certain that is depends on what was asked as well, and does not matter by itself. */
export function verdictChanges({ verdict: before }: Report, { verdict: after }: Report): Change[] {
  const matters = whereOf(before) !== whereOf(after);
  const words = { before: verdictWords(before), after: verdictWords(after) };
  return [
    ...(words.before === words.after ? [] : [{ about: 'verdict', what: 'verdict', ...words, matters } as const]),
    ...(before.cause === after.cause
      ? []
      : [{ about: 'verdict', what: 'cause', before: before.cause, after: after.cause, matters: true } as const]),
  ];
}

const whereOf = ({ status, layer, candidates, scope }: Verdict): string =>
  JSON.stringify([status, layer, candidates.toSorted(), scope]);
