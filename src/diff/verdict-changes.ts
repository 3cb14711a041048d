import type { Report } from '../model/report.ts';
import type { Finding, Verdict } from '../model/verdict.ts';
import { verdictLabel } from '../report/labels.ts';
import type { Change } from './change.ts';

/** Where exec breaks, and why. How certain that is depends on what was asked as well, and does not matter by itself. */
export function verdictChanges({ verdict: before }: Report, { verdict: after }: Report): Change[] {
  const matters = whereOf(before) !== whereOf(after);
  const words = { before: verdictLabel(before), after: verdictLabel(after) };
  return [
    ...(words.before === words.after ? [] : [{ about: 'verdict', what: 'verdict', ...words, matters } as const]),
    ...(before.cause === after.cause
      ? []
      : [{ about: 'verdict', what: 'cause', before: before.cause, after: after.cause, matters: true } as const]),
  ];
}

const whereOf = ({ status, layer, candidates, scope }: Verdict): string =>
  JSON.stringify([status, layer, candidates.toSorted(), scope]);

/** By their codes: what is gone, and what is new. The numbers in one that stays are its own. */
export function findingChanges(
  { findings: before, observed: seenBefore }: Report,
  { findings: after, observed: seenAfter }: Report,
): Change[] {
  // what a run without records has not found, it could not look for
  const matters = seenBefore.records.length > 0 === seenAfter.records.length > 0;
  const isIn = (findings: readonly Finding[]) => (finding: Finding) =>
    findings.some(({ code }) => code === finding.code);
  const gone = before.filter((finding) => !isIn(after)(finding));
  const come = after.filter((finding) => !isIn(before)(finding));
  const about = 'finding';
  return [
    ...gone.map(({ code, summary }) => ({ about, what: code, before: summary, after: null, matters }) as const),
    ...come.map(({ code, summary }) => ({ about, what: code, before: null, after: summary, matters }) as const),
  ];
}
