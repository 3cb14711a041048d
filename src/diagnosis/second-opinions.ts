import type { Observation } from '../evidence/observation.ts';
import { type Opinions, opinionsOn as opinionsBy } from '../evidence/second-opinions.ts';
import { entriesIn } from '../knowledge/match-text.ts';
import type { Outcome, Probe } from '../model/probe.ts';

/** What containers of other pods say to a probe that fails for the target, by the complaints that are known. */
export const opinionsOn = (observation: Observation, failing: Pick<Probe, 'name' | 'outcome'>): Opinions =>
  opinionsBy(observation, failing, isSameComplaint);

/** Do two probes of one layer fail with the same? Else they say nothing of each other: each container may be sick in its own way. */
export function isSameComplaint(a: Outcome, b: Outcome): boolean {
  if (a.kind === 'hang') return b.kind === 'hang';
  if (a.kind !== 'error' || b.kind !== 'error') return false;
  const [one, other] = [a, b].map(({ text }) => entriesIn(text)[0]?.code);
  return one === undefined && other === undefined ? worded(a.text) === worded(b.text) : one === other;
}

/** Without what is another in each exec, or for each container: ids, times, numbers, and how the pod stands with the kubelet. */
const worded = (text: string): string =>
  text
    .replace(/kubepods-(?:besteffort|burstable)\.slice\/|[-/](?:besteffort|burstable)\b/g, '')
    // an id may have letters right before it
    .replace(/[0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{12,}|\b[0-9a-f]{4,}\b|\d+/g, '#')
    .trim();
